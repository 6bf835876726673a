import { ERRORS } from './errors';
import { CALM, EVERY_KIND, type FaultSpec } from './scenario';
import { simulate } from './simulate';

const SITES = [
  'DescribeStacks', 'DescribeStackResource', 'AssumeRole', 'DescribeIpamPools', 'GetIpamPoolAllocations', 'GetIpamPoolCidrs', 'DescribeAddresses', 'DescribeVpcs',
  'ReleaseIpamPoolAllocation', 'DisassociateAddress', 'ReleaseAddress', 'ResetAddressAttribute', 'ModifyIpamResourceCidr', 'DeprovisionIpamPoolCidr', 'DeleteIpamPool',
];

/** What simulated lives broke, by what was done to them. */
async function violations(lives: Iterable<readonly [string, Parameters<typeof simulate>[0]]>): Promise<Record<string, readonly string[]>> {
  const broken: Record<string, readonly string[]> = {};
  for (const [name, scenario] of lives) {
    const life = await simulate(scenario);
    if (life.violations.length > 0) broken[name] = life.violations;
  }
  return broken;
}

test('one destroy releases every kind of item, whatever unlisted stands beside it', async () => {
  const { status, violations: broken, calls } = await simulate(EVERY_KIND);
  expect(broken).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
  expect([...new Set(calls)].sort()).toEqual([...SITES].sort());
});

test('the function may be killed after any single call: one destroy releases everything', async () => {
  const { calls } = await simulate(EVERY_KIND);
  const lives = calls.map((action, index) => [`killed after call ${index + 1}, ${action}`, { ...EVERY_KIND, killedAfter: [index + 1] }] as const);
  expect(lives.length).toBeGreaterThan(50);
  expect(await violations(lives)).toEqual({});
}, 120_000);

test('any call may be answered with any error once: nothing unlisted is lost, and what does not pass is finished by a second destroy', async () => {
  const lives = SITES.flatMap((action) =>
    ERRORS.map((error) => {
      // Once: a call takes 20 ms, and so do those that begin with it.
      const fault: FaultSpec = { kind: 'error', error, action, from: 0, lasts: 2, percent: 100 };
      return [`${action}: ${error.code} ${error.message}`, { ...EVERY_KIND, faults: [fault] }] as const;
    }),
  );
  expect(await violations(lives)).toEqual({});
}, 600_000);

test('the connection may break, hang or be cut off in any call, before and after its effect', async () => {
  const [error] = ERRORS;
  if (!error) throw new Error('no errors');
  const kinds = ['drop', 'dropAfter', 'errorAfter', 'hang', 'hangAfter', 'slow', 'cut', 'notSuccessful'] as const;
  const lives = SITES.flatMap((action) => kinds.map((kind) => [`${kind} ${action}`, { ...EVERY_KIND, faults: [{ kind, error, action, from: 0, lasts: 2, percent: 100 }] }] as const));
  expect(await violations(lives)).toEqual({});
}, 600_000);

test('a Delete that anybody forges releases nothing while the stack is not being deleted', async () => {
  expect(await violations([['forged', { ...EVERY_KIND, end: 'forgedDelete' }]])).toEqual({});
  expect((await simulate({ ...CALM, end: 'forgedDelete' })).calls).toEqual(['DescribeStacks']);
});
