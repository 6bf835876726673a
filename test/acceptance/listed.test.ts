import { AssociateAddressCommand, CreateTagsCommand, DisableAddressTransferCommand, EnableAddressTransferCommand, ModifyAddressAttributeCommand } from '@aws-sdk/client-ec2';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation, Preflight, type AddressReleaseProps } from '../../lib';
import { perform } from '../../sandbox/api';
import { administrator } from '../../sandbox/principal';
import { ec2Api } from '../../sandbox/services/ec2';
import { seedAddressHeldByAws, seedLockedAddress } from '../../sandbox/services/ec2/seed';
import { ec2State } from '../../sandbox/services/ec2/state';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, allocationsOf, createInterface, createPool, takeAddress, takeCidr } from './network';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

/** Deploys a stack with this AddressRelease. */
async function deploy(props: (stack: Stack) => AddressReleaseProps): Promise<void> {
  const status = await cloud.deploy('Stack', (stack) => {
    new AddressRelease(stack, 'AddressRelease', props(stack));
  });
  expect({ status, why: status === 'CREATE_COMPLETE' ? '' : await cloud.failure('Stack') }).toEqual({ status: 'CREATE_COMPLETE', why: '' });
}

const poolIn = (stack: Stack, poolId: string) => ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);

describe('allocations can be listed', () => {
  test('by CIDR, by allocation id, and by both: the others stay', async () => {
    const poolId = await createPool(cloud.ec2);
    const [byCidr, byId, byBoth, other] = [
      await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.0.0/24' }),
      await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.1.0/24' }),
      await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.2.0/24' }),
      await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.3.0/24' }),
    ];
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return {
        ipamAllocations: [
          IpamAllocation.fromCidr(pool, byCidr.cidr),
          IpamAllocation.fromAllocationId(pool, byId.allocationId),
          IpamAllocation.fromAttributes({ pool, cidr: byBoth.cidr, allocationId: byBoth.allocationId }),
        ],
      };
    });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([other.allocationId]);
  });

  test('by tag, with any value or with one: what was allocated after the deployment is found', async () => {
    const poolId = await createPool(cloud.ec2);
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return { ipamAllocations: [IpamAllocation.fromTag(pool, 'temporary'), IpamAllocation.fromTag(pool, 'stage', { value: 'test' })] };
    });
    const [temporary, test_, production, untagged] = [
      await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }, { temporary: 'yes' }),
      await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }, { stage: 'test' }),
      await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }, { stage: 'production' }),
      await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }),
    ];
    expect(await allocationsOf(cloud.ec2, poolId)).toContain(temporary.allocationId);
    expect(await allocationsOf(cloud.ec2, poolId)).toContain(test_.allocationId);
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([production.allocationId, untagged.allocationId].sort());
  });

  test('all manual ones of a pool, also those allocated after the deployment; other pools keep theirs', async () => {
    const [poolId, otherPoolId] = [await createPool(cloud.ec2), await createPool(cloud.ec2)];
    await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
    const elsewhere = await takeCidr(cloud.ec2, otherPoolId, { NetmaskLength: 24 });
    await deploy((stack) => ({ ipamAllocations: [IpamAllocation.allManual(poolIn(stack, poolId))] }));
    for (let index = 0; index < 5; index += 1) await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
    expect(await allocationsOf(cloud.ec2, otherPoolId)).toEqual([elsewhere.allocationId]);
  });

  test('an id whose allocation has another CIDR than the listed one is not released', async () => {
    const poolId = await createPool(cloud.ec2);
    const { allocationId } = await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.0.0/24' });
    await deploy((stack) => ({
      ipamAllocations: [IpamAllocation.fromAttributes({ pool: poolIn(stack, poolId), cidr: '10.0.1.0/24', allocationId })],
      preflight: Preflight.SKIP,
    }));
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('WrongCidr: the allocation has the CIDR 10.0.0.0/24, listed is 10.0.1.0/24; correct what is listed.');
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([allocationId]);
  });
});

