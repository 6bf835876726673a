import type { AttachInternetGatewayRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { refuseDryRun } from '../errors';
import { gatewayOf, ownInternetGateway } from '../internet-gateways';
import { ec2State } from '../state';
import { ownVpc } from '../vpcs';

/** A gateway has one VPC at most, and a VPC one gateway. */
export function attachInternetGateway(input: AttachInternetGatewayRequest, call: CallContext): void {
  const { world } = call;
  const gateway = ownInternetGateway(call, input.InternetGatewayId ?? '');
  const vpc = ownVpc(call, input.VpcId ?? '');
  refuseDryRun(input);
  if (gateway.vpcId !== undefined) throw new AwsError('Resource.AlreadyAssociated', `resource ${gateway.id} is already attached to network ${gateway.vpcId}`);
  if (gatewayOf(world, vpc.id)) throw new AwsError('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
  ec2State(world).internetGateways.put({ ...gateway, vpcId: vpc.id });
}
