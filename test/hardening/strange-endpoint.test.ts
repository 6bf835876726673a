import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { clientsIn } from '../../lambda/clients';
import { createHandler } from '../../lambda/handler';
import { VirtualClock } from '../lambda/virtual-clock';
import { brokenHandler } from '../simulation/broken-handler';
import { DELETE } from './stub-world';

const ADDRESS = 'eipalloc-64d5890a';
const POOL = 'ipam-pool-0123456789abcdef0';
const ALLOCATION = `ipam-pool-alloc-${'0'.repeat(32)}`;
/** Of a VPC, a subnet and a public IPv4 pool; to be deleted; and shared once, but out of sight now. */
const HELD_POOL = 'ipam-pool-0123456789abcdef1';
const DOOMED_POOL = 'ipam-pool-0123456789abcdef2';
const LOST_POOL = 'ipam-pool-0123456789abcdef3';
const ROLE = 'arn:aws:iam::444455556666:role/Release';
const HELD = ['vpc', 'subnet', 'ec2-public-ipv4-pool'];
/** Of the role that is assumed. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const HTML = '<html>\n<head><title>Sign in</title></head>\n<body>Sign in to continue</body>\n</html>';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What stands in the place of an answer: a page, or what is made of the answer itself. */
type Strange = Answer | ((answer: Answer, action: string) => Answer);

