import { brokenHandler, type Damage } from './broken-handler';
import { ERRORS, type KnownError } from './errors';
import { ALLOCATION, CALM, EVERY_KIND, POOL, VPC, type AddressSpec, type FaultSpec, type Scenario } from './scenario';
import { simulate } from './simulate';
import type { Invariant } from './watch';

function error(code: string): KnownError {
  const found = ERRORS.find((known) => known.code === code);
  if (!found) throw new Error(`no error ${code}`);
  return found;
}

function answered(action: string, code: string, { from = 0, lasts = 1 } = {}): FaultSpec {
  return { kind: 'error', error: error(code), action, from, lasts, percent: 100 };
}

const [ADDRESS] = CALM.addresses as [AddressSpec];
const IN_USE_FOR = (freedAfter: number): Scenario => ({ ...CALM, timeoutMinutes: 45, addresses: [{ ...ADDRESS, state: 'natGateway', freedAfter }] });
const MANAGED: Scenario = { ...CALM, preflight: 'WARN', timeoutMinutes: 20, addresses: [{ ...ADDRESS, state: 'serviceManaged', freedAfter: 5 }] };

/** A pool of the stack that may go with what nobody uses. */
const CASCADING: Scenario = { ...CALM, timeoutMinutes: 45, addresses: [], pools: [{ ...POOL, empty: 'cascade' }] };

