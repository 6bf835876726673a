import fc from 'fast-check';
import { NoRequest } from '../../lambda/request';
import { HOSTILE } from './hostile';
import { pathsIn, withValue, type Path } from './places';
import { DELETE, handle, RESPONSE_URL } from './stub-world';

// The same inputs in every run.
fc.configureGlobal({ seed: 4 });

const POOL = { PoolId: 'ipam-pool-0ec3f7cf1ae3aba60', PoolInApp: 'true', Region: 'eu-west-1', RoleArn: 'arn:aws:iam::444455556666:role/releaser' };

/** Everything that the construct can write, in a list of properties that EC2 would be asked about. */
const GOOD = {
  ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:release',
  ServiceTimeout: '3000',
  ContractVersion: '1',
  Timeout: '2700',
  ReleaseOn: ['REMOVAL', 'CREATION_ROLLBACK', 'REPLACEMENT'],
  Preflight: 'FAIL',
  IpamAllocations: [
    { ...POOL, Cidr: '10.0.0.0/23', AllocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89' },
    { ...POOL, TagKey: 'stage', TagValue: 'test' },
    { ...POOL, AllManual: 'true' },
  ],
  ElasticIps: [
    { AllocationId: 'eipalloc-64d5890a', Disassociate: 'false', ResetReverseDns: 'true' },
    { PublicIp: '198.51.100.7' },
    { TagKey: 'stage', TagValue: 'test' },
  ],
  EmptyPools: [{ ...POOL, StopMonitoring: 'true' }],
  DeletePools: [{ ...POOL, PoolId: 'ipam-pool-0ec3f7cf1ae3aba61', Cascade: 'true' }],
};

/** All places, but not those that CloudFormation adds. */
const PLACES = pathsIn(GOOD).filter(([name]) => !String(name).startsWith('Service'));

/** As the handler's messages write it: IpamAllocations[0].Cidr. */
function nameOf(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').slice(1);
}

const anyJson = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.jsonValue(), fc.constant(null), fc.integer(), fc.boolean());

/** Fails unless the event was answered once, with a failure that names this, and EC2 was not asked anything. */
async function expectRefused(ResourceProperties: unknown, RequestType: string, names: RegExp): Promise<void> {
  const { answers, bytes, ec2Calls, said } = await handle({ ...DELETE, RequestType, ResourceProperties });
  const { RequestId, StackId, LogicalResourceId, PhysicalResourceId } = DELETE;
  expect(answers).toEqual([{ Status: 'FAILED', Reason: expect.stringMatching(names) as string, RequestId, StackId, LogicalResourceId, PhysicalResourceId }]);
  expect(answers[0]?.Reason).toMatch(/^InvalidProperties: .* Log group: log-group$/s);
  expect(bytes).toBeLessThanOrEqual(4096);
  expect(ec2Calls).toBe(0);
  expect(said).not.toContain('secret');
}

const requestTypes = fc.constantFrom('Create', 'Update', 'Delete');

