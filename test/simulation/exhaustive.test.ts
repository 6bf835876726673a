import { ERRORS } from './errors';
import { CALM, EVERY_KIND, type FaultSpec, type Scenario } from './scenario';
import { simulate } from './simulate';

/** The same without the time that AWS takes in the background: a look more or less is not what is swept here. */
const QUICK: Scenario = { ...EVERY_KIND, isSlow: false };

/** Where the function calls: with the part of the list that makes it call there. */
const SITES: readonly { readonly actions: readonly string[]; readonly life: Scenario }[] = [
  {
    actions: ['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'AssumeRole', 'DescribeAddresses', 'DisassociateAddress', 'ReleaseAddress', 'ResetAddressAttribute'],
    life: { ...QUICK, pools: [], allocations: [], vpcs: [] },
  },
  {
    actions: ['DescribeIpamPools', 'GetIpamPoolAllocations', 'GetIpamPoolCidrs', 'DescribeVpcs', 'ReleaseIpamPoolAllocation', 'GetIpamResourceCidrs', 'ModifyIpamResourceCidr', 'DeprovisionIpamPoolCidr', 'DeleteIpamPool'],
    life: { ...QUICK, addresses: [] },
  },
];
const CALLS = SITES.flatMap(({ actions, life }) => actions.map((action) => ({ action, life })));

/** Every error at every call takes minutes: each night it is all of them (SWEEP=all), otherwise a third, so that each error and each call is there. */
const isWhole = process.env.SWEEP === 'all';

/** What simulated lives broke, by what was done to them. */
async function violations(lives: Iterable<readonly [string, Scenario]>): Promise<Record<string, readonly string[]>> {
  const broken: Record<string, readonly string[]> = {};
  for (const [name, scenario] of lives) {
    const life = await simulate(scenario);
    if (life.violations.length > 0) broken[name] = life.violations;
  }
  return broken;
}

test('one destroy releases every kind of item, whatever unlisted stands beside it', async () => {
  // A pool below would need a release of its own: what it held of the one above lingers.
  const { status, violations: broken, calls } = await simulate({ ...EVERY_KIND, pools: EVERY_KIND.pools.map((pool) => ({ ...pool, isNested: false })) });
  expect(broken).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
  // Whether calls are counted depends on how long IPAM takes.
  expect([...new Set(calls)].filter((action) => action !== 'FilterLogEvents').sort()).toEqual(CALLS.map(({ action }) => action).sort());
});

test('the function may be killed after any single call: one destroy releases everything', async () => {
  const { calls } = await simulate(QUICK);
  const lives = calls.map((action, index) => [`killed after call ${index + 1}, ${action}`, { ...QUICK, killedAfter: [index + 1] }] as const);
  expect(lives.length).toBeGreaterThan(50);
  expect(await violations(lives)).toEqual({});
}, 120_000);

test('any call may be answered with any error for two seconds: nothing unlisted is lost, and what does not pass is finished by a second destroy', async () => {
  const lives = CALLS.flatMap(({ action, life }, site) =>
    ERRORS.filter((_, index) => isWhole || (index + site) % 3 === 0).map((error) => {
      const fault: FaultSpec = { kind: 'error', error, action, from: 0, lasts: 2, percent: 100 };
      return [`${action}: ${error.code} ${error.message}`, { ...life, faults: [fault] }] as const;
    }),
  );
  expect(await violations(lives)).toEqual({});
}, 600_000);

test('the connection may break, hang or be cut off in any call, before and after its effect', async () => {
  const [error] = ERRORS;
  if (!error) throw new Error('no errors');
  const kinds = ['drop', 'dropAfter', 'errorAfter', 'hang', 'hangAfter', 'slow', 'cut', 'notSuccessful', 'noList', 'emptyElements'] as const;
  const lives = CALLS.flatMap(({ action, life }) => kinds.map((kind) => [`${kind} ${action}`, { ...life, faults: [{ kind, error, action, from: 0, lasts: 2, percent: 100 }] }] as const));
  expect(await violations(lives)).toEqual({});
}, 600_000);

test('a Delete that anybody forges releases nothing while the stack is not being deleted', async () => {
  expect(await violations([['forged', { ...EVERY_KIND, end: 'forgedDelete' }]])).toEqual({});
  expect(new Set((await simulate({ ...CALM, end: 'forgedDelete' })).calls)).toEqual(new Set(['DescribeStacks']));
});
