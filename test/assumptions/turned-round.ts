import type { RecordedCall } from '../../sandbox/calls';
import { AwsError } from '../../sandbox/aws-error';
import type { Around, Fault } from '../../sandbox/faults';
import { TURNED_ROUND as FOR_PROBES } from '../../sandbox/turned-round';
import type { World } from '../../sandbox/world';
import { withReleases, type TurnedRound } from './teardown-life';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const exactly = (milliseconds: number) => ({ min: milliseconds, max: milliseconds });

/** By a function of the stack; what CloudFormation does by itself stays as it is. */
function byFunction({ caller }: RecordedCall): boolean {
  return caller.includes(':assumed-role/') && !caller.endsWith('/AWSCloudFormation');
}

function isReal({ input }: RecordedCall): boolean {
  return input.DryRun !== true;
}

/** The function's calls of an action are answered with an error. */
function refused(action: string, code: string, message: string, more: Partial<Fault> = {}): (world: World) => void {
  return (world) => world.faults.add({ action, when: (call) => byFunction(call) && isReal(call), with: new AwsError(code, message, code === 'UnauthorizedOperation' ? 403 : 400), ...more });
}

/** The function is answered something else. */
function answered(action: string, around: Around): (world: World) => void {
  return (world) => world.faults.surround({ action, when: byFunction }, around);
}

/** What an answer of this action has in one of its lists, changed. */
function changed(action: string, list: string, change: (items: Item[]) => Item[]): (world: World) => void {
  return answered(action, async (act, { input }) => {
    const output = (await act(input)) as Record<string, Item[] | undefined>;
    return { ...output, [list]: change(output[list] ?? []) };
  });
}

type Item = Readonly<Record<string, unknown>>;

/** The first release has its effect, and nobody hears of it; from then on EC2 says of what is gone what nobody knows. */
function unheardOf(action: string, ...others: ((world: World) => void)[]): (world: World) => void {
  return (world) => {
    world.faults.add({ action, when: (call) => byFunction(call) && isReal(call), at: 'after', times: 2, with: 'drop' });
    for (const other of others) other(world);
  };
}

const gone = (action: string) =>
  answered(action, async (act, { input }) =>
    act(input).catch((error: unknown) => {
      throw error instanceof AwsError && /NotFound|InvalidParameterCombination/.test(error.code) ? new AwsError('AlreadyGone', 'There is no such thing.') : error;
    }),
  );

/** A pool is never seen to be deleted: there is an error at once. */
function goneForGood(world: World): void {
  changed('DescribeIpamPools', 'IpamPools', (pools) => {
    if (pools.some(({ State }) => State === 'delete-complete')) throw new AwsError('AlreadyGone', 'There is no such thing.');
    return pools;
  })(world);
  for (const action of ['DescribeIpamPools', 'GetIpamPoolAllocations']) gone(action)(world);
}

/** What CloudFormation says of the stack itself. */
const stackSays = (change: (stack: Item) => Item) => changed('DescribeStacks', 'Stacks', (all) => all.map(change));

export const AS_BELIEVED: TurnedRound = { numbers: ['none'], how: 'as it is believed to be' };

/** As for the probes, from the destroy on. */
const AS_FOR_PROBES = ['A11', 'A16', 'A33', 'A36', 'A43', 'A44', 'A49', 'A61', 'A62', 'A63', 'A74'];

function asForProbe(number: string): TurnedRound {
  const { how = '', turn } = FOR_PROBES[number] ?? {};
  return { numbers: [number], how, ...(turn && { turnAtDestroy: turn }) };
}

function firstNumberOf({ numbers }: TurnedRound): number {
  return Number(numbers[0]?.slice(1));
}

