import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import { AddressRelease, ElasticIp, IpamAllocation, Preflight, type AddressReleaseProps } from '../../lib';
import { ec2State } from '../../sandbox/services/ec2/state';
import { seedServiceManagedAddress } from '../../sandbox/services/ec2/seed';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr, type TakenCidr } from './network';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
});
afterEach(async () => cloud.stop());

async function deploy(props: (stack: Stack) => AddressReleaseProps): Promise<string> {
  return cloud.deploy('Stack', (stack) => {
    new AddressRelease(stack, 'AddressRelease', props(stack));
  });
}

const poolIn = (stack: Stack, poolId: string) => ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
const ABSENT = { cidr: '10.9.0.0/24', allocationId: `ipam-pool-alloc-${'a'.repeat(32)}` };

/** What a security team does: it takes an action away from every role of the app. */
function deny(stack: Stack, action: string): void {
  const { role } = stack.node.findChild('AddressRelease') as AddressRelease;
  (role as iam.Role).addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: [action], resources: ['*'] }));
}

describe('a deployment fails, and says what to do, when the release would', () => {
  test.each(['ec2:ReleaseIpamPoolAllocation', 'ec2:GetIpamPoolAllocations', 'ec2:DescribeIpamPools', 'ec2:ReleaseAddress', 'ec2:DescribeAddresses', 'cloudformation:DescribeStackResource', 'cloudformation:DescribeStackEvents'])(
    'for want of the permission %s',
    async (action) => {
      const poolId = await createPool(cloud.ec2);
      const { cidr, allocationId } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
      const address = await takeAddress(cloud.ec2);
      const status = await cloud.deploy('Stack', (stack) => {
        new AddressRelease(stack, 'AddressRelease', {
          ipamAllocations: [IpamAllocation.fromAttributes({ pool: poolIn(stack, poolId), cidr, allocationId })],
          elasticIps: [ElasticIp.fromAllocationId(address)],
        });
        deny(stack, action);
      });
      expect(status).toBe('ROLLBACK_COMPLETE');
      expect(await cloud.failure('Stack')).toContain(`the role is not authorized to perform: ${action}`);
      expect(await cloud.failure('Stack')).toContain("allow the function's role what the message names");
    },
    60_000,
  );

  test('because the pool is in no reachable Region or account', async () => {
    expect(await deploy((stack) => ({ ipamAllocations: [IpamAllocation.allManual(poolIn(stack, 'ipam-pool-00000000000000000'))] }))).toBe('ROLLBACK_COMPLETE');
    expect(await cloud.failure('Stack')).toContain("InvalidIpamPoolId.NotFound");
    expect(await cloud.failure('Stack')).toContain(`name the pool's home Region or locale (it was looked for in ${REGION})`);
  });

  test('because the allocation is not manual', async () => {
    const poolId = await createPool(cloud.ec2);
    await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 24 }));
    const [allocationId = ''] = await allocationsOf(cloud.ec2, poolId);
    expect(await deploy((stack) => ({ ipamAllocations: [IpamAllocation.fromAllocationId(poolIn(stack, poolId), allocationId)] }))).toBe('ROLLBACK_COMPLETE');
    expect(await cloud.failure('Stack')).toMatch(/NotManual: the allocation belongs to vpc vpc-\w+ in us-east-1 of account 111122223333; only manual allocations can be released; take it off the list: IPAM releases it when you disassociate /);
  });

});

test('that AWS manages an address is only noted: it goes some minutes after what uses it', async () => {
  const { id: allocationId } = seedServiceManagedAddress(cloud.sandbox.world, { region: REGION }, 'rds');
  expect(await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(allocationId)] }))).toBe('CREATE_COMPLETE');
  expect(cloud.log.find(({ message }) => message === 'preflight')).toMatchObject({ problems: [], notes: [expect.stringContaining('ServiceManaged: AWS manages this address for rds')] });
});

test('what does not exist yet is only noted', async () => {
  const poolId = await createPool(cloud.ec2);
  expect(
    await deploy((stack) => ({
      ipamAllocations: [IpamAllocation.fromAttributes({ pool: poolIn(stack, poolId), ...ABSENT })],
      elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')],
    })),
  ).toBe('CREATE_COMPLETE');
  expect(cloud.log).toContainEqual(
    expect.objectContaining({
      message: 'preflight',
      problems: [],
      notes: [`IPAM allocation ${ABSENT.allocationId} (${ABSENT.cidr}) of ${poolId} does not exist`, 'Elastic IP eipalloc-64d5890a does not exist'],
    }),
  );
});

