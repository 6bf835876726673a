import type { DeleteNetworkInterfaceRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { addressOn, disassociate } from '../addresses';
import { refuseDryRun } from '../errors';
import { isInUse, ownNetworkInterface } from '../network-interfaces';
import { ec2State } from '../state';

/** An address on the interface stays the account's, without an association. */
export function deleteNetworkInterface(input: DeleteNetworkInterfaceRequest, call: CallContext): void {
  const { world } = call;
  const networkInterface = ownNetworkInterface(call, input.NetworkInterfaceId ?? '');
  const { id } = networkInterface;
  refuseDryRun(input);
  if (isInUse(networkInterface)) throw new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
  const address = addressOn(world, id);
  if (address) disassociate(world, address);
  ec2State(world).networkInterfaces.delete(id);
}
