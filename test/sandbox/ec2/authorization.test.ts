import { ACCOUNT, type Principal } from '../../../sandbox/principal';
import type { PolicyStatement } from '../../../sandbox/services/iam/policy-document';
import { Cloud } from './cloud';

const ALLOCATION = `ipam-pool-alloc-${'0'.repeat(33)}`;

function role(...statements: PolicyStatement[]): Principal {
  return { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/release/session`, userId: 'AROASANDBOX:session', policies: () => [{ Statement: statements }] };
}

const allow = (Action: string, Resource: string | string[], Condition?: PolicyStatement['Condition']): PolicyStatement => ({ Effect: 'Allow', Action, Resource, Condition });
const REFUSED = { code: 'UnauthorizedOperation', httpStatus: 403 };

async function network() {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const { allocationId } = await cloud.address();
  const networkInterfaceId = await cloud.networkInterface(subnetId);
  const { AssociationId } = await cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId: networkInterfaceId });
  const address = `arn:aws:ec2:us-east-1:${ACCOUNT}:elastic-ip/${allocationId}`;
  const networkInterface = `arn:aws:ec2:us-east-1:${ACCOUNT}:network-interface/${networkInterfaceId}`;
  return { cloud, allocationId, AssociationId, address, networkInterface };
}

test('who may not is told so, also by a DryRun, before anything is said of the pool', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const release = (caller: Principal, IpamPoolId: string, DryRun?: boolean) =>
    cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId, Cidr: '10.0.0.0/23', IpamPoolAllocationId: ALLOCATION, DryRun }, { caller });
  const nobody = role();
  const poolArn = `arn:aws:ec2::${ACCOUNT}:ipam-pool/${pool}`;
  await expect(release(nobody, pool)).rejects.toMatchObject({
    ...REFUSED,
    message: expect.stringMatching(
      new RegExp(`^You are not authorized to perform this operation\\. User: .*assumed-role/release/session is not authorized to perform: ec2:ReleaseIpamPoolAllocation on resource: ${poolArn} because no identity-based policy allows the ec2:ReleaseIpamPoolAllocation action\\. Encoded authorization failure message: `),
    ) as string,
  });
  await expect(release(nobody, pool, true)).rejects.toMatchObject(REFUSED);
  await expect(release(nobody, 'ipam-pool-00000000000000000')).rejects.toMatchObject(REFUSED);
  const releaser = role(allow('ec2:ReleaseIpamPoolAllocation', poolArn));
  await expect(release(releaser, pool, true)).rejects.toMatchObject({ code: 'DryRunOperation', httpStatus: 412 });
  await expect(release(releaser, pool)).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
  await expect(release(releaser, 'ipam-pool-00000000000000000')).rejects.toMatchObject(REFUSED);
});

test('an address is released by who may release it', async () => {
  const { cloud, allocationId, address } = await network();
  const release = (caller: Principal) => cloud.call('ReleaseAddress', { AllocationId: allocationId, DryRun: true }, { caller });
  await expect(release(role(allow('ec2:ReleaseAddress', `${address}0`)))).rejects.toMatchObject(REFUSED);
  await expect(release(role(allow('ec2:ReleaseAddress', address)))).rejects.toMatchObject({ code: 'DryRunOperation' });
});

test('disassociating is authorised on both ends: the address and the interface it is on', async () => {
  const { cloud, AssociationId, address, networkInterface } = await network();
  const disassociate = (caller: Principal) => cloud.call('DisassociateAddress', { AssociationId, DryRun: true }, { caller });
  await expect(disassociate(role(allow('ec2:DisassociateAddress', address)))).rejects.toMatchObject(REFUSED);
  await expect(disassociate(role(allow('ec2:DisassociateAddress', networkInterface)))).rejects.toMatchObject(REFUSED);
  await expect(disassociate(role(allow('ec2:DisassociateAddress', [address, networkInterface])))).rejects.toMatchObject({ code: 'DryRunOperation' });
  await cloud.call('DisassociateAddress', { AssociationId });
  await expect(disassociate(role(allow('ec2:DisassociateAddress', address)))).rejects.toMatchObject({ code: 'InvalidAssociationID.NotFound' });
});

test('describing is authorised on everything or nothing', async () => {
  const { cloud, address } = await network();
  const describe = (caller: Principal) => cloud.call('DescribeAddresses', {}, { caller });
  await expect(describe(role(allow('ec2:DescribeAddresses', address)))).rejects.toMatchObject(REFUSED);
  expect((await describe(role(allow('ec2:DescribeAddresses', '*')))).Addresses).toHaveLength(1);
});

test('a condition on the tags of the resource, or on the Region, holds', async () => {
  const { cloud, allocationId } = await network();
  const tagged = role(allow('ec2:ReleaseAddress', '*', { StringEquals: { 'aws:ResourceTag/team': 'network', 'ec2:Region': 'us-east-1' } }));
  const release = () => cloud.call('ReleaseAddress', { AllocationId: allocationId, DryRun: true }, { caller: tagged });
  await expect(release()).rejects.toMatchObject(REFUSED);
  await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'team', Value: 'network' }] });
  await expect(release()).rejects.toMatchObject({ code: 'DryRunOperation' });
});

test('tagging an allocation is authorised on it', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const IpamPoolId = await cloud.pool(privateScope);
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 });
  const id = IpamPoolAllocation?.IpamPoolAllocationId ?? '';
  const tag = (resource: string) =>
    cloud.call('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'network' }] }, { caller: role(allow('ec2:CreateTags', resource)) });
  await expect(tag('arn:aws:ec2:*:*:ipam-pool/*')).rejects.toMatchObject(REFUSED);
  await tag(`arn:aws:ec2:*:*:ipam-pool-allocation/${id}`);
});

test('tagging what one creates needs a right of its own', async () => {
  const cloud = new Cloud();
  const create = (caller: Principal) =>
    cloud.call('AllocateAddress', { TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'team', Value: 'network' }] }] }, { caller });
  await expect(create(role(allow('ec2:AllocateAddress', '*')))).rejects.toMatchObject(REFUSED);
  await create(role(allow('ec2:AllocateAddress', '*'), allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'AllocateAddress' } })));
  expect((await cloud.call('DescribeAddresses', { Filters: [{ Name: 'tag:team', Values: ['network'] }] })).Addresses).toHaveLength(1);
});
