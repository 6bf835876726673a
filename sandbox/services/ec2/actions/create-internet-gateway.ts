import type { CreateInternetGatewayRequest, CreateInternetGatewayResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { describeInternetGateway } from '../internet-gateways';
import { INTERNET_GATEWAY } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';

export function createInternetGateway(input: CreateInternetGatewayRequest, { world, caller, region }: CallContext): CreateInternetGatewayResult {
  const tags = tagsFrom(input.TagSpecifications, INTERNET_GATEWAY);
  refuseDryRun(input);
  const gateway = ec2State(world).internetGateways.put({ id: world.random.id(INTERNET_GATEWAY.prefix), account: caller.account, region, tags });
  return { InternetGateway: describeInternetGateway(gateway) };
}
