import type { AddressTransfer, AddressTransferStatus } from '@aws-sdk/client-ec2';
import type { World } from '../../world';
import type { AddressTransferEntity } from './entities';
import { ec2State } from './state';

const DAY = 24 * 60 * 60_000;

/** How long an offer stands, and how long its source still sees that it was accepted. */
export const OFFER_STANDS = 7 * DAY;
const ACCEPTED_IS_SHOWN = 14 * DAY;

/** The offer of this address that nobody has accepted yet; once it has run out, there is none. */
export function pendingTransfer(world: World, allocationId: string): AddressTransferEntity | undefined {
  const transfer = ec2State(world).addressTransfers.get(allocationId);
  return transfer && transfer.acceptedAt === undefined && isShown(world, transfer) ? transfer : undefined;
}

/** Whether the source account still sees it. */
export function isShown({ clock }: World, { acceptedAt, expiresAt }: AddressTransferEntity): boolean {
  return clock.now() < (acceptedAt === undefined ? expiresAt : acceptedAt + ACCEPTED_IS_SHOWN);
}

/** A transfer as DescribeAddressTransfers shows it. */
export function describeTransfer({ id, publicIp, transferAccountId, expiresAt, acceptedAt }: AddressTransferEntity): AddressTransfer {
  const status: AddressTransferStatus = acceptedAt === undefined ? 'pending' : 'accepted';
  return {
    PublicIp: publicIp,
    AllocationId: id,
    TransferAccountId: transferAccountId,
    TransferOfferExpirationTimestamp: new Date(expiresAt),
    TransferOfferAcceptedTimestamp: acceptedAt === undefined ? undefined : new Date(acceptedAt),
    AddressTransferStatus: status,
  };
}
