import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation, type AddressReleaseProps } from '../../lib';
import type { TakenCidr } from './network';

/** What a user writes to have these released. */
export function releasing(
  allocations: readonly TakenCidr[],
  addressIds: readonly string[] = [],
  props: AddressReleaseProps = {},
): (stack: Stack) => void {
  return (stack) => {
    new AddressRelease(stack, 'AddressRelease', {
      ipamAllocations: allocations.map(({ poolId, cidr, allocationId }, index) =>
        IpamAllocation.fromAttributes({ pool: ec2.CfnIPAMPool.fromIpamPoolId(stack, `Pool${index}`, poolId), cidr, allocationId }),
      ),
      elasticIps: addressIds.map((id) => ElasticIp.fromAllocationId(id)),
      ...props,
    });
  };
}
