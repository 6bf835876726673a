import type { DeleteInternetGatewayRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { dependencyViolation, refuseDryRun } from '../errors';
import { ownInternetGateway } from '../internet-gateways';
import { ec2State } from '../state';

export function deleteInternetGateway(input: DeleteInternetGatewayRequest, call: CallContext): void {
  const gateway = ownInternetGateway(call, input.InternetGatewayId ?? '');
  refuseDryRun(input);
  if (gateway.vpcId !== undefined) throw dependencyViolation(`The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`);
  ec2State(call.world).internetGateways.delete(gateway.id);
}
