import type { AcceptAddressTransferRequest, AcceptAddressTransferResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { describeTransfer, pendingTransfer } from '../address-transfers';
import { madeUp, refuseDryRun } from '../errors';
import { discoverableAddress, noticeCreation } from '../ipam/discovery';
import { forget } from '../ipam/history';
import { ELASTIC_IP } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { afterAWhile } from '../transition';

/** The account that it was offered to takes the address over, without its tags. The codes are documented, the texts are made up. */
export function acceptAddressTransfer(input: AcceptAddressTransferRequest, call: CallContext): AcceptAddressTransferResult {
  const { world, caller, region } = call;
  const { addresses, addressTransfers, resourceCidrs } = ec2State(world);
  const { Address: publicIp = '' } = input;
  const tags = tagsFrom(input.TagSpecifications, ELASTIC_IP);
  const address = [...addresses.all()].find((one) => one.publicIp === publicIp && one.region === region);
  const offer = address && pendingTransfer(world, address.id);
  if (!address || offer?.transferAccountId !== caller.account) throw madeUp('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  if (address.association) throw madeUp('InvalidTransfer.AddressAssociated', `The address '${publicIp}' is associated and cannot be transferred.`);
  if (address.ptrRecord !== undefined) throw madeUp('InvalidTransfer.AddressCustomPtrSet', `The address '${publicIp}' has a PTR record set and cannot be transferred.`);
  refuseDryRun(input);
  afterAWhile(world, world.unkindness.ipamLag.eip, () => {
    for (const record of [...resourceCidrs.all()]) if (record.resourceId === offer.id && record.account === offer.account) forget(world, record);
  });
  noticeCreation(world, discoverableAddress(addresses.put({ ...address, account: caller.account, tags })));
  return { AddressTransfer: describeTransfer(addressTransfers.put({ ...offer, acceptedAt: world.clock.now() })) };
}