const STRANGE: Readonly<Record<string, Strange>> = {
  'an HTML page': { status: 200, body: HTML },
  'an empty body': { status: 200, body: '' },
  'another root element': { status: 200, body: '<Foo><bar>1</bar></Foo>' },
  'no XML': { status: 200, body: 'hello' },
  'its root element without a list': (_, action) => ({ status: 200, body: action === 'FilterLogEvents' ? '{}' : xml(action, '') }),
  'nothing but empty elements': ({ status, body }) => ({ status, body: body.replaceAll(/>[^<>]+</g, '><').replaceAll(/:"[^"]*"/g, ':""') }),
  'half of it': ({ status, body }) => ({ status, body: body.slice(0, body.length / 2) }),
  'an error without a body': { status: 400, body: '' },
  'an error that is no XML': { status: 403, body: '{"message":\n"Forbidden"}' },
  'an error whose code and message are empty': { status: 400, body: '<Response><Errors><Error><Code/><Message/></Error></Errors></Response>' },
  'a permission without a message': { status: 403, body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message/></Error></Errors></Response>' },
  '404 with a page': { status: 404, body: HTML },
  '502 with a page': { status: 502, body: HTML },
  '503 with nothing': { status: 503, body: '' },
  InvalidAction: { status: 400, body: '<Response><Errors><Error><Code>InvalidAction</Code><Message>The action is not valid\nfor this web service.</Message></Error></Errors></Response>' },
};

function xml(action: string, content: string): string {
  const isQuery = action.includes('Stack') || action === 'AssumeRole';
  return `<${action}Response>${isQuery ? `<${action}Result>${content}</${action}Result>` : content}</${action}Response>`;
}

/** An address and an allocation in the place of EC2's, over a socket; DryRuns of these APIs are carried out. */
class Endpoint {
  readonly mutating: string[] = [];
  readonly left: Set<string>;
  isProvisioned = true;
  /** When everything began. */
  now = 0;
  /** The same, by when the handler starts. */
  began = 0;
  isAssociated = true;
  stackStatus = 'DELETE_IN_PROGRESS';
  hasReverseDns = false;
  /** Nothing can be released. */
  isBusy = false;
  readonly log: string[] = [];
  /** When Lambda called, by the function's log. */
  calledAt: number[] = [];

  constructor(
    private readonly strange: { readonly action: string; readonly answer: Strange } | undefined,
    private readonly carriesOut: (action: string) => boolean,
    left: readonly string[] = [ADDRESS, ALLOCATION],
  ) {
    this.left = new Set(left);
  }

  answer(parameters: URLSearchParams): Answer {
    const action = parameters.get('Action') ?? 'FilterLogEvents';
    const isDryRun = parameters.get('DryRun') === 'true' && !this.carriesOut(action);
    const answer = this.strange?.action === action ? this.strange.answer : undefined;
    if (typeof answer === 'object') return answer;
    const usual = isDryRun ? error('DryRunOperation') : this.#usual(action, parameters);
    return answer && usual.status === 200 ? answer(usual, action) : usual;
  }

  /** The allocations of resources: of a VPC that exists, and of a subnet and a pool that are gone. */
  #held(): string {
    const item = (type: string, index: number) =>
      `<item><cidr>10.0.${index}.0/24</cidr><ipamPoolAllocationId>ipam-pool-alloc-${index}</ipamPoolAllocationId><resourceType>${type}</resourceType><resourceId>${type}-1</resourceId><resourceRegion>us-east-1</resourceRegion></item>`;
    return HELD.map((type, index) => (this.left.has(type) ? item(type, index) : '')).join('');
  }

  #usual(action: string, parameters: URLSearchParams): Answer {
    const poolId = parameters.get('IpamPoolId') ?? parameters.get('IpamPoolId.1') ?? '';
    if (action === 'FilterLogEvents') return { status: 200, body: JSON.stringify({ events: this.calledAt.map((timestamp) => ({ message: '{"message":"request"}', timestamp })) }) };
    if (action === 'ReleaseAddress' && this.hasReverseDns) return error('InvalidAddress.PtrSet');
    if (action.startsWith('Release') && this.isBusy) return error('IncorrectState');
    const isGone = poolId === LOST_POOL || (poolId === DOOMED_POOL && !this.left.has(DOOMED_POOL));
    return isGone ? error('InvalidIpamPoolId.NotFound') : { status: 200, body: xml(action, this.#content(action, poolId)) };
  }

  #content(action: string, poolId: string): string {
    const now = new Date(this.now).toISOString();
    switch (action) {
      case 'DescribeStacks':
        return `<Stacks><member><StackStatus>${this.stackStatus}</StackStatus><CreationTime>${now}</CreationTime></member></Stacks>`;
      case 'DescribeStackEvents':
        return `<StackEvents><member><ResourceType>AWS::CloudFormation::Stack</ResourceType><PhysicalResourceId>${DELETE.StackId}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackEvents>`;
      case 'DescribeStackResource':
        return `<StackResourceDetail><ResourceStatus>DELETE_IN_PROGRESS</ResourceStatus><LastUpdatedTimestamp>${now}</LastUpdatedTimestamp></StackResourceDetail>`;
      case 'DescribeAddresses': {
        const association = this.isAssociated ? '<associationId>eipassoc-1</associationId><networkInterfaceId>eni-1</networkInterfaceId>' : '';
        return `<addressesSet>${this.left.has(ADDRESS) ? `<item><allocationId>${ADDRESS}</allocationId><publicIp>192.0.2.1</publicIp>${association}</item>` : ''}</addressesSet>`;
      }
      case 'DescribeIpamPools':
        return `<ipamPoolSet><item><ipamPoolId>${poolId}</ipamPoolId><ownerId>111122223333</ownerId><ipamScopeType>private</ipamScopeType><ipamScopeArn>arn:aws:ec2::111122223333:ipam-scope/ipam-scope-1</ipamScopeArn><ipamRegion>us-east-1</ipamRegion><locale>us-east-1</locale><state>create-complete</state></item></ipamPoolSet>`;
      case 'GetIpamPoolAllocations':
        if (poolId !== POOL) return `<ipamPoolAllocationSet>${poolId === HELD_POOL ? this.#held() : ''}</ipamPoolAllocationSet>`;
        return `<ipamPoolAllocationSet>${this.left.has(ALLOCATION) ? `<item><cidr>10.0.0.0/24</cidr><ipamPoolAllocationId>${ALLOCATION}</ipamPoolAllocationId><resourceType>custom</resourceType></item>` : ''}</ipamPoolAllocationSet>`;
      case 'DescribeIpamPoolAllocations':
        return `<ipamPoolAllocationSet><item><cidr>10.3.0.0/24</cidr><ipamPoolAllocationId>${ALLOCATION}</ipamPoolAllocationId><resourceType>custom</resourceType></item></ipamPoolAllocationSet>`;
      case 'DescribeVpcs':
        return '<vpcSet><item><vpcId>vpc-1</vpcId><cidrBlockAssociationSet><item><cidrBlock>10.0.0.0/24</cidrBlock></item></cidrBlockAssociationSet></item></vpcSet>';
      case 'DescribeSubnets':
        this.left.delete('subnet');
        return '<subnetSet/>';
      case 'DescribePublicIpv4Pools':
        this.left.delete('ec2-public-ipv4-pool');
        return '<publicIpv4PoolSet/>';
      case 'GetIpamResourceCidrs':
        return '<ipamResourceCidrSet/>';
      case 'ModifyIpamResourceCidr':
        this.mutating.push(action);
        this.left.delete('vpc');
        return '';
      case 'GetIpamPoolCidrs':
        return `<ipamPoolCidrSet>${this.isProvisioned ? '<item><cidr>10.9.0.0/16</cidr><state>provisioned</state></item>' : ''}</ipamPoolCidrSet>`;
      case 'DeprovisionIpamPoolCidr':
        this.mutating.push(action);
        this.isProvisioned = false;
        return '';
      case 'DeleteIpamPool':
        this.mutating.push(action);
        this.left.delete(DOOMED_POOL);
        return '';
      case 'ResetAddressAttribute':
        this.mutating.push(action);
        this.hasReverseDns = false;
        return '';
      case 'AssumeRole':
        return `<Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>${SECRET}</SessionToken></Credentials>`;
      case 'ReleaseAddress':
        this.mutating.push(action);
        this.left.delete(ADDRESS);
        return '<return>true</return>';
      case 'DisassociateAddress':
        this.mutating.push(action);
        this.isAssociated = false;
        return '<return>true</return>';
      case 'ReleaseIpamPoolAllocation':
        this.mutating.push(action);
        this.left.delete(ALLOCATION);
        return '<success>true</success>';
      default:
        return '';
    }
  }
}

function error(code: string): Answer {
  return { status: 412, body: `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>` };
}

let endpoint: Endpoint;
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = endpoint.answer(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

const BOTH = { ElasticIps: [{ AllocationId: ADDRESS }], IpamAllocations: [{ PoolId: POOL, PoolInApp: 'true', AllManual: 'true' }] };
const POOLS = { ElasticIps: [], IpamAllocations: [], EmptyPools: [{ PoolId: HELD_POOL, PoolInApp: 'true', StopMonitoring: 'true' }], DeletePools: [{ PoolId: DOOMED_POOL, PoolInApp: 'false' }] };
/** More than the time of one call of Lambda's. */
const LONG = { ElasticIps: [{ AllocationId: ADDRESS }], IpamAllocations: [], Timeout: '2700' };
const LOST = { ElasticIps: [], IpamAllocations: [{ PoolId: LOST_POOL, PoolInApp: 'false', AllManual: 'true' }] };

async function handle(requestType: 'Create' | 'Update' | 'Delete', at: Endpoint, preflight = 'FAIL', list: object = BOTH, create = createHandler): Promise<CloudFormationCustomResourceResponse> {
  endpoint = at;
  const settings = { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, maxAttempts: 1, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' } };
  const clock = new VirtualClock();
  at.now = clock.now() + at.began;
  const answers: CloudFormationCustomResourceResponse[] = [];
  const handler = create({
    clock,
    region: 'us-east-1',
    ...clientsIn('us-east-1', settings),
    put: (_, body) => {
      answers.push(JSON.parse(Buffer.from(body).toString()) as CloudFormationCustomResourceResponse);
      return Promise.resolve(200);
    },
    log: (message, fields) => void at.log.push(JSON.stringify({ message, ...fields })),
  });
  const ResourceProperties = { ContractVersion: '1', Timeout: '60', Preflight: preflight, ...list };
  await handler({ ...DELETE, RequestType: requestType, ResourceProperties }, { getRemainingTimeInMillis: () => 900_000, functionName: 'f', logGroupName: 'log' });
  const [answer] = answers;
  if (!answer) throw new Error('no answer');
  return answer;
}

/** What a reason must never be, whoever reads it. */
function expectToHelp({ Reason = '' }: CloudFormationCustomResourceResponse): void {
  expect(Reason).not.toMatch(/\n|Unknown|UnknownError|after 0 min|undefined|Deserialization|Unfinished|: ;|TimeoutError: socket/);
  expect(Reason.length).toBeLessThan(2_500);
  expect(Reason).not.toContain(SECRET.slice(0, 8));
}

const CALLS = ['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'DescribeAddresses', 'DescribeIpamPools', 'GetIpamPoolAllocations', 'DisassociateAddress', 'ReleaseAddress', 'ReleaseIpamPoolAllocation'];

test('the endpoint itself is none of the strange ones: a Delete releases both', async () => {
  const at = new Endpoint(undefined, () => false);
  expect(await handle('Delete', at)).toMatchObject({ Status: 'SUCCESS', Reason: 'All 2 listed items are released.' });
  expect(at.left.size).toBe(0);
});

describe.each(Object.entries(STRANGE))('%s, in the place of every answer', (_, answer) => {
  test.each(CALLS)('to %s: no SUCCESS with anything left, and a reason that tells', async (action) => {
    const at = new Endpoint({ action, answer }, () => false);
    const told = await handle('Delete', at);
    expectToHelp(told);
    expect({ Status: told.Status, left: at.left.size > 0 }).not.toEqual({ Status: 'SUCCESS', left: true });
  });

  test.each(CALLS)('to %s: a deployment changes nothing', async (action) => {
    const at = new Endpoint({ action, answer }, () => false);
    expectToHelp(await handle('Create', at));
    expect(at.mutating).toEqual([]);
  });
});

const POOL_CALLS = ['DescribeIpamPools', 'GetIpamPoolAllocations', 'DescribeVpcs', 'DescribeSubnets', 'DescribePublicIpv4Pools', 'GetIpamResourceCidrs', 'ModifyIpamResourceCidr', 'GetIpamPoolCidrs', 'DeprovisionIpamPoolCidr', 'DeleteIpamPool'];
const poolsAt = (strange?: { readonly action: string; readonly answer: Strange }) => new Endpoint(strange, () => false, [...HELD, DOOMED_POOL]);

test('nor about pools: one is emptied, one is deleted', async () => {
  const at = poolsAt();
  expect(await handle('Delete', at, 'FAIL', POOLS)).toMatchObject({ Status: 'SUCCESS' });
  expect([...at.left]).toEqual([]);
});

describe.each(Object.entries(STRANGE))('%s, in the place of every answer about pools', (_, answer) => {
  test.each(POOL_CALLS)('to %s: no SUCCESS with anything left, and a reason that tells', async (action) => {
    const at = poolsAt({ action, answer });
    const told = await handle('Delete', at, 'FAIL', POOLS);
    expectToHelp(told);
    expect({ Status: told.Status, left: at.left.size > 0 }).not.toEqual({ Status: 'SUCCESS', left: true });
  });

  test('to DescribeIpamPoolAllocations: what is out of sight is not called released', async () => {
    const told = await handle('Delete', new Endpoint({ action: 'DescribeIpamPoolAllocations', answer }, () => false), 'FAIL', LOST);
    expectToHelp(told);
    expect(told.Status).toBe('FAILED');
  });
});

describe.each(Object.entries(STRANGE))('%s, in the place of every answer that few need', (_, answer) => {
  const ELSEWHERE = { ElasticIps: [{ AllocationId: ADDRESS, RoleArn: ROLE }], IpamAllocations: [] };

  test.each(['Create', 'Delete'] as const)('to AssumeRole: nothing is touched, nor a secret told (%s)', async (requestType) => {
    const at = new Endpoint({ action: 'AssumeRole', answer }, () => false, [ADDRESS]);
    const told = await handle(requestType, at, 'FAIL', ELSEWHERE);
    expectToHelp(told);
    if (requestType === 'Delete') expect(told.Status).toBe('FAILED');
    expect(at.mutating).toEqual([]);
    expect(at.log.join('\n')).not.toContain(SECRET.slice(0, 8));
  });

  test('to ResetAddressAttribute: no SUCCESS with anything left', async () => {
    const at = new Endpoint({ action: 'ResetAddressAttribute', answer }, () => false, [ADDRESS]);
    at.hasReverseDns = true;
    const told = await handle('Delete', at, 'FAIL', { ElasticIps: [{ AllocationId: ADDRESS, ResetReverseDns: 'true' }], IpamAllocations: [] });
    expectToHelp(told);
    expect({ Status: told.Status, left: at.left.size > 0 }).not.toEqual({ Status: 'SUCCESS', left: true });
  });

  test('to FilterLogEvents: the clock tells whether Lambda will call again', async () => {
    const busy = (began: number) => {
      const at = new Endpoint({ action: 'FilterLogEvents', answer }, () => false, [ADDRESS]);
      return Object.assign(at, { isBusy: true, began });
    };
    await expect(handle('Delete', busy(0), 'FAIL', LONG)).rejects.toThrow('the next call carries on');
    expect(await handle('Delete', busy(-20 * 60_000), 'FAIL', LONG)).toMatchObject({ Status: 'FAILED' });
  });
});

test('nor about the last call, or as another role', async () => {
  const at = new Endpoint(undefined, () => false, [ADDRESS]);
  expect(await handle('Delete', at, 'FAIL', { ElasticIps: [{ AllocationId: ADDRESS, RoleArn: ROLE }], IpamAllocations: [] })).toMatchObject({ Status: 'SUCCESS' });
  const busy = Object.assign(new Endpoint(undefined, () => false, [ADDRESS]), { isBusy: true, calledAt: [1, 2, 3].map((hour) => hour * 3_600_000) });
  expect(await handle('Delete', busy, 'FAIL', LONG)).toMatchObject({ Status: 'FAILED' });
});

test.each([
  ['404 with a page', 'HTTP 404: Sign in Sign in to continue'],
  ['502 with a page', 'HTTP 502: Sign in Sign in to continue'],
  ['503 with nothing', 'HTTP 503: Service Unavailable'],
])('%s: its status and its first words are the reason, whoever was asked', async (name, words) => {
  const { [name]: answer } = STRANGE;
  if (!answer) throw new Error(name);
  for (const action of ['DescribeStacks', 'DescribeAddresses', 'ReleaseAddress']) {
    expect((await handle('Delete', new Endpoint({ action, answer }, () => false))).Reason).toContain(words);
  }
});

test('a handler that takes a missing list for an empty one, or goes on after a DryRun that was carried out, is caught', async () => {
  const trusting = await brokenHandler({ file: 'list-of.ts', line: 'if (list === undefined) throw new NoAnswer(`the answer has no ${name}`);', becomes: 'if (list === undefined) return [];' });
  const page = { action: 'DescribeAddresses', answer: { status: 200, body: HTML } };
  expect((await handle('Delete', new Endpoint(page, () => false, [ADDRESS]), 'FAIL', { ...BOTH, IpamAllocations: [] }, trusting)).Status).toBe('SUCCESS');
  const careless = await brokenHandler({ file: 'preflight.ts', line: '      return { findings, carriedOut: carriedOut(api, at) };\n', becomes: '' });
  const at = new Endpoint(undefined, (api) => /^(Release|Disassociate)/.test(api));
  await handle('Create', at, 'FAIL', BOTH, careless);
  expect(at.mutating.length).toBeGreaterThan(1);
});

describe('a DryRun that is carried out', () => {
  test.each(['DescribeAddresses', 'DescribeIpamPools'])('by %s, which can do no harm: no other is sent', async (action) => {
    const at = new Endpoint(undefined, (api) => api === action || !api.startsWith('Describe'));
    expect((await handle('Create', at)).Status).toBe('SUCCESS');
    expect(at.mutating).toEqual([]);
  });

  test.each(['FAIL', 'WARN'])('by what changes something is the last, and the answer says what was done (%s)', async (preflight) => {
    for (const action of ['DisassociateAddress', 'ReleaseAddress', 'ReleaseIpamPoolAllocation']) {
      const at = new Endpoint(undefined, (api) => api === action);
      const answer = await handle('Create', at, preflight);
      expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(new RegExp(`^${action} in us-east-1 was sent with DryRun, and was not refused`)) as string });
      expectToHelp(answer);
      expect(at.mutating).toEqual([action]);
    }
  });

  test('is not repeated when CloudFormation takes the update back', async () => {
    const at = new Endpoint(undefined, (api) => api === 'ReleaseAddress');
    at.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect((await handle('Update', at)).Status).toBe('SUCCESS');
    expect(at.mutating).toEqual([]);
  });
});

test.each(['ReleaseAddress', 'ReleaseIpamPoolAllocation'])('that there is no operation %s fails the deployment, with the code', async (action) => {
  const { InvalidAction: answer } = STRANGE;
  if (!answer) throw new Error('no InvalidAction');
  expect(await handle('Create', new Endpoint({ action, answer }, () => false))).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`${action} in us-east-1: InvalidAction`) as string });
});