test('preflight can be set to warn, and to skip', async () => {
  const props = (stack: Stack, preflight: Preflight) => ({ ipamAllocations: [IpamAllocation.allManual(poolIn(stack, 'ipam-pool-00000000000000000'))], preflight });
  expect(await deploy((stack) => props(stack, Preflight.WARN))).toBe('CREATE_COMPLETE');
  expect(cloud.log.find(({ message }) => message === 'preflight')?.problems).toEqual([expect.stringContaining('InvalidIpamPoolId.NotFound') as string]);
  const looks = cloud.callsByFunctions('DescribeIpamPools');
  expect(await deploy((stack) => props(stack, Preflight.SKIP))).toBe('UPDATE_COMPLETE');
  expect(cloud.callsByFunctions('DescribeIpamPools')).toBe(looks);
});

test('a permission that takes effect only after a while does not fail the deployment', async () => {
  cloud.sandbox.world.unkindness = { ...KIND, iamPropagation: { min: 20_000, max: 20_000 } };
  const address = await takeAddress(cloud.ec2);
  expect(await deploy(() => ({ elasticIps: [ElasticIp.fromAllocationId(address)] }))).toBe('CREATE_COMPLETE');
});

test('the preflight asks once for each API, Region and pool, and changes nothing', async () => {
  const poolId = await createPool(cloud.ec2);
  const taken: TakenCidr[] = [];
  for (let index = 0; index < 10; index += 1) taken.push(await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }));
  const addressIds = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  await deploy((stack) => {
    const pool = poolIn(stack, poolId);
    return {
      ipamAllocations: taken.map(({ cidr, allocationId }) => IpamAllocation.fromAttributes({ pool, cidr, allocationId })),
      elasticIps: addressIds.map((id) => ElasticIp.fromAllocationId(id)),
    };
  });
  expect(cloud.callsByFunctions('ReleaseIpamPoolAllocation', { dryRun: true })).toBe(1);
  expect(cloud.callsByFunctions('ReleaseAddress', { dryRun: true })).toBe(1);
  expect(await allocationsOf(cloud.ec2, poolId)).toHaveLength(10);
  expect(await addresses(cloud.ec2)).toHaveLength(3);
});

test('an update that the preflight refuses is rolled back, even if what was listed before would be refused by now', async () => {
  const [poolId, added] = [await createPool(cloud.ec2), await takeAddress(cloud.ec2)];
  const listed = (stack: Stack) => ({ ipamAllocations: [IpamAllocation.allManual(poolIn(stack, poolId))] });
  expect(await deploy(listed)).toBe('CREATE_COMPLETE');
  // Somebody else's, as when a share is taken back.
  const { pools } = ec2State(cloud.sandbox.world);
  const pool = pools.get(poolId);
  if (pool) pools.put({ ...pool, account: '999999999999' });
  expect(await deploy((stack) => ({ ...listed(stack), elasticIps: [ElasticIp.fromAllocationId(added)] }))).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a pool that an update did not find, and that was never found before, is not taken for gone when the stack is deleted as it is', async () => {
  const poolId = await createPool(cloud.ec2In('eu-west-1'), { locale: 'eu-west-1' });
  await takeCidr(cloud.ec2In('eu-west-1'), poolId, { NetmaskLength: 28 });
  const list = (props: (stack: Stack) => AddressReleaseProps) => (stack: Stack) => {
    new AddressRelease(stack, 'AddressRelease', props(stack));
  };
  expect(await cloud.deploy('Stack', list(() => ({ elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')] })))).toBe('CREATE_COMPLETE');
  const wrongRegion = list((stack) => ({ ipamAllocations: [IpamAllocation.allManual(ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId))] }));
  expect(await cloud.deploy('Stack', wrongRegion, { disableRollback: true })).toBe('UPDATE_FAILED');
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(await cloud.failure('Stack')).toContain(`it was looked for in us-east-1`);
});
