import type { AssociateAddressRequest, AssociateAddressResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { addressOn, associate, checkHolder, checkIsCustomers, disassociate, ownAddress } from '../addresses';
import { invalidValue, madeUp, missingParameter, refuseDryRun } from '../errors';
import { requireGateway } from '../internet-gateways';
import { ownNetworkInterface } from '../network-interfaces';
import { primaryInterfaceOf } from '../network-parts';

/** Moves an address that is associated already, unless the request says it may not. */
export function associateAddress(input: AssociateAddressRequest, call: CallContext): AssociateAddressResult {
  const { world } = call;
  if (input.AllocationId === undefined) {
    if (input.PublicIp === undefined) throw missingParameter('AllocationId');
    throw invalidValue(input.PublicIp, 'publicIp', 'You must specify an allocation id when mapping an address to a VPC instance.');
  }
  const address = ownAddress(call, input.AllocationId);
  if (input.InstanceId === undefined && input.NetworkInterfaceId === undefined) throw missingParameter('NetworkInterfaceId');
  const networkInterface = input.InstanceId === undefined ? ownNetworkInterface(call, input.NetworkInterfaceId ?? '') : primaryInterfaceOf(call, input.InstanceId);
  if (input.PrivateIpAddress !== undefined && input.PrivateIpAddress !== networkInterface.privateIpAddress) {
    throw invalidValue(input.PrivateIpAddress, 'privateIpAddress', `It is not assigned to ${networkInterface.id}.`);
  }
  refuseDryRun(input);
  checkIsCustomers(address);
  if (networkInterface.managedBy) throw new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');
  checkHolder(world, address);
  if (address.association?.networkInterfaceId === networkInterface.id) return { AssociationId: address.association.id };
  if (address.association && input.AllowReassociation === false) {
    throw new AwsError('Resource.AlreadyAssociated', `resource ${address.id} is already associated with associate-id ${address.association.id}`);
  }
  requireGateway(world, networkInterface.vpcId);
  if (address.networkBorderGroup !== call.region) {
    throw madeUp('InvalidParameterCombination', `The address ${address.publicIp} and the network interface ${networkInterface.id} are not in the same network border group.`);
  }
  const other = addressOn(world, networkInterface.id);
  if (other && input.AllowReassociation === false) {
    throw new AwsError('Resource.AlreadyAssociated', `resource ${networkInterface.id} is already associated with associate-id ${other.association?.id ?? ''}`);
  }
  if (other) disassociate(world, other);
  return { AssociationId: associate(world, address, networkInterface).association?.id };
}
