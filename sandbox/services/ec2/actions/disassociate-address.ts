import type { DisassociateAddressRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { associatedAddress, checkHolder, disassociate, ownAddressWithIp } from '../addresses';
import { invalidCombination, invalidValue, missingParameter, refuseDryRun } from '../errors';

export function disassociateAddress(input: DisassociateAddressRequest, call: CallContext): void {
  if (input.AssociationId !== undefined && input.PublicIp !== undefined) {
    throw invalidCombination('You may specify public IP or association id, but not both in the same call');
  }
  if (input.AssociationId === undefined) {
    if (input.PublicIp === undefined) throw missingParameter('AssociationId');
    ownAddressWithIp(call, input.PublicIp);
    throw invalidValue(input.PublicIp, 'publicIp', 'You must specify an association id when unmapping an address from a VPC instance.');
  }
  const address = associatedAddress(call, input.AssociationId);
  refuseDryRun(input);
  checkHolder(call.world, address);
  disassociate(call.world, address);
}