/** What somebody might do to the handler one day, a life in which it matters, and the invariant that says so. */
const DAMAGES: readonly (Damage & { readonly name: string; readonly life: Scenario; readonly breaks: Invariant })[] = [
  {
    name: 'trusts a NotFound at once',
    file: 'decide.ts',
    line: "return { ...before, targets, state: targets.length > 0 && targets.every(({ failed }) => failed) ? 'failed' : before.state };",
    becomes: "return { ...before, targets, state: [...attempts.values()].some(({ verdict }) => verdict?.meaning === 'gone') ? 'gone' : before.state };",
    life: { ...CALM, faults: [answered('ReleaseAddress', 'InvalidAllocationID.NotFound')] },
    breaks: 'SUCCESS only when everything listed is gone',
  },
  {
    name: 'trusts one look',
    file: 'decide.ts',
    line: 'absentLooks >= 2',
    becomes: 'absentLooks >= 1',
    life: {
      ...EVERY_KIND,
      addresses: [],
      vpcs: [],
      faults: [answered('ReleaseIpamPoolAllocation', 'IncorrectState', { lasts: 2 }), answered('GetIpamPoolAllocations', 'InvalidIpamPoolId.NotFound', { from: 0.5, lasts: 1 })],
    },
    breaks: 'SUCCESS only when everything listed is gone',
  },
  {
    name: 'releases before it has asked the stack',
    file: 'handler.ts',
    line: "const deletion = await whyDeleted(world, invocation, request, ['STACK_DELETION', ...releaseOn(request)]);",
    becomes: "const deletion = { is: 'wanted', cause: 'STACK_DELETION', began: { at: world.clock.now(), by: 'this invocation' } };",
    life: { ...CALM, end: 'forgedDelete' },
    breaks: 'nothing is released while the stack is not being deleted',
  },
  {
    name: 'knows a VPC by its id only, and takes one that gave the block back for its holder',
    file: 'observe/holders.ts',
    line: 'return found.ranges?.some(',
    becomes: "return found.id === '' && found.ranges?.some(",
    life: { ...CALM, timeoutMinutes: 45, pools: [{ ...POOL, owner: 'here', empty: 'wait' }], vpcs: [{ ...VPC, isBlock: true, deletedAfter: 0 }] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  ...(['allManual', 'tag', 'cidr'] as const).map((by) => ({
    name: `means what another account has in a pool that it shares, too (${by})`,
    file: 'observe/listing.ts',
    line: by === 'cidr' ? 'this.allocations.filter(this.isOurs)' : 'this.isOurs(allocation) && ',
    becomes: by === 'cidr' ? 'this.allocations' : '',
    life: {
      ...CALM,
      pools: [{ ...POOL, owner: 'sharer' as const, allManual: by === 'allManual' }],
      allocations: [{ ...ALLOCATION, isTheirs: true, listed: by === 'allManual' ? ('no' as const) : by }],
    },
    breaks: "another account's allocation is released only by its id" as const,
  })),
  {
    name: 'believes a NotFound that a pool is gone, and asks no second witness',
    file: 'observe/observer.ts',
    line: 'return await this.#secondWitness.ask(item, found?.locale ?? pool);',
    becomes: 'return NOTHING;',
    life: { ...CALM, pools: [{ ...POOL, owner: 'sharer', allManual: true }], allocations: [ALLOCATION], meanwhile: [{ after: 0, what: 'takeShareBack', to: 0 }] },
    breaks: 'SUCCESS only when everything listed is gone',
  },
  {
    name: 'deletes a pool in cascade without looking into it',
    file: 'observe/cascades.ts',
    line: "if (this.refusalOf(pool) !== undefined || contents.length === 0 || contents.some(({ is }) => is === 'somebodys')) {",
    becomes: 'if (contents.length > 0) return { freshUntil: lookedAt + 60_000 }; if (contents.length === 0) {',
    life: { ...CASCADING, allocations: [ALLOCATION] },
    breaks: 'no cascade takes along what somebody uses',
  },
  {
    name: 'deletes a pool in cascade on one look',
    file: 'observe/cascades.ts',
    line: 'const SETTLED_AFTER = 10_000;',
    becomes: 'const SETTLED_AFTER = 0;',
    life: { ...CASCADING, vpcs: [VPC], faults: [answered('DescribeVpcs', 'InvalidAllocationID.NotFound', { lasts: 2 })] },
    breaks: 'no cascade takes along what somebody uses',
  },
  {
    name: 'deletes a pool in cascade with a VPC that exists',
    file: 'observe/pool-contents.ts',
    line: "return isInSight && (existence === 'no' ||",
    becomes: "return isInSight && (existence === 'no' || existence === 'yes' ||",
    life: { ...CASCADING, vpcs: [VPC] },
    breaks: 'no cascade takes along what somebody uses',
  },
  {
    name: 'deletes a pool in cascade with what another account has in it',
    file: 'observe/pool-contents.ts',
    line: 'const isInSight = ResourceOwner === callerOf(pool.home, this.account) && (isPool || ResourceRegion !== undefined);',
    becomes: "const isInSight = true; existence ??= 'no'; void [isPool, ResourceOwner, ResourceRegion];",
    life: { ...CASCADING, vpcs: [{ ...VPC, isTheirs: true }] },
    breaks: 'no cascade takes along what somebody uses',
  },
  {
    name: 'deletes a pool in cascade without asking the stack',
    file: 'handler.ts',
    line: "const deletion = await whyDeleted(world, invocation, request, ['STACK_DELETION', ...releaseOn(request)]);",
    becomes: "const deletion = { is: 'wanted', cause: 'STACK_DELETION', began: { at: world.clock.now(), by: 'this invocation' } };",
    life: { ...CASCADING, end: 'remove', vpcs: [{ ...VPC, deletedAfter: 0 }] },
    breaks: 'nothing is released while the stack is not being deleted',
  },
  {
    name: 'takes an answer without its list for an empty one',
    file: 'list-of.ts',
    line: 'if (list === undefined) throw new NoAnswer(`the answer has no ${name}`);',
    becomes: 'if (list === undefined) return [];',
    life: { ...CALM, faults: [{ ...answered('DescribeAddresses', 'InternalError', { lasts: 20 }), kind: 'noList' }] },
    breaks: 'SUCCESS only when everything listed is gone',
  },
  {
    name: 'tries DryRuns where even a harmless one is carried out',
    file: 'preflight.ts',
    line: "if (finding === 'carriedOut') return {",
    becomes: "if (finding === 'carriedOut') refused.add(key); else if (finding === undefined) return {",
    life: { ...CALM, dryRuns: 'carriedOut' },
    breaks: 'a deployment releases nothing',
  },
  {
    name: 'goes on after a DryRun that was carried out',
    file: 'preflight.ts',
    line: '      return { findings, carriedOut: carriedOut(api, at) };\n',
    becomes: '',
    life: { ...CALM, dryRuns: 'changesCarriedOut', addresses: [{ ...ADDRESS, state: 'interface' }] },
    breaks: 'a deployment releases nothing',
  },
  {
    name: 'takes a DryRun that was carried out for a warning',
    file: 'handler.ts',
    line: 'if (carriedOut !== undefined) return',
    becomes: "if (carriedOut !== undefined && strictness === 'FAIL') return",
    life: { ...CALM, preflight: 'WARN', dryRuns: 'changesCarriedOut' },
    breaks: 'a DryRun that was carried out fails the deployment, which says so',
  },
  {
    name: 'tells IPAM again and again not to monitor a CIDR',
    file: 'observe/pool-contents.ts',
    line: 'if (ignored) this.#ignored.add(id);',
    becomes: 'void ignored;',
    life: { ...CALM, timeoutMinutes: 45, pools: [{ ...POOL, owner: 'here', empty: 'stopMonitoring' }], vpcs: [VPC], faults: [{ ...answered('ModifyIpamResourceCidr', 'IncorrectState'), kind: 'dropAfter' }] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  ...(['deleteFailedCreation', 'deleteFailedChangeSet', 'deleteAfterFailedCreation', 'deleteAfterFailedRollback'] as const).map((end) => ({
    name: `asks only the status of the stack (${end})`,
    file: 'stack.ts',
    line: 'const completeness = await this.#completeness(id, stack);',
    becomes: "const completeness = 'complete' as Completeness;",
    life: { ...CALM, end },
    breaks: 'nothing is released unless somebody asked for it' as const,
  })),
  {
    name: 'waits for the record of the resource as long as it can',
    file: 'stack.ts',
    line: 'if (world.clock.now() - since >= STATUS_LAG) return await answer.otherwise();',
    becomes: '',
    life: { ...CALM, records: { resource: 'lastComplete', deletionTime: false } },
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'releases when it is only taken out of the template',
    file: 'stack.ts',
    line: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['REMOVAL', 'REPLACEMENT'],",
    becomes: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['STACK_DELETION'],",
    life: { ...CALM, end: 'remove' },
    breaks: 'nothing is released while the stack is not being deleted',
  },
  {
    name: 'does not repeat an answer that is not taken',
    file: 'answer.ts',
    line: 'const ATTEMPTS = 6;',
    becomes: 'const ATTEMPTS = 1;',
    life: { ...CALM, answerFaults: [{ kind: 'unavailable', times: 3 }] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'repeats an answer once less',
    file: 'answer.ts',
    line: 'const ATTEMPTS = 6;',
    becomes: 'const ATTEMPTS = 5;',
    life: { ...CALM, answerFaults: [{ kind: 'unavailable', times: 17 }] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'gives up one invocation too early',
    file: 'invocation.ts',
    line: 'export const MOST_CALLS = 3;',
    becomes: 'export const MOST_CALLS = 2;',
    life: IN_USE_FOR(35 * 60),
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'tells the last call by the clock, where Lambda took its time after a call that it ended itself',
    file: 'handler.ts',
    line: 'counting ??= callsSoFar(world, request, logGroupName);',
    becomes: 'counting ??= Promise.resolve(undefined);',
    life: { ...IN_USE_FOR(35 * 60), retryDelays: [200, 120], killedAfter: ['itsTime'] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'tells the last call by the clock, where the first was killed at once',
    file: 'handler.ts',
    line: 'counting ??= callsSoFar(world, request, logGroupName);',
    becomes: 'counting ??= Promise.resolve(undefined);',
    life: { ...IN_USE_FOR(44 * 60), retryDelays: [45, 60], killedAfter: [1], timeoutMinutes: 45 },
    breaks: 'one answer takes effect, in time',
  },
  {
    name: 'takes an address of AWS for one of ours',
    file: 'observe/addresses.ts',
    line: 'if (address.ServiceManaged) {',
    becomes: "if (address.ServiceManaged === 'rds') {",
    life: MANAGED,
    breaks: 'what AWS manages is not touched',
  },
  {
    name: 'gives up on an address of AWS that outlives its load balancer',
    file: 'observe/sighting.ts',
    line: "...waiting('ServiceManaged',",
    becomes: "...blocked('ServiceManaged',",
    life: MANAGED,
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'takes throttling for the end',
    file: 'error-table.ts',
    line: "BandwidthLimitExceeded|SlowDown)/, meaning: 'throttled' },",
    becomes: "BandwidthLimitExceeded|SlowDown)/, meaning: 'fatal' },",
    life: { ...CALM, faults: [answered('ReleaseAddress', 'RequestLimitExceeded')] },
    breaks: 'one destroy succeeds when the faults pass',
  },
  {
    name: 'releases every manual allocation for a tag',
    file: 'observe/listing.ts',
    line: '(tag === undefined || hasTag(allocation, tag))',
    becomes: 'true',
    life: EVERY_KIND,
    breaks: 'nothing unlisted is released',
  },
  {
    name: 'knows no deadline',
    file: 'handler.ts',
    line: 'deadline: startedAt + timeoutSeconds * 1000,',
    becomes: 'deadline: startedAt + 3_600_000,',
    life: { ...IN_USE_FOR(25 * 60), timeoutMinutes: 5 },
    breaks: 'one answer takes effect, in time',
  },
  {
    name: 'looks again and again without a pause',
    file: 'release.ts',
    line: 'const LATEST_LOOK = 10_000;',
    becomes: 'const LATEST_LOOK = 50;',
    life: IN_USE_FOR(4 * 60),
    breaks: 'the calls stay within their bound',
  },
  {
    name: 'answers with another physical id',
    file: 'handler.ts',
    line: "if (request.RequestType !== 'Create') return request.PhysicalResourceId;",
    becomes: 'return request.RequestId;',
    life: CALM,
    breaks: 'an answer fits, and is the same resource',
  },
  {
    name: 'logs the request as it came',
    file: 'handler.ts',
    line: "world.log(FIRST_RECORD, { RequestType, StackId, RequestId, LogicalResourceId });",
    becomes: 'world.log(FIRST_RECORD, { ...request });',
    life: CALM,
    breaks: 'no credential is logged',
  },
];

test.each(DAMAGES)('a handler that $name is caught: $breaks', async ({ life, breaks, ...damage }) => {
  expect((await simulate(life)).violations).toEqual([]);
  const { violations } = await simulate(life, await brokenHandler(damage));
  expect(violations.map((violation) => violation.split(':')[0])).toContain(breaks);
}, 120_000);
