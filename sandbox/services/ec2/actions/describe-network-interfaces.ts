import type { DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { NetworkInterfaceEntity } from '../entities';
import { addressOn } from '../addresses';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { list } from '../listing';
import { describeInterface, interfaceType, isInUse } from '../network-interfaces';
import { NETWORK_INTERFACE } from '../resource-ids';
import { ec2State } from '../state';

export function describeNetworkInterfaces(input: DescribeNetworkInterfacesRequest, call: CallContext): DescribeNetworkInterfacesResult {
  const { world } = call;
  const addressOf = ({ id }: NetworkInterfaceEntity) => addressOn(world, id);
  const filters: FilterValues<NetworkInterfaceEntity> = {
    'addresses.private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'association.allocation-id': (one) => addressOf(one)?.id,
    'association.association-id': (one) => addressOf(one)?.association?.id,
    'association.public-ip': (one) => addressOf(one)?.publicIp,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    description: ({ description }) => description,
    'group-id': ({ groups }) => groups,
    'interface-type': interfaceType,
    'network-interface-id': ({ id }) => id,
    'owner-id': ({ account }) => account,
    'private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'requester-managed': ({ managedBy }) => managedBy !== undefined,
    status: (one) => (isInUse(one) ? 'in-use' : 'available'),
    'attachment.instance-id': ({ managedBy, partOf }) => (managedBy ? undefined : partOf),
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  };
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(world).networkInterfaces, input, { kind: NETWORK_INTERFACE, ids: input.NetworkInterfaceIds, filters });
  return { NetworkInterfaces: records.map((one) => describeInterface(world, one)), NextToken: nextToken };
}
