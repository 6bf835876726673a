import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';
import { VirtualClock } from '../lambda/virtual-clock';
import { DELETE } from './stub-world';

const ADDRESS = 'eipalloc-64d5890a';
const POOL = 'ipam-pool-0123456789abcdef0';
const ALLOCATION = `ipam-pool-alloc-${'0'.repeat(32)}`;
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
  'its root element without a list': (_, action) => ({ status: 200, body: xml(action, '') }),
  'nothing but empty elements': ({ status, body }) => ({ status, body: body.replaceAll(/>[^<>]+</g, '><') }),
  'half of it': ({ status, body }) => ({ status, body: body.slice(0, body.length / 2) }),
  'an error without a body': { status: 400, body: '' },
  'an error that is no XML': { status: 403, body: '{"message":\n"Forbidden"}' },
  'an error whose code and message are empty': { status: 400, body: '<Response><Errors><Error><Code/><Message/></Error></Errors></Response>' },
  'a permission without a message': { status: 403, body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message/></Error></Errors></Response>' },
  '502 with a page': { status: 502, body: HTML },
  '503 with nothing': { status: 503, body: '' },
  InvalidAction: { status: 400, body: '<Response><Errors><Error><Code>InvalidAction</Code><Message>The action is not valid\nfor this web service.</Message></Error></Errors></Response>' },
};

function xml(action: string, content: string): string {
  const isQuery = action.includes('Stack');
  return `<${action}Response>${isQuery ? `<${action}Result>${content}</${action}Result>` : content}</${action}Response>`;
}

/** An address and an allocation in the place of EC2's, over a socket; DryRuns of these APIs are carried out. */
class Endpoint {
  readonly mutating: string[] = [];
  readonly left = new Set([ADDRESS, ALLOCATION]);
  isAssociated = true;
  stackStatus = 'DELETE_IN_PROGRESS';

  constructor(
    private readonly strange: { readonly action: string; readonly answer: Strange } | undefined,
    private readonly carriesOut: (action: string) => boolean,
  ) {}

  answer(parameters: URLSearchParams): Answer {
    const action = parameters.get('Action') ?? 'FilterLogEvents';
    const isDryRun = parameters.get('DryRun') === 'true' && !this.carriesOut(action);
    const answer = this.strange?.action === action ? this.strange.answer : undefined;
    if (typeof answer === 'object') return answer;
    const usual = isDryRun ? error('DryRunOperation') : { status: 200, body: xml(action, this.#content(action)) };
    return answer && usual.status === 200 ? answer(usual, action) : usual;
  }

  #content(action: string): string {
    const now = new Date().toISOString();
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
        return `<ipamPoolSet><item><ipamPoolId>${POOL}</ipamPoolId><ownerId>111122223333</ownerId><ipamRegion>us-east-1</ipamRegion><locale>us-east-1</locale></item></ipamPoolSet>`;
      case 'GetIpamPoolAllocations':
        return `<ipamPoolAllocationSet>${this.left.has(ALLOCATION) ? `<item><cidr>10.0.0.0/24</cidr><ipamPoolAllocationId>${ALLOCATION}</ipamPoolAllocationId><resourceType>custom</resourceType></item>` : ''}</ipamPoolAllocationSet>`;
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

async function handle(requestType: 'Create' | 'Update' | 'Delete', at: Endpoint, preflight = 'FAIL'): Promise<CloudFormationCustomResourceResponse> {
  endpoint = at;
  const settings = { region: 'us-east-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, maxAttempts: 1, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' } };
  const ec2 = new EC2Client(settings);
  const clock = new VirtualClock();
  const answers: CloudFormationCustomResourceResponse[] = [];
  const handler = createHandler({
    clock,
    region: 'us-east-1',
    ec2: () => ec2,
    cloudFormation: new CloudFormationClient(settings),
    logs: new CloudWatchLogsClient(settings),
    put: (_, body) => {
      answers.push(JSON.parse(Buffer.from(body).toString()) as CloudFormationCustomResourceResponse);
      return Promise.resolve(200);
    },
    log: () => undefined,
  });
  const ResourceProperties = { ContractVersion: '1', Timeout: '60', Preflight: preflight, ElasticIps: [{ AllocationId: ADDRESS }], IpamAllocations: [{ PoolId: POOL, PoolInApp: 'true', AllManual: 'true' }] };
  await handler({ ...DELETE, RequestType: requestType, ResourceProperties }, { getRemainingTimeInMillis: () => 120_000, functionName: 'f', logGroupName: 'log' });
  const [answer] = answers;
  if (!answer) throw new Error('no answer');
  return answer;
}

/** What a reason must never be, whoever reads it. */
function expectToHelp({ Reason = '' }: CloudFormationCustomResourceResponse): void {
  expect(Reason).not.toMatch(/\n|Unknown|UnknownError|after 0 min|undefined|hidden field|: ;|TimeoutError: socket/);
  expect(Reason.length).toBeLessThan(2_500);
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
