import { administrator } from '../../../sandbox/principal';
import {
  seedAddressHeldByAws,
  seedAddressTakenByAnother,
  seedAddressWithPtrRecord,
  seedDefaultVpc,
  seedLockedAddress,
  seedServiceManagedAddress,
} from '../../../sandbox/services/ec2/seed';
import { Cloud, MINUTE, SECOND, text } from './cloud';

const HERE = { region: 'us-east-1' };
const OTHER = administrator('444455556666');
const release = (cloud: Cloud, AllocationId: string, NetworkBorderGroup?: string) => cloud.call('ReleaseAddress', { AllocationId, NetworkBorderGroup });
const described = async (cloud: Cloud, id: string) => (await cloud.call('DescribeAddresses', { AllocationIds: [id] })).Addresses?.[0];

async function associated(cloud: Cloud, subnetId: string) {
  const { allocationId } = await cloud.address();
  const networkInterfaceId = await cloud.networkInterface(subnetId);
  const { AssociationId } = await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: networkInterfaceId });
  return { allocationId, networkInterfaceId, associationId: text(AssociationId) };
}

test('an address that is not associated says nothing of an association', async () => {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  expect(await described(cloud, allocationId)).toEqual({
    AllocationId: allocationId,
    PublicIp: publicIp,
    Domain: 'vpc',
    NetworkBorderGroup: 'us-east-1',
    PublicIpv4Pool: 'amazon',
  });
});

test('one unknown id, or one unknown address, fails the whole description', async () => {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  const unknown = 'eipalloc-64d5890a';
  await expect(cloud.call('DescribeAddresses', { AllocationIds: [allocationId, unknown] })).rejects.toMatchObject({
    code: 'InvalidAllocationID.NotFound',
    message: `The allocation ID '${unknown}' does not exist`,
  });
  await expect(cloud.call('DescribeAddresses', { PublicIps: [publicIp, '192.0.2.1'] })).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  const filter = (Name: string, ...Values: string[]) => cloud.call('DescribeAddresses', { Filters: [{ Name, Values }] });
  expect((await filter('allocation-id', allocationId, unknown)).Addresses).toHaveLength(1);
  expect((await filter('public-ip', publicIp, '192.0.2.1')).Addresses).toHaveLength(1);
});

test('an associated address outside the default VPC must be disassociated before its release', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId, networkInterfaceId, associationId } = await associated(cloud, subnetId);
  expect(await described(cloud, allocationId)).toMatchObject({ AssociationId: associationId, NetworkInterfaceId: networkInterfaceId, NetworkInterfaceOwnerId: '111122223333' });
  await expect(release(cloud, allocationId)).rejects.toMatchObject({ code: 'InvalidIPAddress.InUse', message: `Address ${text((await described(cloud, allocationId))?.PublicIp)} is in use.` });
  const disassociate = () => cloud.call('DisassociateAddress', { AssociationId: associationId });
  await disassociate();
  await expect(disassociate()).rejects.toMatchObject({ code: 'InvalidAssociationID.NotFound' });
  await release(cloud, allocationId);
  await expect(release(cloud, allocationId)).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
});

test('in the default VPC the release disassociates by itself', async () => {
  const cloud = new Cloud();
  const { subnet } = seedDefaultVpc(cloud.world, HERE);
  const { subnetId } = await cloud.network();
  const [{ allocationId }, outside] = [await associated(cloud, subnet.id), await associated(cloud, subnetId)];
  await expect(release(cloud, outside.allocationId)).rejects.toMatchObject({ code: 'InvalidIPAddress.InUse' });
  await cloud.call('DisassociateAddress', { AssociationId: outside.associationId });
  await release(cloud, outside.allocationId);
  await release(cloud, allocationId);
  expect((await cloud.call('DescribeAddresses', {})).Addresses).toEqual([]);
});

test('associating again moves the address, unless that is forbidden', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId, associationId } = await associated(cloud, subnetId);
  const other = await cloud.networkInterface(subnetId);
  const move = (AllowReassociation?: boolean) => cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: other, AllowReassociation });
  await expect(move(false)).rejects.toMatchObject({ code: 'Resource.AlreadyAssociated' });
  const { AssociationId } = await move();
  expect(AssociationId).not.toBe(associationId);
  expect(await described(cloud, allocationId)).toMatchObject({ NetworkInterfaceId: other });
  expect((await move()).AssociationId).toBe(AssociationId);
});

