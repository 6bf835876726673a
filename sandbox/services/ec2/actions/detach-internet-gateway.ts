import type { DetachInternetGatewayRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { dependencyViolation, refuseDryRun } from '../errors';
import { hasMappedAddresses, ownInternetGateway } from '../internet-gateways';
import { ec2State } from '../state';
import { ownVpc } from '../vpcs';

export function detachInternetGateway(input: DetachInternetGatewayRequest, call: CallContext): void {
  const { world } = call;
  const gateway = ownInternetGateway(call, input.InternetGatewayId ?? '');
  const vpc = ownVpc(call, input.VpcId ?? '');
  refuseDryRun(input);
  if (gateway.vpcId !== vpc.id) throw new AwsError('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpc.id}`);
  if (hasMappedAddresses(world, vpc.id)) {
    throw dependencyViolation(`Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`);
  }
  ec2State(world).internetGateways.put({ ...gateway, vpcId: undefined });
}
