import { ERRORS } from './errors';
import { ALLOCATION, CALM, POOL, VPC, type AddressSpec, type FaultSpec } from './scenario';
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
    vpcs: [{ ...VPC, deletedAfter: 0 }],
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
    allocations: Array.from({ length: 600 }, () => ALLOCATION),
    addresses: [{ ...ADDRESS, state: 'interface', disassociate: false, freedAfter: 20 }],
  });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
  const accepted = (action: string) => trace.findLastIndex((line) => line.includes(` ${action} `) && line.endsWith(' '));
  expect(accepted('ReleaseAddress')).toBeGreaterThan(-1);
  expect(accepted('ReleaseAddress')).toBeLessThan(accepted('ReleaseIpamPoolAllocation'));
});

describe('an error that nobody knows', () => {
  const unheard = (action: string, lasts: number) => {
    const error = ERRORS.find(({ is }) => is === 'unknown');
    if (!error) throw new Error('every error is known');
    return { kind: 'error' as const, error, action, from: 0, lasts, percent: 100 };
  };

  test.each(['ReleaseAddress', 'DescribeAddresses', 'DescribeStacks'])('that passes within two minutes, in %s, does not fail the deletion', async (action) => {
    const { status, violations } = await simulate({ ...CALM, timeoutMinutes: 10, faults: [unheard(action, 110)] });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_COMPLETE');
  });

  test.each(['ReleaseAddress', 'DescribeAddresses', 'DescribeStacks'])('that stays, in %s, fails it after three minutes with what EC2 said, and not before', async (action) => {
    const { status, violations, trace, calls } = await simulate({ ...CALM, timeoutMinutes: 45, faults: [unheard(action, 3_600)] });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
    expect(calls.filter((each) => each === action).length).toBeGreaterThanOrEqual(5);
    const answer = trace.map((line) => /"answered".*"reason":"(.*)"/.exec(line)?.[1]).filter((reason) => reason?.includes('IpamUnheardOf'));
    expect(answer).toEqual([expect.stringContaining('IpamUnheardOf: Something that no page of AWS tells of') as string]);
    const times = trace.filter((line) => line.includes(` ${action} `) && line.endsWith(' IpamUnheardOf')).map((line) => Number(line.split(' ')[0]));
    const minutes = (Math.max(...times) - Math.min(...times)) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(3);
    expect(minutes).toBeLessThan(4.5);
  });
});

test('an operation that is not permitted may be so later: it is tried again to the deadline', async () => {
  const error = ERRORS.find(({ code }) => code === 'OperationNotPermitted');
  if (!error) throw new Error('no such error');
  const fault = { kind: 'error' as const, error, action: 'ReleaseAddress', from: 0, lasts: 300, percent: 100 };
  const { status, violations } = await simulate({ ...CALM, timeoutMinutes: 10, faults: [fault] });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
});

test('a custom resource that empties a pool waits for the one that releases what was taken from it', async () => {
  const { status, violations } = await simulate({
    ...CALM,
    resources: 2,
    pools: [POOL, { ...POOL, isPublic: true, empty: 'wait' }],
    addresses: [{ ...ADDRESS, pool: 1, listed: 'tag', state: 'natGateway', freedAfter: 30 }],
  });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
});

test('a cascade that is throttled for minutes is not called once a second', async () => {
  const throttled = ERRORS.find(({ is }) => is === 'throttled');
  if (!throttled) throw new Error('no throttling');
  const { status, violations, calls } = await simulate({
    ...CALM,
    timeoutMinutes: 45,
    pools: [{ ...POOL, empty: 'cascade' }],
    vpcs: [{ ...VPC, inStack: true }],
    faults: [{ kind: 'error', error: throttled, action: 'DeleteIpamPool', from: 0, lasts: 150, percent: 100 }],
  });
  expect(violations).toEqual([]);
  expect(status).toBe('DELETE_COMPLETE');
  expect(calls.filter((action) => action === 'DeleteIpamPool').length).toBeLessThan(12);
});

// Each of these lives once expected of the handler what it can't do.

describe('nothing is expected of a handler', () => {
  test('whose calls are both killed at their start, when the last one begins at the deadline', async () => {
    const { status, violations } = await simulate({ ...CALM, timeoutMinutes: 7, killedAfter: [1, 1], retryDelays: [195, 225] });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
  });

  test('that is to have IPAM ignore a VPC of another account, which has to do that itself', async () => {
    const { status, violations } = await simulate({ ...CALM, timeoutMinutes: 45, pools: [{ ...POOL, empty: 'stopMonitoring' }], vpcs: [{ ...VPC, isTheirs: true }] });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
  });

  test('whose calls for an event that was delivered twice end apart: they count as more than they are', async () => {
    const { status, violations } = await simulate({
      ...CALM,
      timeoutMinutes: 45,
      isSlow: true,
      deliveries: 2,
      killedAfter: ['itsTime'],
      records: { resource: 'lastComplete', deletionTime: false },
      addresses: [{ ...ADDRESS, state: 'natGateway', freedAfter: 1_695 }],
    });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
  });

  test('whose last call ends the work, when none of its six answers arrives', async () => {
    const { status, violations } = await simulate({
      ...CALM,
      timeoutMinutes: 45,
      isSlow: true,
      answerFaults: [{ kind: 'unavailable', times: 6 }],
      addresses: [{ ...ADDRESS, state: 'natGateway', freedAfter: 1_655 }],
    });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
  });

  test('whose cascade EC2 throttles for ten minutes, all of which it looks every three seconds', async () => {
    const throttled: FaultSpec = { kind: 'error', error: { code: 'EC2ThrottledException', message: 'Rate exceeded', status: 400, is: 'throttled' }, action: 'DeleteIpamPool', from: 0, lasts: 600, percent: 100 };
    const { status, violations, calls } = await simulate({
      ...CALM,
      seed: 0,
      clockSkew: 30,
      latency: 0,
      addresses: [],
      pools: [{ ...POOL, empty: 'cascade' }],
      vpcs: [{ ...VPC, deletedAfter: 0 }],
      faults: [throttled],
    });
    expect(violations).toEqual([]);
    expect(status).toBe('DELETE_FAILED');
    expect(calls.length).toBeGreaterThan(700);
  });
});