const IN_A_LIFE: readonly TurnedRound[] = [
  { numbers: ['A1', 'A2'], how: 'Lambda does not call again after an error', cascades: false, weather: { lambdaRetryDelays: [24 * HOUR, 24 * HOUR] } },
  { numbers: ['A1', 'A2'], how: 'Lambda waits 10 minutes, then 20', cascades: false, weather: { lambdaRetryDelays: [10 * MINUTE, 20 * MINUTE] } },
  { numbers: ['A3'], how: 'each event comes twice at once', weather: { lambdaDeliveries: 2 } },
  { numbers: ['A4'], how: 'one invocation at once', weather: { lambdaConcurrency: 1 } },
  { numbers: ['A5'], how: 'no log can be read', cascades: false, turn: answered('FilterLogEvents', () => Promise.resolve({ events: [] })) },
  { numbers: ['A8'], how: 'CloudFormation waits 10 minutes for an answer', template: (template) => withReleases(template, (properties) => ({ ...properties, ServiceTimeout: 600 })) },
  { numbers: ['A9', 'A25', 'A27'], how: 'nothing but the event tells of the deletion, and it has no time', cascades: false, weather: { stackRecords: { lag: Infinity, onlyComplete: false, deletionTime: false } }, event: withoutDate },
  { numbers: ['A13'], how: 'the Delete is sent before what uses pools and addresses is gone', template: withoutOrder },
  { numbers: ['A17'], how: 'DescribeStacks says CREATE_COMPLETE throughout', turnAtDestroy: stackSays((stack) => ({ ...stack, StackStatus: 'CREATE_COMPLETE' })) },
  { numbers: ['A22'], how: 'DescribeStacks is two minutes behind', turnAtDestroy: behind(2 * MINUTE) },
  { numbers: ['A24'], how: 'only the newest ten events are kept', turnAtDestroy: changed('DescribeStackEvents', 'StackEvents', (events) => events.slice(0, 10)) },
  { numbers: ['A24'], how: 'events are listed oldest first', turnAtDestroy: changed('DescribeStackEvents', 'StackEvents', (events) => events.toReversed()) },
  { numbers: ['A25'], how: 'DescribeStackResource shows what was last complete', weather: { stackRecords: { lag: Infinity, onlyComplete: false, deletionTime: true } } },
  { numbers: ['A25'], how: 'DescribeStackResource has nothing that is not complete', weather: { stackRecords: { lag: 0, onlyComplete: true, deletionTime: true } } },
  {
    numbers: ['A26'],
    how: 'LastUpdatedTimestamp is that of the creation',
    turnAtDestroy: answered('DescribeStackResource', async (act, { input }) => {
      const { StackResourceDetail } = (await act(input)) as { StackResourceDetail: { LastUpdatedTimestamp: Date } };
      return { StackResourceDetail: { ...StackResourceDetail, LastUpdatedTimestamp: new Date(StackResourceDetail.LastUpdatedTimestamp.getTime() - 2 * HOUR) } };
    }),
  },
  { numbers: ['A27'], how: 'DescribeStacks shows no DeletionTime', weather: { stackRecords: { lag: 0, onlyComplete: false, deletionTime: false } } },
  { numbers: ['A31', 'A32'], how: "CloudFormation's handlers fail with NotFound on a pool that is gone", weather: { missingPoolIsDeleted: false } },
  { numbers: ['A34', 'A35'], how: 'DescribeIpamPools does not show the pools', turn: answered('DescribeIpamPools', async (act, { input }) => { if (input.DryRun === true) await act(input); throw notFound(); }) },
  { numbers: ['A34', 'A35'], how: 'the same from the destroy on', turnAtDestroy: answered('DescribeIpamPools', () => Promise.reject(notFound())) },
  { numbers: ['A37', 'A38', 'A39'], how: 'lists are a minute behind, after every write', isNear: true, weather: { listLag: exactly(MINUTE), lateWrites: 1 } },
  { numbers: ['A40'], how: 'lists take back what they have shown, for up to a minute', weather: { listLag: { min: 0, max: MINUTE }, lateWrites: 1, takesBack: true } },
  { numbers: ['A41'], how: 'a page has one item', weather: { longestPage: 1 } },
  { numbers: ['A42'], how: 'a second release of an allocation is refused with a code that nobody knows, and the first had no answer', cascades: false, turn: unheardOf('ReleaseIpamPoolAllocation', gone('ReleaseIpamPoolAllocation')) },
  { numbers: ['A45', 'A46'], how: 'every allocation is said to be manual', isNear: true, turnAtDestroy: changed('GetIpamPoolAllocations', 'IpamPoolAllocations', (all) => all.map((each) => ({ ...each, ResourceType: 'custom' }))) },
  { numbers: ['A46'], how: 'no allocation is said to be manual', turnAtDestroy: changed('GetIpamPoolAllocations', 'IpamPoolAllocations', (all) => all.map(({ ResourceType, ...each }) => (ResourceType === 'custom' ? each : { ...each, ResourceType }))) },
  { numbers: ['A48'], how: 'a release that was done says Success=false', cascades: false, turn: answered('ReleaseIpamPoolAllocation', async (act, { input }) => ({ ...((await act(input)) as object), Success: false })) },
  { numbers: ['A48'], how: 'a release says Success=true, and does nothing', cascades: false, turn: answered('ReleaseIpamPoolAllocation', async (act, { input }) => (input.DryRun === true ? act(input) : { Success: true })) },
  { numbers: ['A50'], how: 'IncorrectState does not pass', cascades: false, turnAtDestroy: refused('ReleaseIpamPoolAllocation', 'IncorrectState', 'The allocation is busy.') },
  { numbers: ['A52'], how: 'DependencyViolation does not pass', turnAtDestroy: refused('ReleaseAddress', 'DependencyViolation', 'Something depends on it.') },
  { numbers: ['A53', 'A54', 'A55', 'A56', 'A57'], how: 'IPAM takes an hour to notice', cascades: false, weather: { ipamLag: { vpc: exactly(HOUR), subnet: exactly(HOUR), eip: exactly(HOUR), pool: exactly(HOUR) } } },
  { numbers: ['A56'], how: 'IPAM takes 20 minutes to notice an address', cascades: false, weather: { ipamLag: { vpc: exactly(15 * MINUTE), subnet: exactly(15 * MINUTE), eip: exactly(20 * MINUTE), pool: exactly(15 * SECOND) } } },
  { numbers: ['A64', 'A65'], how: 'pools and CIDRs take five minutes for each change of state', weather: { poolCidrTransition: exactly(5 * MINUTE), ipamTransition: exactly(5 * MINUTE) } },
  { numbers: ['A66', 'A68'], how: 'no pool is deleted in cascade', turnAtDestroy: refused('DeleteIpamPool', 'InvalidParameterCombination', 'Cascade is not possible.') },
  { numbers: ['A66'], how: 'a cascade is accepted, and nothing happens', turnAtDestroy: answered('DeleteIpamPool', () => Promise.resolve({ IpamPool: {} })) },
  { numbers: ['A69'], how: 'every cascade fails', weather: { failedCascades: 1 } },
  { numbers: ['A70'], how: 'a pool that is gone is refused with a code that nobody knows', turnAtDestroy: goneForGood },
  { numbers: ['A71'], how: 'a pool that is gone is an empty list', turnAtDestroy: answered('DescribeIpamPools', async (act, { input }) => act(input).catch(() => ({ IpamPools: [] }))) },
  { numbers: ['A73'], how: 'a second release of an address is refused with a code that nobody knows, and the first had no answer', turn: unheardOf('ReleaseAddress', gone('ReleaseAddress')) },
  { numbers: ['A75', 'A77', 'A79'], how: 'an address that is held for ten minutes is refused with a code that nobody knows', turnAtDestroy: (world) => { const until = world.clock.now() + 10 * MINUTE; refused('ReleaseAddress', 'SomethingHolds', 'Something holds it.', { when: (call) => byFunction(call) && isReal(call) && call.at < until })(world); } },
  { numbers: ['A78'], how: 'a NAT gateway takes 20 minutes to be gone', weather: { natGatewayDeletion: exactly(20 * MINUTE) } },
  { numbers: ['A83', 'A84', 'A85'], how: 'an address that is locked, offered or has a record is refused with a code that nobody knows', turnAtDestroy: refused('ReleaseAddress', 'NotNow', 'It has to stay.') },
  { numbers: ['A87'], how: 'the filter of DescribeAddresses lets everything through', isNear: true, turn: answered('DescribeAddresses', async (act, { input: { Filters: _, ...input } }) => act(input)) },
  { numbers: ['A87'], how: 'the filter of DescribeAddresses lets nothing through', turn: answered('DescribeAddresses', async (act, { input }) => (input.DryRun === true ? act(input) : { Addresses: [] })) },
  { numbers: ['A88'], how: 'two changing calls, then one in five seconds', weather: { throttling: { mutating: { capacity: 2, refillPerSecond: 0.2 }, describing: { capacity: 100, refillPerSecond: 20 } } } },
  { numbers: ['A89'], how: 'throttling has a code that nobody knows', turnAtDestroy: sometimes('TooFast', 'Not so fast.') },
  { numbers: ['A90'], how: 'InternalError does not pass', cascades: false, turnAtDestroy: refused('ReleaseIpamPoolAllocation', 'InternalError', 'An internal error has occurred.') },
  { numbers: ['A91'], how: 'every DryRun is carried out', isNear: true, turn: carryOut(() => true) },
  { numbers: ['A91'], how: 'every DryRun that changes something is carried out', isNear: true, turn: carryOut(({ action }) => !/^(Describe|Get)/.test(action)) },
  { numbers: ['A91'], how: 'a DryRun is refused for what is not there before the permission is looked at', turn: (world) => world.faults.add({ service: 'ec2', when: (call) => byFunction(call) && !isReal(call) && call.action.startsWith('Release'), with: new AwsError('InvalidParameterValue', 'There is no such thing.') }) },
  { numbers: ['A92'], how: 'UnauthorizedOperation passes after some minutes', turnAtDestroy: (world) => { const until = world.clock.now() + 6 * MINUTE; refused('ReleaseAddress', 'UnauthorizedOperation', 'You are not authorized to perform this operation.', { when: (call) => byFunction(call) && call.at < until })(world); } },
  { numbers: ['A93'], how: 'a role takes five minutes to be in effect', weather: { iamPropagation: exactly(5 * MINUTE) } },
  { numbers: ['A94'], how: 'EC2 takes eight seconds for each answer', weather: { latency: exactly(8 * SECOND) } },
  { numbers: ['A96', 'A97', 'A98'], how: 'OptInRequired passes after some minutes', turnAtDestroy: (world) => { const until = world.clock.now() + 6 * MINUTE; refused('ReleaseAddress', 'OptInRequired', 'You are not subscribed.', { when: (call) => byFunction(call) && call.at < until })(world); } },
  { numbers: ['A99'], how: 'a release is authorized on something else than the pool', turn: (world) => world.faults.add({ action: 'ReleaseIpamPoolAllocation', when: byFunction, with: unauthorized() }) },
  { numbers: ['A100', 'A101'], how: 'the release of an address knows no tags', turn: (world) => world.faults.add({ action: 'ReleaseAddress', when: byFunction, with: unauthorized() }) },
  { numbers: ['A102'], how: 'what is in a pool is authorized on something else than the pool', turn: (world) => world.faults.add({ action: 'GetIpamPoolAllocations', when: byFunction, with: unauthorized() }) },
  { numbers: ['A105'], how: "the stack's events are authorized on something else than the stack", turn: (world) => world.faults.add({ action: 'DescribeStackEvents', when: byFunction, with: new AwsError('AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStackEvents', 403) }) },
];