describe('malformed properties of the custom resource', () => {
  test.each(['Create', 'Update', 'Delete'])('(without a fault EC2 is asked about them: %s)', async (RequestType) => {
    expect((await handle({ ...DELETE, RequestType, ResourceProperties: GOOD })).ec2Calls).toBeGreaterThan(0);
  });

  test('a value of another type in any place is answered with the name of the place', async () => {
    const wrongType = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant({}), fc.constant({ Ref: 'X' }), fc.constant([[]]), fc.constantFrom('', 'text'));
    const spoiled = fc.tuple(requestTypes, fc.constantFrom(...PLACES), wrongType).filter(([, path, value]) => !isFine(path, value));
    await fc.assert(
      fc.asyncProperty(spoiled, async ([RequestType, path, value]) => {
        await expectRefused(withValue(GOOD, path, value), RequestType, namesPlace(path));
      }),
      { numRuns: 400 },
    );
  });

  test('every hostile text in every place is answered with the name of the place', async () => {
    for (const path of PLACES) {
      for (const text of HOSTILE) if (!isFine(path, text)) await expectRefused(withValue(GOOD, path, text), 'Delete', namesPlace(path));
    }
  });

  test('whatever is there instead of them is answered with the name of a property', async () => {
    const names = /ResourceProperties|ContractVersion|Timeout|ReleaseOn|Preflight|IpamAllocations|ElasticIps|EmptyPools|DeletePools/;
    const partly = fc.record(
      { ContractVersion: fc.constant('1'), Timeout: anyJson, ReleaseOn: anyJson, Preflight: anyJson, IpamAllocations: anyJson, ElasticIps: fc.array(anyJson), EmptyPools: anyJson, DeletePools: anyJson },
      { requiredKeys: ['ContractVersion'] },
    );
    await fc.assert(
      fc.asyncProperty(requestTypes, fc.oneof(anyJson, partly, fc.constant(undefined)), async (RequestType, properties) => {
        await expectRefused(properties, RequestType, names);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, unknown, RegExp]>([
    ['without a version', { ...GOOD, ContractVersion: undefined }, /ContractVersion must be "1", got nothing/],
    ['of a later version', { ...GOOD, ContractVersion: '2' }, /ContractVersion must be "1", got "2"; deploy the stack with the version of cdk-address-release that wrote it/],
    ['without a time-out', { ...GOOD, Timeout: undefined }, /Timeout must be whole seconds from 1 to 2700, got nothing/],
    ['with only the id of what was an allocation', { ...GOOD, IpamAllocations: ['ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89'] }, /IpamAllocations\[0\] must be an object/],
    ['with an address that is listed twice', { ...GOOD, ElasticIps: [GOOD.ElasticIps[0], GOOD.ElasticIps[0]] }, /in ElasticIps, "eipalloc-64d5890a" is listed twice/],
    ['with an allocation that is listed twice', { ...GOOD, IpamAllocations: [GOOD.IpamAllocations[0], GOOD.IpamAllocations[0]] }, /in IpamAllocations, "ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89" is listed twice/],
    ['with a pool that is listed whole twice', { ...GOOD, IpamAllocations: [GOOD.IpamAllocations[2], GOOD.IpamAllocations[2]] }, /in IpamAllocations, every manual allocation of "ipam-pool-0ec3f7cf1ae3aba60" is listed twice/],
    ['with 20,000 entries of which the last is none', { ...GOOD, ElasticIps: [...Array.from({ length: 20_000 }, (_, index) => ({ PublicIp: `10.0.${index >> 8}.${index & 255}` })), 'x'] }, /ElasticIps\[20000\] must be an object/],
  ])('%s are answered with the name of the property', async (_, properties, names) => {
    await expectRefused(properties, 'Delete', names);
  });

  // An option that is ignored may be the one that says less is to be released.
  test.each(['IpamAllocations', 'ElasticIps', 'EmptyPools', 'DeletePools'] as const)('an entry of %s with a field that nobody knows is refused', async (list) => {
    const entries = GOOD[list];
    const options = fc.oneof(fc.constantFrom('TagVaule', 'disassociate', 'Dissociate', 'cidr', '__proto__', 'constructor', 'toString', 'Ref', 'Fn::If'), fc.string({ minLength: 1 }));
    const extra = fc.tuple(fc.nat(entries.length - 1), options).filter(([index, option]) => !(option in POOL) && !Object.hasOwn(entries[index] ?? {}, option) && !KNOWN.has(option));
    await fc.assert(
      fc.asyncProperty(extra, async ([at, option]) => {
        const spoiled = entries.map((entry, index) => (index === at ? JSON.parse(`{${JSON.stringify(option)}:"x",${JSON.stringify(entry).slice(1)}`) as unknown : entry));
        await expectRefused({ ...GOOD, [list]: spoiled }, 'Delete', new RegExp(`${list}\\[${at}\\] has a field that this version does not know`));
      }),
      { numRuns: 50 },
    );
  });

  test('what CloudFormation adds beside the lists is no fault', async () => {
    const { ec2Calls } = await handle({ ...DELETE, ResourceProperties: { ...GOOD, ServiceSomething: 'new' } });
    expect(ec2Calls).toBeGreaterThan(0);
  });
});

const KNOWN = new Set([...GOOD.IpamAllocations, ...GOOD.ElasticIps, ...GOOD.EmptyPools, ...GOOD.DeletePools].flatMap((entry) => Object.keys(entry)));

/** Some values are good ones in some places. */
function isFine(path: Path, value: unknown): boolean {
  const name = path.at(-1);
  if (typeof value === 'string' && (name === 'TagKey' || name === 'TagValue')) {
    const length = Array.from(value).length;
    return length <= (name === 'TagKey' ? 128 : 256) && length >= (name === 'TagKey' ? 1 : 0);
  }
  return (name === 'Timeout' || name === 'ContractVersion') && value === '1';
}

/** A message that names the place or, where a value makes the whole entry wrong, the entry. */
function namesPlace(path: Path): RegExp {
  return new RegExp(nameOf(path).replaceAll(/[.[\]]/g, '\\$&'));
}

describe('events that are no request of CloudFormation', () => {
  /** Fails unless the function ended with an error, without a call, an answer, or a word about the URL. */
  async function expectIgnored(event: unknown): Promise<void> {
    const { answers, ec2Calls, cloudFormationCalls, said, error } = await handle(event);
    expect(error).toBeInstanceOf(NoRequest);
    expect({ answers, ec2Calls, cloudFormationCalls }).toEqual({ answers: [], ec2Calls: 0, cloudFormationCalls: 0 });
    expect(said).not.toContain('secret');
  }

  test('whatever they are, they end in an error that says so, and nobody is asked or answered', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.anything()), expectIgnored), { numRuns: 300 });
  });

  test.each(['RequestType', 'ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId', 'PhysicalResourceId'])(
    'a request without %s, or with another type of it, is none',
    async (field) => {
      for (const value of [undefined, null, 7, true, {}, [RESPONSE_URL], ...(field === 'PhysicalResourceId' ? [] : [''])]) await expectIgnored({ ...DELETE, [field]: value });
    },
  );

  test.each<[string, unknown]>([
    ['a scheduled event', { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['an SNS notification that holds a request', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(DELETE) } }] }],
    ['an API Gateway request that holds one', { httpMethod: 'POST', body: JSON.stringify(DELETE) }],
    ['the CDK Provider framework asking whether it is complete', { ...DELETE, RequestType: 'isComplete' }],
    ['a request type in lower case', { ...DELETE, RequestType: 'delete' }],
    ['a list of requests', [DELETE, DELETE]],
  ])('%s is none', async (_, event) => {
    await expectIgnored(event);
  });
});
