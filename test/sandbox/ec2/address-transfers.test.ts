import { administrator } from '../../../sandbox/principal';
import { seedAddressWithPtrRecord, seedServiceManagedAddress } from '../../../sandbox/services/ec2/seed';
import { Cloud, MINUTE, text } from './cloud';

const OTHER = '444455556666';
const other = { caller: administrator(OTHER) };
const DAY = 24 * 60 * MINUTE;

async function offered() {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  const { AddressTransfer } = await cloud.call('EnableAddressTransfer', { AllocationId: allocationId, TransferAccountId: OTHER });
  return { cloud, allocationId, publicIp, offer: AddressTransfer };
}

const transfers = async (cloud: Cloud) => (await cloud.call('DescribeAddressTransfers', {})).AddressTransfers ?? [];
const accept = (cloud: Cloud, Address: string) => cloud.call('AcceptAddressTransfer', { Address }, other);

test('an offer stands for seven days, and keeps the address from being released', async () => {
  const { cloud, allocationId, publicIp, offer } = await offered();
  expect(offer).toMatchObject({ AllocationId: allocationId, PublicIp: publicIp, TransferAccountId: OTHER, AddressTransferStatus: 'pending' });
  expect(offer?.TransferOfferExpirationTimestamp?.getTime()).toBe(cloud.clock.now() + 7 * DAY);
  expect(await transfers(cloud)).toEqual([offer]);
  expect((await cloud.call('DescribeAddressTransfers', {}, other)).AddressTransfers).toEqual([]);
  await expect(cloud.call('ReleaseAddress', { AllocationId: allocationId })).rejects.toMatchObject({
    code: 'InvalidAddress.TransferPending',
    message: `The address with allocation id [${allocationId}] cannot be released because its transfer to account ${OTHER} is pending.`,
  });
  cloud.clock.pass(7 * DAY);
  expect(await transfers(cloud)).toEqual([]);
  await expect(accept(cloud, publicIp)).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  await cloud.call('ReleaseAddress', { AllocationId: allocationId });
});

test('who accepts has the address, without its tags; the source sees that for two weeks', async () => {
  const { cloud, allocationId, publicIp } = await offered();
  await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'Name', Value: 'mail' }] });
  await expect(cloud.call('AcceptAddressTransfer', { Address: publicIp }, { caller: administrator('777788889999') })).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  const { AddressTransfer } = await accept(cloud, publicIp);
  expect(AddressTransfer).toMatchObject({ AddressTransferStatus: 'accepted', TransferOfferAcceptedTimestamp: new Date(cloud.clock.now()) });
  expect((await cloud.call('DescribeAddresses', {}, other)).Addresses).toMatchObject([{ PublicIp: publicIp, Tags: undefined }]);
  expect((await cloud.call('DescribeAddresses', {})).Addresses).toEqual([]);
  await expect(cloud.call('ReleaseAddress', { AllocationId: allocationId })).rejects.toMatchObject({ code: 'AuthFailure', message: expect.stringContaining('does not belong to you') as string });
  expect(await transfers(cloud)).toEqual([AddressTransfer]);
  cloud.clock.pass(14 * DAY);
  expect(await transfers(cloud)).toEqual([]);
});

test('an offer that is withdrawn is none, and the address can be released', async () => {
  const { cloud, allocationId, publicIp } = await offered();
  const withdraw = () => cloud.call('DisableAddressTransfer', { AllocationId: allocationId });
  expect((await withdraw()).AddressTransfer).toEqual({ PublicIp: publicIp, AllocationId: allocationId, AddressTransferStatus: 'disabled' });
  await expect(withdraw()).rejects.toMatchObject({ code: 'IncorrectState' });
  await expect(cloud.call('DescribeAddressTransfers', { AllocationIds: [allocationId] })).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
  await expect(accept(cloud, publicIp)).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  await cloud.call('ReleaseAddress', { AllocationId: allocationId });
});

test('what is in use, or has a reverse DNS record, can be offered, and not accepted', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId, publicIp } = await cloud.address();
  await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: await cloud.networkInterface(subnetId) });
  const withRecord = seedAddressWithPtrRecord(cloud.world, { region: 'us-east-1' });
  for (const AllocationId of [allocationId, withRecord.id]) await cloud.call('EnableAddressTransfer', { AllocationId, TransferAccountId: OTHER });
  await expect(accept(cloud, publicIp)).rejects.toMatchObject({ code: 'InvalidTransfer.AddressAssociated' });
  await expect(accept(cloud, withRecord.publicIp)).rejects.toMatchObject({ code: 'InvalidTransfer.AddressCustomPtrSet' });
});

test('addresses from IPAM pools, and those that AWS manages, are not offered', async () => {
  const cloud = new Cloud();
  const { publicScope } = await cloud.ipam();
  const { AllocationId } = await cloud.call('AllocateAddress', { IpamPoolId: await cloud.publicPool(publicScope) });
  const managed = seedServiceManagedAddress(cloud.world, { region: 'us-east-1' }, 'alb');
  for (const id of [text(AllocationId), managed.id]) {
    await expect(cloud.call('EnableAddressTransfer', { AllocationId: id, TransferAccountId: OTHER })).rejects.toMatchObject({ code: 'OperationNotPermitted' });
  }
});