/** Each assumption that can be turned round in the life of the teardown example, and how. */
export const TURNED_ROUND: readonly TurnedRound[] = [...IN_A_LIFE, ...AS_FOR_PROBES.map(asForProbe)].sort((one, other) => firstNumberOf(one) - firstNumberOf(other));

function notFound(): AwsError {
  return new AwsError('InvalidIpamPoolId.NotFound', 'The pool does not exist.');
}

function unauthorized(): AwsError {
  return new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
}

function withoutDate(event: unknown): unknown {
  const { ResponseURL, ...rest } = event as { readonly ResponseURL: string };
  return { ...rest, ResponseURL: ResponseURL.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=') };
}

/** Nothing has to be gone before an AddressRelease is deleted but other AddressReleases. */
function withoutOrder(template: Parameters<NonNullable<TurnedRound['template']>>[0]): ReturnType<NonNullable<TurnedRound['template']>> {
  const releases = new Set(Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === 'Custom::AddressRelease' ? [id] : [])));
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      const dependsOn = [resource.DependsOn ?? []].flat();
      return [id, releases.has(id) ? resource : { ...resource, DependsOn: dependsOn.filter((each) => !releases.has(each)) }] as const;
    }),
  );
  return { ...template, Resources };
}

/** DescribeStacks says what was so some time ago. */
function behind(milliseconds: number): (world: World) => void {
  return (world) => {
    const since = world.clock.now();
    stackSays((stack) => (world.clock.now() - since < milliseconds ? { ...stack, StackStatus: 'CREATE_COMPLETE' } : stack))(world);
  };
}

/** Two of three changing calls are refused. */
function sometimes(code: string, message: string): (world: World) => void {
  return (world) => {
    let calls = 0;
    world.faults.add({ service: 'ec2', when: (call) => byFunction(call) && isReal(call) && /^(Release|Disassociate)/.test(call.action) && (calls += 1) % 3 !== 0, with: new AwsError(code, message) });
  };
}

function carryOut(which: (call: RecordedCall) => boolean): (world: World) => void {
  return (world) => world.faults.surround({ service: 'ec2', when: (call) => byFunction(call) && !isReal(call) && which(call) }, async (act, { input }) => act({ ...input, DryRun: false }));
}
