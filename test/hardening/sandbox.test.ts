import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { pathsIn, withValue } from './places';

/** The sandbox as a process of its own, as `npm run sandbox` starts it: nothing that comes over its port may end it. */
let sandbox: ChildProcess;
let url: URL;
let complaints = '';

// The same requests in every run.
fc.configureGlobal({ seed: 4 });

beforeAll(async () => {
  const options = ['--port', '0', '--time-scale', '10000', '--no-throttling', '--no-lag', '--seed', '1'];
  sandbox = spawn(process.execPath, ['--max-old-space-size=512', '--import', 'tsx', join('bin', 'sandbox.ts'), ...options], { cwd: join(__dirname, '..', '..'), stdio: ['ignore', 'pipe', 'pipe'] });
  sandbox.stderr?.on('data', (text: Buffer) => (complaints += text.toString()));
  url = await new Promise<URL>((resolve) => {
    sandbox.stdout?.on('data', (text: Buffer) => {
      const found = /listening on (\S+)/.exec(text.toString())?.[1];
      if (found !== undefined) resolve(new URL(found));
    });
  });
});

// Whatever a test sent: the sandbox has no mistake of its own to report, and goes on.
afterEach(async () => {
  const said = complaints;
  complaints = '';
  expect(said).toBe('');
  expect(sandbox.exitCode).toBeNull();
  expect(await query('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' })).toMatchObject({ status: 200 });
});

afterAll(async () => {
  const exited = new Promise((resolve) => sandbox.once('exit', resolve));
  sandbox.kill();
  await exited;
});

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
}

function signed(service: string, region = 'us-east-1'): Record<string, string> {
  return { authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0` };
}

async function send(service: string, method: string, path: string, body?: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url.origin}${path}`, { method, body, headers: { ...signed(service), ...headers } });
  const text = await response.text();
  return { status: response.status, code: /<Code>([^<]*)</.exec(text)?.[1] ?? /"__type":"([^"]*)"/.exec(text)?.[1], body: text };
}

async function query(service: string, parameters: Record<string, string>): Promise<Answer> {
  return send(service, 'POST', '/', new URLSearchParams(parameters), { 'content-type': 'application/x-www-form-urlencoded' });
}

const ec2 = async (parameters: Record<string, string>) => query('ec2', { Version: '2016-11-15', ...parameters });
const cloudFormation = async (parameters: Record<string, string>) => query('cloudformation', { Version: '2010-05-15', ...parameters });

/** Writes bytes to a socket, and gives what comes back until the other side closes or has nothing more to say. */
async function raw(...chunks: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    let answer = '';
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(300, end);
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('close', end);
    socket.on('error', end);
    for (const chunk of chunks) socket.write(chunk);
  });
}

