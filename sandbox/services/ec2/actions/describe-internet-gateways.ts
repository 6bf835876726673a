import type { DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { InternetGatewayEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describeInternetGateway } from '../internet-gateways';
import { list } from '../listing';
import { INTERNET_GATEWAY } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<InternetGatewayEntity> = {
  'attachment.state': ({ vpcId }) => vpcId && 'available',
  'attachment.vpc-id': ({ vpcId }) => vpcId,
  'internet-gateway-id': ({ id }) => id,
  'owner-id': ({ account }) => account,
};

export function describeInternetGateways(input: DescribeInternetGatewaysRequest, call: CallContext): DescribeInternetGatewaysResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).internetGateways, input, {
    kind: INTERNET_GATEWAY,
    ids: input.InternetGatewayIds,
    filters: FILTERS,
  });
  return { InternetGateways: records.map(describeInternetGateway), NextToken: nextToken };
}
