import { ERRORS } from './errors';
import { CALM, POOL, type AddressSpec } from './scenario';
import { simulate } from './simulate';

const [ADDRESS] = CALM.addresses as [AddressSpec];

// Each of these lives once broke an invariant.

test('what turns up with a listed tag while another item is waited for is released, too', async () => {
  const { status, violations } = await simulate({
    ...CALM,
    addresses: [
      { ...ADDRESS, listed: 'tag' },
      { ...ADDRESS, state: 'natGateway', freedAfter: 60 },
    ],
    meanwhile: [{ after: 40, what: 'takeAddressTagged', to: 0 }],
  });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
});

test('a pace that is slowed down waits for whole milliseconds, and so comes to an end', async () => {
  const throttled = ERRORS.find(({ code }) => code === 'RequestLimitExceeded');
  if (!throttled) throw new Error('no throttling');
  for (const latency of [396, 333, 17]) {
    const { violations } = await simulate({
      ...CALM,
      latency,
      faults: [{ kind: 'error', error: throttled, action: 'ReleaseAddress', from: 0, lasts: 63, percent: 100 }],
    });
    expect(violations).toEqual([]);
  }
});

test('what is gone is no progress any more: looks at what is waited for become rare', async () => {
  const { calls, violations } = await simulate({
    ...CALM,
    timeoutMinutes: 5,
    pools: [{ ...POOL, empty: 'wait' }],
    vpcs: [{ pool: 0, inStack: false, deletedAfter: 0 }],
  });
  expect(violations).toEqual([]);
  // Every 12 seconds, and a few more at the start.
  expect(calls.filter((action) => action === 'GetIpamPoolAllocations').length).toBeLessThan(40);
});

test('hundreds of allocations, which take minutes, do not keep an address that was in use meanwhile from its turn', async () => {
  const { status, violations, trace } = await simulate({
    ...CALM,
    isThrottled: true,
    pools: [{ ...POOL, owner: 'here', allManual: true }],
    allocations: Array.from({ length: 600 }, () => ({ pool: 0, listed: 'no' as const })),
    addresses: [{ ...ADDRESS, state: 'interface', disassociate: false, freedAfter: 20 }],
  });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
  const accepted = (action: string) => trace.findLastIndex((line) => line.includes(` ${action} `) && line.endsWith(' '));
  expect(accepted('ReleaseAddress')).toBeGreaterThan(-1);
  expect(accepted('ReleaseAddress')).toBeLessThan(accepted('ReleaseIpamPoolAllocation'));
});