test('a NAT gateway holds its address until it is really gone', async () => {
  const cloud = new Cloud({ natGatewayDeletion: { min: 60 * SECOND, max: 60 * SECOND } });
  const { subnetId } = await cloud.network();
  const { allocationId } = await cloud.address();
  const { NatGateway } = await cloud.call('CreateNatGateway', { SubnetId: subnetId, AllocationId: allocationId });
  const NatGatewayId = text(NatGateway?.NatGatewayId);
  const natState = async () => (await cloud.call('DescribeNatGateways', { NatGatewayIds: [NatGatewayId] })).NatGateways?.[0]?.State;
  const held = { code: 'AuthFailure', message: 'You do not have permission to access the specified resource.' };
  expect(await natState()).toBe('pending');
  cloud.clock.pass(1 * MINUTE);
  expect(await natState()).toBe('available');
  const associationId = text((await described(cloud, allocationId))?.AssociationId);
  await expect(release(cloud, allocationId)).rejects.toMatchObject(held);
  await expect(cloud.call('DisassociateAddress', { AssociationId: associationId })).rejects.toMatchObject(held);
  await cloud.call('DeleteNatGateway', { NatGatewayId });
  cloud.clock.pass(59 * SECOND);
  expect(await natState()).toBe('deleting');
  await expect(release(cloud, allocationId)).rejects.toMatchObject(held);
  await expect(cloud.call('DeleteSubnet', { SubnetId: subnetId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  cloud.clock.pass(1 * SECOND);
  expect(await natState()).toBe('deleted');
  await release(cloud, allocationId);
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
});

test('a NAT gateway with an address in use fails', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId, networkInterfaceId } = await associated(cloud, subnetId);
  await cloud.call('CreateNatGateway', { SubnetId: subnetId, AllocationId: allocationId });
  expect((await cloud.call('DescribeNatGateways', {})).NatGateways).toMatchObject([{ State: 'failed', FailureCode: 'Resource.AlreadyAssociated' }]);
  expect(await described(cloud, allocationId)).toMatchObject({ NetworkInterfaceId: networkInterfaceId });
});

test('an address with a network border group is released with that group only', async () => {
  const cloud = new Cloud();
  const { AllocationId, PublicIp } = await cloud.call('AllocateAddress', { NetworkBorderGroup: 'us-east-1-bos-1' });
  const id = text(AllocationId);
  await expect(release(cloud, id)).rejects.toMatchObject({ code: 'InvalidAddress.NotFound', message: `Address '${text(PublicIp)}' not found.` });
  await expect(release(cloud, id, 'us-east-1')).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  expect(await described(cloud, id)).toMatchObject({ NetworkBorderGroup: 'us-east-1-bos-1' });
  await release(cloud, id, 'us-east-1-bos-1');
});

test('an address that another account has by now does not belong to who released it', async () => {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  await release(cloud, allocationId);
  const theirs = seedAddressTakenByAnother(cloud.world, 'us-east-1', publicIp, OTHER.account);
  const notYours = { code: 'AuthFailure', message: `The address '${publicIp}' does not belong to you.` };
  await expect(release(cloud, allocationId)).rejects.toMatchObject(notYours);
  await expect(release(cloud, theirs.id)).rejects.toMatchObject(notYours);
  expect((await cloud.call('DescribeAddresses', {})).Addresses).toEqual([]);
});

test('a released address can be recovered by its IP', async () => {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  await release(cloud, allocationId);
  const recovered = await cloud.call('AllocateAddress', { Address: publicIp });
  expect(recovered.PublicIp).toBe(publicIp);
  expect(recovered.AllocationId).not.toBe(allocationId);
  await expect(release(cloud, allocationId)).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
});

test('an address belongs to its Region', async () => {
  const cloud = new Cloud();
  const { allocationId } = await cloud.address();
  await expect(cloud.call('ReleaseAddress', { AllocationId: allocationId }, { region: 'eu-west-1' })).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
});

test('a release by public IP, by both, or by none is refused as EC2 refuses it', async () => {
  const cloud = new Cloud();
  const { allocationId, publicIp } = await cloud.address();
  await expect(cloud.call('ReleaseAddress', { PublicIp: publicIp })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: 'You must specify an allocation id when releasing a VPC elastic IP address',
  });
  await expect(cloud.call('ReleaseAddress', { PublicIp: '192.0.2.1' })).rejects.toMatchObject({ code: 'InvalidAddress.NotFound' });
  await expect(cloud.call('ReleaseAddress', { AllocationId: allocationId, PublicIp: publicIp })).rejects.toMatchObject({
    code: 'InvalidParameterCombination',
    message: 'You may specify public IP or allocation id, but not both in the same call',
  });
  await expect(cloud.call('ReleaseAddress', {})).rejects.toMatchObject({ code: 'MissingParameter', message: expect.stringContaining('AllocationId') as string });
  expect(await described(cloud, allocationId)).toBeDefined();
});

