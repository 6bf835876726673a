import { ALLOCATION, CALM, POOL, VPC, type Scenario } from './scenario';
import { simulate } from './simulate';

/** A pool of the stack that may go in cascade, and a VPC that was in it. */
const GHOST: Scenario = { ...CALM, timeoutMinutes: 10, addresses: [], pools: [{ ...POOL, empty: 'cascade' }], vpcs: [{ ...VPC, deletedAfter: 0 }] };

test('what IPAM takes half an hour to notice goes in cascade in a minute', async () => {
  const { violations, status, calls } = await simulate(GHOST);
  expect({ violations, status }).toEqual({ violations: [], status: 'DELETE_COMPLETE' });
  expect(calls.filter((action) => action === 'DeleteIpamPool')).toHaveLength(1);
});

test('ten thousand manual allocations at the documented limits take a minute at most, and 120 mutating calls', async () => {
  const life: Scenario = { ...CALM, isThrottled: true, listLag: 3, latency: 120, addresses: [], pools: [{ ...POOL, empty: 'cascade', allManual: true }], allocations: Array.from({ length: 10_000 }, () => ALLOCATION) };
  const { violations, status, calls, trace } = await simulate(life);
  expect({ violations, status }).toEqual({ violations: [], status: 'DELETE_COMPLETE' });
  expect(calls.filter((action) => !/^(Describe|Get|FilterLogEvents|PutObject)/.test(action)).length).toBeLessThanOrEqual(120);
  const done = trace.map((line) => (line.startsWith('{') ? (JSON.parse(line) as { message: string; Duration?: number }) : undefined)).find((line) => line?.message === 'done');
  expect(done?.Duration).toBeLessThanOrEqual(60_000);
}, 120_000);