describe('malformed HTTP', () => {
  test.each<[string, string | Buffer]>([
    ['bytes that are no HTTP', Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')],
    ['a method that is none', 'RELEASE / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nhost\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a length and chunks', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
    ['chunks whose size is none', 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\n${'x: y\r\n'.repeat(20_000)}\r\n`],
    ['a path that is longer than any', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
  ])('%s is answered with a status of 400 or more, or the connection is closed', async (_, bytes) => {
    expect(await raw(bytes)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  });

  test('a request that is cut off in the middle of its body is no request', async () => {
    await raw('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nAction=DescribeAddr');
  });

  test('whatever bytes arrive, it goes on', async () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(bytes, async (chunks) => {
        await raw(...chunks.map((chunk) => Buffer.from(chunk)), '\r\n\r\n');
      }),
      { numRuns: 20 },
    );
  });

  test.each(['/%', '/%zz', '/%%%', '/%ff%fe', '//', '//[', '/\\', '/bucket/%c0%80', '/?%', '/?X-Amz-Credential=%', 'http://[', '*'])('the target %s gets an answer of AWS', async (target) => {
    for (const service of ['s3', 'ec2', 'lambda']) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: ${signed(service).authorization}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 (200 |(?:4\d\d|501) .*(<Code>\w+<\/Code>|"Type":"User"))/s);
    }
  });

  test.each(['', 'x', 'AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA256 Credential=', 'AWS4-HMAC-SHA256 Credential=a/b', 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/constructor/aws4_request', 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/__proto__/aws4_request', 'Bearer x'])(
    'the authorization "%s" is refused',
    async (authorization) => {
      expect(await send('ec2', 'POST', '/', 'Action=DescribeVpcs&Version=2016-11-15', { authorization })).toMatchObject({ status: 403 });
    },
  );

  test('a body that is larger than any service takes is refused, and not read to its end', async () => {
    const answer = await raw(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\nauthorization: ${signed('ec2').authorization}\r\ncontent-length: 9999999999\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/<Code>RequestEntityTooLarge<\/Code>/);
  });
});

describe('malformed calls', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no action', {}, 'MissingAction'],
    ['an action that nobody has', { Action: 'ReleaseEverything' }, 'InvalidAction'],
    ['an action named like a part of JavaScript', { Action: 'constructor' }, 'InvalidAction'],
    ['another version', { Action: 'DescribeVpcs', Version: '1999-01-01' }, 'NoSuchVersion'],
    ['a parameter that the action does not have', { Action: 'DescribeVpcs', Nothing: 'x' }, 'UnknownParameter'],
    ['a list that is none', { Action: 'DescribeVpcs', 'VpcId.first': 'vpc-1' }, 'UnknownParameter'],
    ['a number that is none', { Action: 'DescribeVpcs', MaxResults: '1e9999' }, 'InvalidParameterValue'],
    ['a boolean that is none', { Action: 'DescribeVpcs', DryRun: 'maybe' }, 'InvalidParameterValue'],
    ['a missing parameter', { Action: 'ReleaseIpamPoolAllocation' }, 'MissingParameter'],
    ['a part of a parameter named like a part of JavaScript', { Action: 'DescribeVpcs', '__proto__.polluted': 'x' }, 'UnknownParameter'],
    ['a parameter of a thousand parts', { Action: 'DescribeVpcs', [`Filter.1${'.x'.repeat(1_000)}`]: 'x' }, 'UnknownParameter'],
  ])('EC2: %s', async (_, parameters, code) => {
    const answer = await ec2(parameters);
    expect(answer).toMatchObject({ code });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test("whatever is in a call's parameters, the answer is one of AWS's", async () => {
    const actions = ['AllocateIpamPoolCidr', 'ReleaseIpamPoolAllocation', 'GetIpamPoolAllocations', 'DescribeAddresses', 'ReleaseAddress', 'CreateIpam', 'CreateIpamPool', 'ProvisionIpamPoolCidr', 'CreateVpc', 'CreateTags', 'ModifyIpamResourceCidr', 'AllocateAddress', 'DescribeIpamPools'];
    const names = ['IpamPoolId', 'IpamPoolId.1', 'Cidr', 'NetmaskLength', 'IpamPoolAllocationId', 'AllocationId', 'AllocationId.1', 'CidrBlock', 'MaxResults', 'NextToken', 'Filter.1.Name', 'Filter.1.Value.1', 'Filter.0.Name', 'IpamScopeId', 'AddressFamily', 'Locale', 'ResourceId.1', 'Tag.1.Key', 'Tag.1.Value', 'TagSpecification.1.ResourceType', 'TagSpecification.1.Tag.1.Key', 'ResourceId', 'ResourceCidr', 'ResourceRegion', 'CurrentIpamScopeId', 'Monitored', 'DryRun', 'ClientToken', 'OperatingRegion.1.RegionName'];
    const values = fc.oneof(fc.constantFrom('', '-1', '0', '33', '1000', '99999999999999999999', 'true', '*', '?', 'tag:', '10.0.0.0/8', '::/0', '<x>', '\u0000', 'ipv4', 'us-east-1', 'ipam-pool-0ec3f7cf1ae3aba60', 'x'.repeat(5_000)), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...actions), fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 5 }), async (Action, parameters) => {
        const answer = await ec2({ ...parameters, Action });
        expect({ ...answer, isServersFault: answer.status >= 500 }).toMatchObject({ isServersFault: false });
        if (answer.status !== 200) expect(answer.code).toMatch(/^[A-Z][\w.]+$/);
      }),
      { numRuns: 300 },
    );
  });

  test.each(['', 'null', '[]', '"text"', '7', '{', '{"Name":', '{"Name":{}}', '{"Name":null}', '{"Name":[]}', '[['.repeat(5_000), `{"Name":"${'x'.repeat(100_000)}"}`])('a service that speaks JSON refuses %.40s', async (body) => {
    const answers = [
      await send('ssm', 'POST', '/', body, { 'x-amz-target': 'AmazonSSM.GetParameter', 'content-type': 'application/x-amz-json-1.1' }),
      await send('logs', 'POST', '/', body, { 'x-amz-target': 'Logs_20140328.DescribeLogStreams', 'content-type': 'application/x-amz-json-1.1' }),
    ];
    for (const { status, code } of answers) {
      expect(status).toBe(400);
      expect(code).toMatch(/^\w+$/);
    }
  });

  test.each(['', '<', '<Delete>', '<Delete><Object></Delete>', '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><Delete><Object><Key>&b;</Key></Object></Delete>', '<Delete/>', '<Other/>', '<Delete><Object/></Delete>', `<Delete>${'<a>'.repeat(20_000)}`, '\u0000'])(
    'S3 refuses the XML %.40s, or finds nothing in it',
    async (body) => {
      await send('s3', 'PUT', '/bucket');
      const answer = await send('s3', 'POST', '/bucket?delete=', body);
      expect(answer.status).toBeLessThan(500);
      if (answer.status !== 200) expect(answer.code).toMatch(/^\w+$/);
    },
  );

  test.each<[string, string, string | undefined]>([
    ['POST', '/2015-03-31/functions', '{'],
    ['POST', '/2015-03-31/functions', 'null'],
    ['POST', '/2015-03-31/functions', '{"FunctionName":7,"Code":{"ZipFile":"x"}}'],
    ['POST', '/2015-03-31/functions/x/invocations', '{'],
    ['GET', '/2015-03-31/functions/x%2f..%2fy', undefined],
    ['GET', '/nothing', undefined],
  ])("Lambda refuses %s %s %s", async (method, path, body) => {
    const { status } = await send('lambda', method, path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});

/** A template that uses what templates have, and creates nothing slow. */
const TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'text',
  Metadata: { a: 1 },
  Parameters: { Text: { Type: 'String', Default: 'x', AllowedPattern: '.*', AllowedValues: ['x'], MinLength: 1 }, List: { Type: 'CommaDelimitedList', Default: 'a,b' } },
  Rules: { Rule: { RuleCondition: { 'Fn::Equals': [{ Ref: 'Text' }, 'x'] }, Assertions: [{ Assert: { 'Fn::Contains': [['x'], { Ref: 'Text' }] }, AssertDescription: 'text' }] } },
  Mappings: { Map: { top: { second: 'value' } } },
  Conditions: { Yes: { 'Fn::And': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Or': [{ 'Fn::Equals': [1, '1'] }, { 'Fn::Equals': ['a', 'b'] }] }] }, Also: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'Yes' }] } },
  Resources: {
    Handle: {
      Type: 'AWS::CloudFormation::WaitConditionHandle',
      Condition: 'Also',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Metadata: { a: { Ref: 'Text' } },
    },
    Parameter: {
      Type: 'AWS::SSM::Parameter',
      DependsOn: ['Handle'],
      Properties: {
        Type: 'String',
        Name: { 'Fn::Sub': ['${AWS::StackName}-${a}', { a: { 'Fn::Select': [0, { 'Fn::Split': ['-', 'a-b'] }] } }] },
        Value: { 'Fn::Join': ['-', [{ 'Fn::FindInMap': ['Map', 'top', 'second'] }, { 'Fn::If': ['Yes', 'a', { Ref: 'AWS::NoValue' }] }, { 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/16', 2, '8'] }] }, { 'Fn::Base64': 'a' }, { 'Fn::ToJsonString': { a: 1 } }]] },
      },
    },
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc', Tags: [{ Key: 'k', Value: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] } }] } },
  },
  Outputs: { Out: { Value: { 'Fn::GetAtt': ['Address', 'AllocationId'] }, Condition: 'Yes', Description: 'text', Export: { Name: { 'Fn::Sub': '${AWS::StackName}-out' } } } },
};

let count = 0;

/** Creates a stack, and waits until it is settled. Undefined when CloudFormation took the template. */
async function create(TemplateBody: string): Promise<Answer & { stack?: string }> {
  const StackName = `Stack${(count += 1)}`;
  const answer = await cloudFormation({ Action: 'CreateStack', StackName, TemplateBody, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
  if (answer.status !== 200) return answer;
  for (;;) {
    const { body } = await cloudFormation({ Action: 'DescribeStacks', StackName });
    const stack = /<StackStatus>(\w+)</.exec(body)?.[1];
    if (!stack?.endsWith('_IN_PROGRESS')) return { ...answer, stack };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function expectRefused(template: string): Promise<void> {
  const { status, code, body } = await create(template);
  expect({ template: template.slice(0, 300), status, code, body }).toMatchObject({ status: 400, code: 'ValidationError', body: expect.stringMatching(/<Message>[^<]/) as string });
}

describe('malformed templates', () => {
  test('(without a fault the template is deployed)', async () => {
    expect(await create(JSON.stringify(TEMPLATE))).toMatchObject({ status: 200, stack: 'CREATE_COMPLETE' });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['JSON that is cut off', JSON.stringify(TEMPLATE).slice(0, 500)],
    ['a list', '[]'],
    ['a text', 'text'],
    ['a number', '7'],
    ['null', 'null'],
    ['YAML that is none', 'Resources:\n  A: [\n'],
    ['YAML with tabs', 'Resources:\n\tA: 1\n'],
    ['YAML with an alias', 'Metadata: &a {b: 1}\nResources:\n  A:\n    Type: AWS::CloudFormation::WaitConditionHandle\n    Metadata: *a\n'],
    ['YAML that contains itself', 'Resources: &a\n  A: *a\n'],
    ['YAML whose aliases multiply', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index] ?? ''}`).join(',')}]`).join('\n')}\nResources: *j\n`],
    ['two YAML documents', 'Resources: {}\n---\nResources: {}\n'],
    ['a thousand levels', `{"Resources":{"A":{"Type":"AWS::CloudFormation::WaitConditionHandle","Metadata":${'['.repeat(1_000)}${']'.repeat(1_000)}}}}`],
    ['twenty thousand levels', `{"Resources":{"A":{"Type":"AWS::CloudFormation::WaitConditionHandle","Properties":${'{"Fn::Not":['.repeat(4_000)}1${']}'.repeat(4_000)}}}}`],
    ['twenty thousand levels of YAML', `Resources: ${'['.repeat(20_000)}`],
    ['more bytes than a template body has', JSON.stringify({ ...TEMPLATE, Description: 'x'.repeat(51_200) })],
    ['501 resources', JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`A${index}`, { Type: 'AWS::X::Y' }])) })],
    ['a circle', JSON.stringify({ Resources: { A: { Type: 'AWS::CloudFormation::WaitConditionHandle', DependsOn: 'B' }, B: { Type: 'AWS::CloudFormation::WaitConditionHandle', DependsOn: 'A' } } })],
    ['a condition that needs itself', JSON.stringify({ ...TEMPLATE, Conditions: { ...TEMPLATE.Conditions, Yes: { 'Fn::Not': [{ Condition: 'Yes' }] } } })],
    ['a pattern that is none', JSON.stringify(withValue(TEMPLATE, ['Parameters', 'Text', 'AllowedPattern'], '('))],
    ['a function that asks for a billion subnets', JSON.stringify(withValue(TEMPLATE, ['Resources', 'Parameter', 'Properties', 'Value'], { 'Fn::Select': [0, { 'Fn::Cidr': ['::/0', 1e9, 1] }] }))],
    ['a resource named like a part of JavaScript', '{"Resources":{"__proto__":{"Type":"AWS::X::Y"}}}'],
  ])('%s is a ValidationError', async (_, template) => {
    await expectRefused(template);
  });

  test('null in any place is a ValidationError', async () => {
    for (const path of pathsIn(TEMPLATE)) await expectRefused(JSON.stringify(withValue(TEMPLATE, path, null)));
  });

  test('whatever is in the place of anything, the template is refused, or its stack ends in a final state', async () => {
    const hostile = fc.oneof(fc.constantFrom<unknown>('', 'x', 0, -1, 1e300, true, {}, [], [[]], [{}], { a: {} }, { Ref: 'Nothing' }, { Ref: 7 }, { Ref: {} }, { Ref: 'constructor' }, { 'Fn::GetAtt': 'Address' }, { 'Fn::GetAtt': ['Address', 'Nothing'] }, { 'Fn::Sub': '${' }, { 'Fn::Sub': [] }, { 'Fn::Join': 'x' }, { 'Fn::Select': ['x', ['a']] }, { 'Fn::Nothing': 1 }, { Condition: 'constructor' }), fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('null')));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pathsIn(TEMPLATE)), hostile, async (path, value) => {
        const { status, code, stack, body } = await create(JSON.stringify(withValue(TEMPLATE, path, value)));
        if (status === 200) expect(stack).toMatch(/^(CREATE_COMPLETE|ROLLBACK_COMPLETE)$/);
        else expect({ status, code, body }).toMatchObject({ status: 400, code: expect.stringMatching(/^(ValidationError|InsufficientCapabilitiesException)$/) as string });
      }),
      { numRuns: 250 },
    );
  });
});
