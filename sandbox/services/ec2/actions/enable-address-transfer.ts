import type { EnableAddressTransferRequest, EnableAddressTransferResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { describeTransfer, OFFER_STANDS } from '../address-transfers';
import { ownAddress } from '../addresses';
import { invalidValue, madeUp, refuseDryRun } from '../errors';
import { ec2State } from '../state';

/**
 * Offers an address to another account, also while it is in use. What came from a pool of the account's own can't be offered: the codes for that are made up.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithEIPs.html#transfer-EIPs-intro
 */
export function enableAddressTransfer(input: EnableAddressTransferRequest, call: CallContext): EnableAddressTransferResult {
  const { world, caller, region } = call;
  const { TransferAccountId: transferAccountId = '' } = input;
  const address = ownAddress(call, input.AllocationId ?? '');
  if (!/^\d{12}$/.test(transferAccountId) || transferAccountId === caller.account) throw invalidValue(transferAccountId, 'transferAccountId');
  if (address.publicIpv4Pool !== 'amazon' || address.serviceManaged) {
    throw madeUp('OperationNotPermitted', `The address with allocation id [${address.id}] cannot be transferred.`);
  }
  refuseDryRun(input);
  const offer = { id: address.id, account: caller.account, region, tags: {}, publicIp: address.publicIp, transferAccountId, expiresAt: world.clock.now() + OFFER_STANDS };
  return { AddressTransfer: describeTransfer(ec2State(world).addressTransfers.put(offer)) };
}
