import type { DisableAddressTransferRequest, DisableAddressTransferResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { pendingTransfer } from '../address-transfers';
import { ownAddress } from '../addresses';
import { incorrectState, refuseDryRun } from '../errors';
import { ec2State } from '../state';

/** The source account takes its offer back. What EC2 answers when there is none is made up. */
export function disableAddressTransfer(input: DisableAddressTransferRequest, call: CallContext): DisableAddressTransferResult {
  const { world } = call;
  const { id, publicIp } = ownAddress(call, input.AllocationId ?? '');
  if (!pendingTransfer(world, id)) throw incorrectState(`The address with allocation id [${id}] has no pending transfer.`);
  refuseDryRun(input);
  ec2State(world).addressTransfers.delete(id);
  return { AddressTransfer: { PublicIp: publicIp, AllocationId: id, AddressTransferStatus: 'disabled' } };
}
