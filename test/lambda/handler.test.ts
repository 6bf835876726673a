import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';
import { Unfinished } from '../../lambda/invocation';
import type { World } from '../../lambda/world';
import { DELETE, RESPONSE_URL } from '../hardening/stub-world';
import { VirtualClock } from './virtual-clock';
import { ACCOUNT, ALLOCATION, DESCRIBED, OF_A_VPC, OTHER_ACCOUNT, POOL } from './listed';
import { ec2Error, ScriptedWorld, type Answers } from './scripted-ec2';

const MINUTE = 60_000;
const ID = 'eipalloc-64d5890a';
const PROPERTIES = { ServiceToken: 'arn', ContractVersion: '1', Timeout: '2700', IpamAllocations: [], ElasticIps: [{ AllocationId: ID }] };
const REMOVAL = { ...DELETE, ResourceProperties: PROPERTIES };
const CREATION = { ...REMOVAL, RequestType: 'Create', PhysicalResourceId: undefined };

/** What CloudFormation and CloudWatch Logs show while a request is handled. */
interface Shown {
  readonly status?: string;
  /** What the stack went through, the newest first. */
  readonly history?: readonly string[];
  readonly resourceStatus?: string;
  /** What the resource went through, the newest first. */
  readonly resourceHistory?: readonly string[];
  /** What CloudFormation says when it is asked for the stack, before it tells. */
  readonly refusals?: readonly Error[];
  /** How many minutes ago CloudFormation began to delete the resource. */
  readonly began?: number;
  /** How many minutes ago each call so far began; undefined: the log can't be read. */
  readonly calls?: readonly number[] | undefined;
  readonly remaining?: number;
  /** The HTTP status with which the answer is taken. */
  readonly taken?: number;
}

interface Handled {
  readonly answer: CloudFormationCustomResourceResponse | undefined;
  readonly error: unknown;
  readonly scripted: ScriptedWorld;
}

