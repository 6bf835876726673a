import { callsOf, isWhenUnused, resetReverseDns, type MutatingCall, type Step } from '../../lambda/steps';
import { HERE, POOL, ROLE } from './listed';
import { ScriptedWorld } from './scripted-ec2';

const ELSEWHERE = { region: 'eu-west-1', roleArn: ROLE };
const ADDRESS = { do: 'releaseAddress', at: ELSEWHERE, allocationId: 'eipalloc-1', networkBorderGroup: 'eu-west-1-lax-1', resetReverseDns: false } as const;

/** What arrives at EC2, in what order, and what comes of each call. */
async function sent(calls: readonly MutatingCall[], options?: { DryRun: true }): Promise<unknown[]> {
  const scripted = new ScriptedWorld({});
  for (const { api, at, send } of calls) {
    expect(await send(scripted.world.ec2(at), options)).toBe(true);
    // The pace is kept by this name.
    expect(scripted.calls.at(-1)?.api).toBe(api);
  }
  return scripted.calls.map(({ api, region, roleArn, input }) => [api, region, roleArn, Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))]);
}

/** Each step, and the calls that it comes to. */
const STEPS: [Step, [string, object][]][] = [
  [
    { do: 'releaseAllocation', at: ELSEWHERE, poolId: POOL.poolId, cidr: '10.0.0.0/24', allocationId: 'ipam-pool-alloc-1' },
    [['ReleaseIpamPoolAllocation', { IpamPoolId: POOL.poolId, Cidr: '10.0.0.0/24', IpamPoolAllocationId: 'ipam-pool-alloc-1' }]],
  ],
  [{ ...ADDRESS, associationId: undefined }, [['ReleaseAddress', { AllocationId: 'eipalloc-1', NetworkBorderGroup: 'eu-west-1-lax-1' }]]],
  [
    { ...ADDRESS, associationId: 'eipassoc-1', networkBorderGroup: undefined },
    [
      ['DisassociateAddress', { AssociationId: 'eipassoc-1' }],
      ['ReleaseAddress', { AllocationId: 'eipalloc-1' }],
    ],
  ],
  [
    { do: 'stopMonitoring', at: ELSEWHERE, resourceId: 'vpc-1', resourceCidr: '10.0.0.0/24', resourceRegion: 'ap-southeast-2', scopeId: 'ipam-scope-1' },
    [['ModifyIpamResourceCidr', { ResourceId: 'vpc-1', ResourceCidr: '10.0.0.0/24', ResourceRegion: 'ap-southeast-2', CurrentIpamScopeId: 'ipam-scope-1', Monitored: false }]],
  ],
  [{ do: 'deprovisionCidr', at: ELSEWHERE, poolId: POOL.poolId, cidr: '10.0.0.0/16' }, [['DeprovisionIpamPoolCidr', { IpamPoolId: POOL.poolId, Cidr: '10.0.0.0/16' }]]],
  // What is not said to cascade must not: nothing says so to EC2.
  [{ do: 'deletePool', at: ELSEWHERE, poolId: POOL.poolId, cascade: false }, [['DeleteIpamPool', { IpamPoolId: POOL.poolId }]]],
  [{ do: 'deletePool', at: ELSEWHERE, poolId: POOL.poolId, cascade: true }, [['DeleteIpamPool', { IpamPoolId: POOL.poolId, Cascade: true }]]],
];

describe.each(STEPS)('%j', (step, calls) => {
  test('is sent where it belongs, with what EC2 wants to know and no more', async () => {
    expect(await sent(callsOf(step))).toEqual(calls.map(([api, input]) => [api, 'eu-west-1', ROLE, input]));
  });

  test('with DryRun only asks: a preflight that forgot it would release what is listed', async () => {
    expect(await sent(callsOf(step), { DryRun: true })).toEqual(calls.map(([api, input]) => [api, 'eu-west-1', ROLE, { ...input, DryRun: true }]));
  });
});

test('only a pool that goes because nobody uses it goes on the word of a look, whenever that was', () => {
  for (const [step] of STEPS) {
    expect(isWhenUnused(step)).toBe(false);
    expect(isWhenUnused({ ...step, freshUntil: 0 } as Step)).toBe(step.do === 'deletePool');
  }
});

test('a reverse DNS record is taken away by its attribute', async () => {
  expect(await sent([resetReverseDns(HERE, 'eipalloc-1')])).toEqual([['ResetAddressAttribute', 'us-east-1', undefined, { AllocationId: 'eipalloc-1', Attribute: 'domain-name' }]]);
  expect(await sent([resetReverseDns(HERE, 'eipalloc-1')], { DryRun: true })).toEqual([['ResetAddressAttribute', 'us-east-1', undefined, { AllocationId: 'eipalloc-1', Attribute: 'domain-name', DryRun: true }]]);
});