describe('Elastic IPs can be listed', () => {
  test('by allocation id, by public IP, and by tag: the others stay', async () => {
    const [byId, byIp, byTag, other] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2), await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
    await deploy(() => ({
      elasticIps: [ElasticIp.fromAllocationId(byId), ElasticIp.fromPublicIp(cloud.publicIpOf(byIp)), ElasticIp.fromTag('stage', { value: 'test' })],
    }));
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [byTag], Tags: [{ Key: 'stage', Value: 'test' }] }));
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [other], Tags: [{ Key: 'stage', Value: 'production' }] }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([other]);
  });

  test('one by its tag whose release nobody answered is tried again, is not permitted for want of the tag, and counts as released', async () => {
    await deploy(() => ({ elasticIps: [ElasticIp.fromTag('stage', { value: 'test' })] }));
    const address = await takeAddress(cloud.ec2);
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [address], Tags: [{ Key: 'stage', Value: 'test' }] }));
    cloud.sandbox.world.unkindness = { ...KIND, lateWrites: 1, listLag: { min: 8_000, max: 8_000 } };
    cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', at: 'after', times: 1, with: 'drop' });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    const codes = cloud.sandbox.world.calls.of('ReleaseAddress').map(({ outcome }) => outcome?.code);
    expect(codes).toContain('UnauthorizedOperation');
  });

  test("by reference: this stack's own CfnEIP", async () => {
    await deploy((stack) => ({ elasticIps: [ElasticIp.fromEip(new ec2.CfnEIP(stack, 'Eip'))] }));
    expect(await addresses(cloud.ec2)).toHaveLength(1);
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
    expect(cloud.callsByFunctions('ReleaseAddress')).toBe(1);
  });

  test('an associated one is not touched when it is not to be disassociated: the deletion waits, and reports who holds it', async () => {
    const address = await takeAddress(cloud.ec2);
    const networkInterface = await createInterface(cloud.ec2);
    await cloud.ec2.send(new AssociateAddressCommand({ AllocationId: address, NetworkInterfaceId: networkInterface }));
    await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(address, { disassociate: false })], timeout: Duration.minutes(1) }));
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain(
      `after 1 min: Associated: the address is associated with network interface ${networkInterface} of account 111122223333, and is not to be disassociated`,
    );
    expect(cloud.callsByFunctions('DisassociateAddress') + cloud.callsByFunctions('ReleaseAddress')).toBe(0);
    expect(await addresses(cloud.ec2)).toEqual([address]);
  });

  test('one that is locked is reported with its remedy', async () => {
    const { id: allocationId } = seedLockedAddress(cloud.sandbox.world, { region: REGION });
    await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)], timeout: Duration.minutes(1) }));
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('InvalidAddress.Locked');
    expect(await cloud.failure('Stack')).toContain('ask AWS Support to unlock the address');
  });

  describe('one that is offered to another account', () => {
    const TransferAccountId = '444455556666';
    let allocationId: string;
    beforeEach(async () => {
      allocationId = await takeAddress(cloud.ec2);
      await cloud.ec2.send(new EnableAddressTransferCommand({ AllocationId: allocationId, TransferAccountId }));
    });

    test('is reported with what can be done, and stays', async () => {
      await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)], timeout: Duration.minutes(1) }));
      expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
      expect(await cloud.failure('Stack')).toContain('after 1 min: InvalidAddress.TransferPending');
      expect(await cloud.failure('Stack')).toContain('let the other account accept it');
      expect(await addresses(cloud.ec2)).toEqual([allocationId]);
    });

    test('is released once the offer is withdrawn', async () => {
      await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)] }));
      cloud.sandbox.world.clock.after(4 * 60_000, () => void cloud.ec2.send(new DisableAddressTransferCommand({ AllocationId: allocationId })));
      expect(await cloud.destroy('Stack')).toBeUndefined();
      expect(await addresses(cloud.ec2)).toEqual([]);
    });

    test('is not in the way once that account has it', async () => {
      const { world } = cloud.sandbox;
      await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)] }));
      const publicIp = ec2State(world).addresses.get(allocationId)?.publicIp;
      const other = { world, caller: administrator(TransferAccountId), region: REGION };
      world.clock.after(4 * 60_000, () => void perform(ec2Api, other, 'AcceptAddressTransfer', { Address: publicIp }));
      expect(await cloud.destroy('Stack')).toBeUndefined();
      expect(ec2State(world).addresses.get(allocationId)?.account).toBe(TransferAccountId);
    });
  });

  test('one that a network load balancer holds is waited for', async () => {
    const { id: allocationId } = seedAddressHeldByAws(cloud.sandbox.world, { region: REGION });
    await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)], timeout: Duration.minutes(1) }));
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('after 1 min: AuthFailure: You do not have permission to access the specified resource');
  });

  test('a reverse DNS record is taken away first when one of two items that mean the address says so', async () => {
    const address = await takeAddress(cloud.ec2);
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [address], Tags: [{ Key: 'stage', Value: 'test' }] }));
    await cloud.ec2.send(new ModifyAddressAttributeCommand({ AllocationId: address, DomainName: 'mail.example.com' }));
    await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(address), ElasticIp.fromTag('stage', { resetReverseDns: true })] }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });

  test('a reverse DNS record is taken away first when the user said so', async () => {
    const address = await takeAddress(cloud.ec2);
    await cloud.ec2.send(new ModifyAddressAttributeCommand({ AllocationId: address, DomainName: 'mail.example.com' }));
    await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(address, { resetReverseDns: true })] }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});
