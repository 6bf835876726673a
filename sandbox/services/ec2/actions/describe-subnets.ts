import type { DescribeSubnetsRequest, DescribeSubnetsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { SubnetEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { list } from '../listing';
import { arn, SUBNET } from '../resource-ids';
import { ec2State } from '../state';
import { describeSubnet } from '../vpcs';

const FILTERS: FilterValues<SubnetEntity> = {
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'cidr-block': ({ cidr }) => cidr && formatCidr(cidr),
  cidr: ({ cidr }) => cidr && formatCidr(cidr),
  'default-for-az': ({ defaultForAz }) => defaultForAz,
  'owner-id': ({ account }) => account,
  state: () => 'available',
  'subnet-arn': ({ id, account, region }) => arn(SUBNET, region, account, id),
  'subnet-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
};

export function describeSubnets(input: DescribeSubnetsRequest, call: CallContext): DescribeSubnetsResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).subnets, input, { kind: SUBNET, ids: input.SubnetIds, filters: FILTERS });
  return { Subnets: records.map((subnet) => ({ ...describeSubnet(call.world, subnet), BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' } })), NextToken: nextToken };
}