async function handle(event: object, answers: Answers, { status = 'DELETE_IN_PROGRESS', history = ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE'], resourceStatus = 'DELETE_IN_PROGRESS', resourceHistory = ['CREATE_COMPLETE'], refusals = [], began = 0, calls, remaining = 15 * MINUTE, taken = 200 }: Shown = {}): Promise<Handled> {
  const clock = new VirtualClock();
  const start = clock.now();
  const bodies: Uint8Array[] = [];
  const refusing = refusals.values();
  const cloudFormation = (command: unknown) => {
    if (command instanceof DescribeStacksCommand) {
      const refusal = refusing.next().value;
      if (refusal) throw refusal;
      return { Stacks: [{ StackId: DELETE.StackId, StackStatus: status }] };
    }
    if (command instanceof DescribeStackEventsCommand) {
      const { StackId, LogicalResourceId, PhysicalResourceId } = DELETE;
      const ofStack = history.map((ResourceStatus) => ({ ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: StackId, ResourceStatus }));
      return { StackEvents: [...ofStack, ...resourceHistory.map((ResourceStatus) => ({ LogicalResourceId, PhysicalResourceId, ResourceStatus }))] };
    }
    return { StackResourceDetail: { ResourceStatus: resourceStatus, LastUpdatedTimestamp: new Date(start - began * MINUTE), PhysicalResourceId: DELETE.PhysicalResourceId } };
  };
  const logs = () => {
    if (!calls) throw ec2Error('AccessDeniedException');
    return { events: calls.map((minutes) => ({ timestamp: start - minutes * MINUTE, message: `{"message":"request","RequestId":"${DELETE.RequestId}"}` })) };
  };
  const sends = (answer: (command: unknown) => object) => ({ send: (command: unknown) => Promise.resolve(command).then(answer) });
  const others = {
    cloudFormation: sends(cloudFormation) as unknown as World['cloudFormation'],
    logs: sends(logs) as unknown as World['logs'],
    put: (url: string, body: Uint8Array) => {
      expect(url).toContain(RESPONSE_URL);
      bodies.push(body);
      return Promise.resolve(taken);
    },
  };
  const scripted = new ScriptedWorld(answers, clock, others);
  const context = { getRemainingTimeInMillis: () => remaining, functionName: 'releaser', logGroupName: '/aws/lambda/releaser' };
  const error: unknown = await createHandler(scripted.world)(event, context).catch((reason: unknown) => reason);
  const [answer] = bodies.map((body) => JSON.parse(Buffer.from(body).toString('utf8')) as CloudFormationCustomResourceResponse);
  expect(bodies.length).toBeLessThanOrEqual(1);
  return { answer, error, scripted };
}

/** An address that goes as soon as it is released; and one that is in use for ever. */
function released(): Answers {
  let isThere = true;
  return {
    DescribeAddresses: () => ({ Addresses: isThere ? [{ AllocationId: ID, PublicIp: '198.51.100.7' }] : [] }),
    ReleaseAddress: () => {
      isThere = false;
      return {};
    },
  };
}
const IN_USE: Answers = {
  DescribeAddresses: () => ({ Addresses: [{ AllocationId: ID, PublicIp: '198.51.100.7' }] }),
  ReleaseAddress: () => {
    throw ec2Error('InvalidIPAddress.InUse', 'The address is in use');
  },
};

describe('a Delete', () => {
  test('whose stack is being deleted releases what is listed, and says so to the one who asked', async () => {
    const { answer, error, scripted } = await handle(REMOVAL, released());
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = DELETE;
    expect(answer).toEqual({ Status: 'SUCCESS', Reason: 'All 1 listed items are released.', PhysicalResourceId, StackId, RequestId, LogicalResourceId });
    expect(error).toBeUndefined();
    expect(scripted.of('ReleaseAddress')).toMatchObject([{ input: { AllocationId: ID } }]);
    // First of all: by this record the calls are counted, whatever becomes of them.
    expect(scripted.log[0]).toEqual({ message: 'request', fields: { RequestType: 'Delete', StackId, RequestId, LogicalResourceId } });
    expect(scripted.logged('releasing')).toMatchObject([{ cause: 'STACK_DELETION', items: 1, startedAt: '2026-11-20T12:00:00.000Z', startedAtBy: 'the resource', timeoutSeconds: 2700 }]);
    expect(scripted.logged('done')).toMatchObject([{ FunctionName: 'releaser', LogicalResourceId, Released: 1, Failed: 0 }]);
  });

  test('that failed for a lasting reason says what to do', async () => {
    const { answer, scripted } = await handle(REMOVAL, released(), { refusals: [ec2Error('AccessDenied', 'not you')] });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^AccessDenied: not you; allow the function's role what the message names: .*\. Log group: /) as string });
    expect(scripted.logged('failed')).toEqual([{ name: 'AccessDenied', error: 'not you', remedy: expect.stringContaining('allow') as string }]);
  });

  test('says what is left, why, and where the whole story is', async () => {
    const { answer, scripted } = await handle({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, Timeout: '60' } }, IN_USE);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^1 of 1 listed items are left\. Elastic IP eipalloc-64d5890a .* after 1 min: InvalidIPAddress\.InUse.*\. Log group: \/aws\/lambda\/releaser$/) as string });
    expect(scripted.logged('done')).toMatchObject([{ Released: 0, Failed: 1 }]);
    // The deadline counts from when CloudFormation began, not from this call.
    const late = await handle({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, Timeout: '240' } }, IN_USE, { began: 3 });
    expect(late.scripted.elapsed).toBe(MINUTE);
  });

  test('whose reason is long keeps the name of the log group', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `eipalloc-${String(index).padStart(8, '0')}`);
    const Addresses = ids.map((AllocationId, index) => ({ AllocationId, PublicIp: `198.51.100.${index}` }));
    const ReleaseAddress: Answers[string] = ({ input }) => { throw ec2Error('InvalidAddress.Locked', `${String(input.AllocationId)} ${'x'.repeat(5_000)}`); };
    const { answer } = await handle({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, ElasticIps: ids.map((AllocationId) => ({ AllocationId })) } }, { DescribeAddresses: () => ({ Addresses }), ReleaseAddress });
    expect(answer?.Reason).toMatch(/ Log group: \/aws\/lambda\/releaser$/);
  });

  test('whose answer CloudFormation does not take ends in an error: Lambda counts it, and an alarm may see it', async () => {
    const { error } = await handle(REMOVAL, released(), { taken: 403 });
    expect(error).toMatchObject({ name: 'AnswerRefused', message: 'CloudFormation did not accept the answer: HTTP status 403' });
  });

  test('for another cause releases nothing, needs no properties, and lets CloudFormation go on', async () => {
    for (const properties of [PROPERTIES, { nonsense: true }, undefined]) {
      const { answer, scripted } = await handle({ ...REMOVAL, ResourceProperties: properties }, released(), { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
      expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'Nothing was released: the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, and that is no reason to release what is listed.' });
      expect(scripted.calls).toEqual([]);
      expect(scripted.logged('nothing released')).toEqual([{ because: 'the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }]);
    }
  });

  test('for a cause that was asked for releases', async () => {
    const asked = { ...REMOVAL, ResourceProperties: { ...PROPERTIES, ReleaseOn: ['REMOVAL'] } };
    const { answer, scripted } = await handle(asked, released(), { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
    expect([answer?.Status, scripted.of('ReleaseAddress').length]).toEqual(['SUCCESS', 1]);
    // A text that only contains the word asks for nothing.
    const text = await handle({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, ReleaseOn: 'REMOVAL' } }, released(), { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
    expect(text.scripted.calls).toEqual([]);
  });

  test('of a stack that nobody knows whether it was ever complete releases nothing, and says what to do', async () => {
    const { answer, scripted } = await handle(REMOVAL, released(), { history: ['DELETE_IN_PROGRESS'] });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^Nothing was released: .*\. Delete the stack again and retain this resource; what is listed can then be released by hand\. Log group: /) as string,
    });
    expect(scripted.calls).toEqual([]);
    expect(scripted.logged('nothing released')).toEqual([{ because: expect.stringContaining('do not tell') as string }]);
  });

  test('that was over long ago is not answered again', async () => {
    const { answer, error, scripted } = await handle(REMOVAL, released(), { resourceStatus: 'DELETE_COMPLETE' });
    expect([answer, error, scripted.calls]).toEqual([undefined, undefined, []]);
    expect(scripted.logged('nothing to do')).toEqual([{ because: 'the resource is DELETE_COMPLETE' }]);
  });

  describe('and a pool', () => {
    const { poolId: PoolId } = POOL;
    const pool = { PoolId, PoolInApp: 'false' };
    const listing = (lists: object) => ({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, ElasticIps: [], Preflight: 'FAIL', Timeout: '300', ...lists } });
    const emptied = listing({ EmptyPools: [{ ...pool, PoolInApp: 'true', CascadeWhenUnused: 'true' }] });
    const manual = listing({ IpamAllocations: [{ ...pool, AllManual: 'true' }] });
    const missing: Answers = { DescribeIpamPools: () => { throw ec2Error('InvalidIpamPoolId.NotFound'); } };

    /** A pool with what a VPC left behind that does not exist any more. */
    const leftBehind = (): Answers => {
      let isThere = true;
      return {
        DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, State: isThere ? 'create-complete' : 'delete-complete' }] }),
        GetIpamPoolAllocations: () => ({ IpamPoolAllocations: isThere ? [OF_A_VPC] : [] }),
        DeleteIpamPool: ({ input }) => {
          isThere = input.Cascade !== true;
          return {};
        },
      };
    };

    test('that is to go in cascade goes, when the stack is being deleted', async () => {
      const { answer, scripted } = await handle(emptied, leftBehind());
      expect([answer?.Status, scripted.of('DeleteIpamPool').length]).toEqual(['SUCCESS', 1]);
    });

    test.each([
      ['REMOVAL', { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }],
      ['CREATION_ROLLBACK', { status: 'ROLLBACK_IN_PROGRESS' }],
    ])('stays for any other cause that was asked for (%s): it may be needed', async (cause, stack) => {
      const asked = { ...emptied, ResourceProperties: { ...emptied.ResourceProperties, ReleaseOn: [cause] } };
      const { answer, scripted } = await handle(asked, leftBehind(), stack);
      expect([answer?.Status, scripted.of('DeleteIpamPool').length]).toEqual(['FAILED', 0]);
    });

    test('that EC2 does not find is gone, if a deployment that found it succeeded', async () => {
      expect((await handle(manual, missing, { resourceHistory: ['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE', 'CREATE_FAILED'] })).answer?.Status).toBe('SUCCESS');
    });

    test('that EC2 does not find may be elsewhere, if none did', async () => {
      const { answer } = await handle(manual, missing, { resourceHistory: ['DELETE_IN_PROGRESS', 'CREATE_FAILED'] });
      expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('InvalidIpamPoolId.NotFound') as string });
    });

    test('that EC2 does not find keeps no creation from being rolled back', async () => {
      const asked = { ...manual, ResourceProperties: { ...manual.ResourceProperties, ReleaseOn: ['CREATION_ROLLBACK'] } };
      const { answer } = await handle(asked, missing, { status: 'ROLLBACK_IN_PROGRESS', resourceHistory: ['DELETE_IN_PROGRESS', 'CREATE_FAILED'] });
      expect(answer?.Status).toBe('SUCCESS');
    });

    test("that another account shares loses nothing that is not the stack's own", async () => {
      const allocations = new Map([ACCOUNT, OTHER_ACCOUNT].map((ResourceOwner, index) => [`ipam-pool-alloc-${index}`, { ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${index}`, ResourceOwner }]));
      const { answer, scripted } = await handle(manual, {
        DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, OwnerId: '777788889999' }] }),
        GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [...allocations.values()] }),
        ReleaseIpamPoolAllocation: ({ input }) => ({ Success: allocations.delete(input.IpamPoolAllocationId as string) }),
      });
      expect([answer?.Status, scripted.of('ReleaseIpamPoolAllocation').map(({ input }) => input.IpamPoolAllocationId)]).toEqual(['SUCCESS', ['ipam-pool-alloc-0']]);
    });
  });

  test('with properties that make no sense is answered, by the name of the property', async () => {
    const { answer, scripted } = await handle({ ...REMOVAL, ResourceProperties: { ...PROPERTIES, Timeout: 'soon' } }, released());
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'InvalidProperties: Timeout must be whole seconds from 1 to 2700, got "soon". Log group: /aws/lambda/releaser' });
    expect(scripted.logged('failed')).toMatchObject([{ name: 'InvalidProperties' }]);
  });
});

describe('when the time of a call is over, and an address is still in use', () => {
  const short = { remaining: 2 * MINUTE };

  test.each([[[0]], [[3, 0]], [[3, 2.9, 0]]])('calls began %j minutes ago: Lambda will call again, and nobody answers yet', async (calls) => {
    const { answer, error, scripted } = await handle(REMOVAL, IN_USE, { ...short, began: 20, calls });
    expect(error).toBeInstanceOf(Unfinished);
    expect(answer).toBeUndefined();
    expect(scripted.logged('calls so far')).toHaveLength(1);
  });

  test('the third call answers: otherwise CloudFormation waits for an hour, and the user with it', async () => {
    const { answer, error } = await handle(REMOVAL, IN_USE, { ...short, calls: [7, 4, 0] });
    expect(error).toBeUndefined();
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('InvalidIPAddress.InUse') as string });
  });

  test('where the calls cannot be counted, the clock tells which call it is', async () => {
    const sent = (time: string) => ({ ...REMOVAL, ResponseURL: `${RESPONSE_URL}&X-Amz-Date=20261120T${time}Z` });
    const early = await handle(sent('114400'), IN_USE, { ...short, began: 16 });
    expect(early.error).toBeInstanceOf(Unfinished);
    const late = await handle(sent('114300'), IN_USE, { ...short, began: 17 });
    expect(late.answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('InvalidIPAddress.InUse') as string });
  });

  test('a first call is none of the last, by the time that the record of the resource gives, whatever its request does not say', async () => {
    const { error, answer } = await handle(REMOVAL, IN_USE, { ...short, began: 1 });
    expect(error).toBeInstanceOf(Unfinished);
    expect(answer).toBeUndefined();
  });

  test('and where nobody knows when it began, each call may be the last', async () => {
    const { answer } = await handle(REMOVAL, IN_USE, { ...short, resourceStatus: 'CREATE_COMPLETE' });
    expect(answer).toMatchObject({ Status: 'FAILED' });
  });

  test('one that could not even find out why it was called says so, when it is the last', async () => {
    const busy = { status: 'CREATE_COMPLETE', remaining: 46_000 };
    const first = await handle(REMOVAL, {}, { ...busy, calls: [0] });
    expect(first.error).toBeInstanceOf(Unfinished);
    const last = await handle(REMOVAL, {}, { ...busy, calls: [9, 5, 0] });
    expect(last.answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^The time was over before it was known why this resource is deleted: the stack is CREATE_COMPLETE; delete the stack again\. Log group: /) as string });
  });
});

describe('a Create or an Update', () => {
  const shown: Answers = { ...released(), ReleaseAddress: () => { throw ec2Error('UnauthorizedOperation', 'no'); }, DescribeAddresses: ({ input }) => { if (input.DryRun) throw ec2Error('DryRunOperation'); return { Addresses: [{ AllocationId: ID, PublicIp: '198.51.100.7' }] }; } };
  const withPreflight = (event: object, Preflight: string) => ({ ...event, ResourceProperties: { ...PROPERTIES, Preflight } });

  test('without a preflight asks nobody', async () => {
    const { answer, scripted } = await handle(CREATION, shown, { status: 'CREATE_IN_PROGRESS' });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'What is listed is released when the stack is deleted.', PhysicalResourceId: 'AddressRelease-51af3dc0-da77-11e4-872e-1234567db123' });
    expect(scripted.calls).toEqual([]);
  });

  test('is refused for what would stop the release, and says how to deploy all the same', async () => {
    const { answer } = await handle(withPreflight(CREATION, 'FAIL'), shown, { status: 'CREATE_IN_PROGRESS' });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^1 thing would stop the release later\. ReleaseAddress in us-east-1: UnauthorizedOperation: .* To deploy all the same, set preflight to WARN\. Log group: /) as string,
      PhysicalResourceId: 'AddressRelease-51af3dc0-da77-11e4-872e-1234567db123',
    });
    const ElasticIps = [{ AllocationId: ID }, { AllocationId: 'eipalloc-11111111', Region: 'eu-west-1' }];
    const two = { ...CREATION, ResourceProperties: { ...PROPERTIES, Preflight: 'FAIL', ElasticIps } };
    expect((await handle(two, shown, { status: 'CREATE_IN_PROGRESS' })).answer?.Reason).toMatch(/^2 things would stop the release later\. ReleaseAddress in us-east-1: .*\. ReleaseAddress in eu-west-1: /);
  });

  test('that wants to be warned only succeeds', async () => {
    expect((await handle(withPreflight(CREATION, 'WARN'), shown, { status: 'CREATE_IN_PROGRESS' })).answer?.Status).toBe('SUCCESS');
  });

  test('that takes a failed update back succeeds: refused, the stack would be stuck', async () => {
    const update = withPreflight({ ...REMOVAL, RequestType: 'Update' }, 'FAIL');
    expect((await handle(update, shown, { status: 'UPDATE_ROLLBACK_IN_PROGRESS' })).answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: DELETE.PhysicalResourceId });
    expect((await handle(update, shown, { status: 'UPDATE_IN_PROGRESS' })).answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: DELETE.PhysicalResourceId });
  });

  const busy = ec2Error('Throttling');
  const update = withPreflight({ ...REMOVAL, RequestType: 'Update', PhysicalResourceId: 'what it was called first' }, 'FAIL');

  test('that takes a failed update back does so also if CloudFormation is too busy to say it four times', async () => {
    const { answer, scripted } = await handle(update, shown, { status: 'UPDATE_ROLLBACK_IN_PROGRESS', refusals: [busy, busy, busy, busy] });
    // The same id for the resource's whole life: with another one CloudFormation would delete it, and release what is listed.
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'what it was called first' });
    expect(scripted.elapsed).toBe(8_000);
    expect(scripted.logged('waiting for CloudFormation')).toEqual(Array.from({ length: 4 }, () => ({ obstacle: 'Throttling: Throttling it is' })));
  });

  test('of which CloudFormation does not say what it is, five times, is one that changes something: then it is checked', async () => {
    const { answer, scripted } = await handle(update, shown, { status: 'UPDATE_ROLLBACK_IN_PROGRESS', refusals: [busy, busy, busy, busy, busy] });
    expect([answer?.Status, scripted.of('ReleaseAddress')[0]?.at]).toEqual(['FAILED', 10_000]);
  });

  test('whose role may not ask CloudFormation is checked at once, and refused for that', async () => {
    const { answer, scripted } = await handle(update, { ...shown, ReleaseAddress: () => { throw ec2Error('DryRunOperation'); } }, { refusals: Array.from({ length: 20 }, () => ec2Error('AccessDenied', 'not you')) });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^1 thing would stop the release later\. CloudFormation: AccessDenied: not you/) as string });
    expect(scripted.of('ReleaseAddress')[0]?.at).toBe(0);
  });

  test('is not asked about as long as it is a Create: that takes nothing back', async () => {
    const { scripted } = await handle(withPreflight(CREATION, 'FAIL'), { ...shown, ReleaseAddress: () => { throw ec2Error('DryRunOperation'); } }, { status: 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(scripted.of('ReleaseAddress')).toHaveLength(1);
    const { scripted: refused } = await handle(withPreflight(CREATION, 'FAIL'), shown, { refusals: [busy] });
    expect(refused.logged('waiting for CloudFormation')).toEqual([]);
  });

  test.each(['FAIL', 'WARN'])('at an endpoint that carries out DryRuns fails with preflight %s, and says what happened', async (Preflight) => {
    const { answer, scripted } = await handle(withPreflight(CREATION, Preflight), { ...shown, ReleaseAddress: () => ({}) });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^ReleaseAddress in us-east-1 was sent with DryRun, and was not refused: .* \(set it to SKIP\)\. Log group: /) as string });
    expect(scripted.of('ReleaseAddress')).toHaveLength(1);
  });

  test('where nothing stops the release succeeds', async () => {
    const { answer } = await handle(withPreflight(CREATION, 'FAIL'), { ...shown, ReleaseAddress: () => { throw ec2Error('DryRunOperation'); } }, { status: 'CREATE_IN_PROGRESS' });
    expect(answer?.Status).toBe('SUCCESS');
  });

  test('never releases anything', async () => {
    for (const Preflight of ['FAIL', 'WARN', 'SKIP']) {
      const { scripted } = await handle(withPreflight({ ...REMOVAL, RequestType: 'Update' }, Preflight), released());
      expect(scripted.of('ReleaseAddress').filter(({ input }) => input.DryRun !== true)).toEqual([]);
    }
  });
});
