import type { DescribeNatGatewaysRequest, DescribeNatGatewaysResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { NatGatewayEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { list } from '../listing';
import { describeNatGateway } from '../nat-gateways';
import { NAT_GATEWAY } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<NatGatewayEntity> = {
  'nat-gateway-id': ({ id }) => id,
  state: ({ state }) => state,
  'subnet-id': ({ subnetId }) => subnetId,
  'vpc-id': ({ vpcId }) => vpcId,
};

export function describeNatGateways(input: DescribeNatGatewaysRequest, call: CallContext): DescribeNatGatewaysResult {
  refuseDryRun(input);
  const request = { ...input, Filters: input.Filter };
  const { records, nextToken } = list(call, ec2State(call.world).natGateways, request, { kind: NAT_GATEWAY, ids: input.NatGatewayIds, filters: FILTERS });
  return { NatGateways: records.map(describeNatGateway), NextToken: nextToken };
}