test.each([
  ['owned by an AWS service', (cloud: Cloud) => seedServiceManagedAddress(cloud.world, HERE, 'nlb'), 'OperationNotPermitted', "The address '$IP' is managed by the service nlb."],
  ['locked', (cloud: Cloud) => seedLockedAddress(cloud.world, HERE), 'InvalidAddress.Locked', 'The address with allocation id [$ID] cannot be released because it is locked to your account. Please contact AWS Support to unlock it.'],
  ['with a PTR record', (cloud: Cloud) => seedAddressWithPtrRecord(cloud.world, HERE), 'InvalidAddress.PtrSet', 'The address with allocation id [$ID] cannot be released because it has a PTR record set.'],
  ["on an AWS service's interface", (cloud: Cloud) => seedAddressHeldByAws(cloud.world, HERE), 'AuthFailure', 'You do not have permission to access the specified resource.'],
])('an address %s is not released, and EC2 says why', async (_, seed, code, words) => {
  const cloud = new Cloud();
  const { id, publicIp } = seed(cloud);
  await expect(release(cloud, id)).rejects.toMatchObject({ code, message: words.replace('$ID', id).replace('$IP', publicIp) });
  expect(await described(cloud, id)).toBeDefined();
});

test('a PTR record that is reset no longer keeps the address', async () => {
  const cloud = new Cloud();
  const { allocationId } = await cloud.address();
  await cloud.call('ModifyAddressAttribute', { AllocationId: allocationId, DomainName: 'mail.example.com' });
  expect((await cloud.call('DescribeAddressesAttribute', { AllocationIds: [allocationId], Attribute: 'domain-name' })).Addresses).toMatchObject([
    { PtrRecord: 'mail.example.com.' },
  ]);
  await expect(release(cloud, allocationId)).rejects.toMatchObject({ code: 'InvalidAddress.PtrSet' });
  await cloud.call('ResetAddressAttribute', { AllocationId: allocationId, Attribute: 'domain-name' });
  await release(cloud, allocationId);
});

test('a reverse DNS record changes after a while: until then the old one stands, and keeps the address', async () => {
  const cloud = new Cloud({ reverseDnsUpdate: { min: MINUTE, max: MINUTE } });
  const { allocationId, publicIp } = await cloud.address();
  const attribute = async () => (await cloud.call('DescribeAddressesAttribute', { AllocationIds: [allocationId], Attribute: 'domain-name' })).Addresses;
  const reset = async () => (await cloud.call('ResetAddressAttribute', { AllocationId: allocationId, Attribute: 'domain-name' })).Address;
  expect(await attribute()).toEqual([]);
  const { Address } = await cloud.call('ModifyAddressAttribute', { AllocationId: allocationId, DomainName: 'mail.example.com' });
  expect(Address).toEqual({ AllocationId: allocationId, PublicIp: publicIp, PtrRecord: undefined, PtrRecordUpdate: { Value: 'mail.example.com.', Status: 'PENDING' } });
  expect(await attribute()).toEqual([Address]);
  cloud.clock.pass(MINUTE);
  expect(await attribute()).toMatchObject([{ PtrRecord: 'mail.example.com.', PtrRecordUpdate: undefined }]);
  expect(await reset()).toMatchObject({ PtrRecord: 'mail.example.com.', PtrRecordUpdate: { Status: 'PENDING' } });
  await expect(release(cloud, allocationId)).rejects.toMatchObject({ code: 'InvalidAddress.PtrSet' });
  cloud.clock.pass(30 * SECOND);
  await reset();
  cloud.clock.pass(30 * SECOND);
  expect(await attribute()).toEqual([]);
  await release(cloud, allocationId);
});

test('the service that owns an address is shown', async () => {
  const cloud = new Cloud();
  const { id } = seedServiceManagedAddress(cloud.world, HERE, 'rds');
  expect(await described(cloud, id)).toMatchObject({ ServiceManaged: 'rds' });
});

test('a deleted interface leaves its address to the account', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId, networkInterfaceId } = await associated(cloud, subnetId);
  expect((await cloud.call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [networkInterfaceId] })).NetworkInterfaces).toMatchObject([
    { Association: { AllocationId: allocationId } },
  ]);
  await cloud.call('DeleteNetworkInterface', { NetworkInterfaceId: networkInterfaceId });
  expect((await described(cloud, allocationId))?.AssociationId).toBeUndefined();
});
