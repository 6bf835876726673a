import { AllocateIpamPoolCidrCommand, DescribeAddressesCommand, type Address } from '@aws-sdk/client-ec2';
import { createSubnet, takeAddress, takeAddressInUse } from '../network';
import type { Ground, Probe } from '../probe';
import { createPool } from '../shared-ipam';
import { RunStack } from '../stacks';
import { watcherTemplate, type Sighting } from '../watcher';
import type { Trial } from '../watcher-function';
import { MINUTE, sayTime } from '../wait';

const PROBE = 'permissions';
const ALLOWED = 'DryRunOperation';
const REFUSED = 'UnauthorizedOperation';
/** A minute is rare; the handler's preflight waits no longer. */
const IN_EFFECT = MINUTE;

/** A function may do something with one of two things each: what EC2 says to both tells on what it authorizes the call. */
export const permissions: Probe = {
  name: PROBE,
  minutes: 8,
  creates: [
    { what: 'stack, role and log group', count: 1 },
    { what: 'Lambda function', count: 1 },
    { what: 'IPAM pool', count: 2 },
    { what: 'public IPv4 address', count: 4 },
    { what: 'VPC, subnet or network interface', count: 4 },
  ],
  room: { addresses: 4, vpcs: 1 },
  assumptions: ['A91', 'A92', 'A93', 'A99', 'A100', 'A101', 'A102', 'A103', 'A105'],
  async run(ground) {
    const { local, clock, mark, find, waiting } = ground;
    waiting('two of each: pools, addresses, addresses in use');
    const things = await createThings(ground);
    const stack = new RunStack(local.cloudFormation, clock, mark, PROBE);
    const { Resources, Outputs } = watcherTemplate(statementsFor(ground, things), { Ref: 'AWS::StackId' });
    const Calls = { 'Fn::Sub': [JSON.stringify(trialsFor(ground, things)), { Log: { Ref: 'Log' }, Stack: { Ref: 'AWS::StackId' } }] };
    waiting('a function to try what it may');
    const created = await stack.create({
      Resources: { ...Resources, Tries: { Type: 'Custom::Verify', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Probe: PROBE, Calls, ServiceTimeout: 900 } } },
      Outputs,
    });
    const seen = (await ground.watcher.of(created).sightings(PROBE)).filter(({ call }) => call !== undefined);
    judge(ground, seen);
    const { Addresses = [] } = await local.ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [things.free.AllocationId ?? ''] }] }));
    const [permitted, refused] = [outcomeOf(seen, 'A99 mine'), outcomeOf(seen, 'A91')];
    find('A91', permitted === ALLOWED && refused === REFUSED && Addresses.length === 1, `permitted: ${permitted}; not permitted, of what is not there: ${refused}; the address is ${Addresses.length === 1 ? 'still there' : 'gone'}`);
  },
};

interface Things {
  readonly pool: string;
  readonly otherPool: string;
  readonly allocation: { readonly Cidr: string; readonly IpamPoolAllocationId: string };
  /** By its id, by its public IP and by its tag: three of them, and what nobody may touch. */
  readonly free: Address;
  readonly other: Address;
  readonly used: Address;
  readonly otherUsed: Address;
}

async function createThings(ground: Ground): Promise<Things> {
  const { local, mark } = ground;
  const [pool, otherPool] = await Promise.all([createPool(ground, 'mine', { Cidr: '10.82.0.0/24' }), createPool(ground, 'another', { Cidr: '10.82.1.0/24' })]);
  const { IpamPoolAllocation } = await local.ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId: pool, NetmaskLength: 28, ...mark.onCreation('ipam-pool-allocation', PROBE) }));
  const subnet = await createSubnet(ground, PROBE, '10.68.0.0/24');
  return {
    pool,
    otherPool,
    allocation: { Cidr: IpamPoolAllocation?.Cidr ?? '', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId ?? '' },
    free: await takeAddress(ground, PROBE, [{ Key: 'environment', Value: mark.run }]),
    other: await takeAddress(ground, PROBE),
    used: await takeAddressInUse(ground, PROBE, subnet),
    otherUsed: await takeAddressInUse(ground, PROBE, subnet),
  };
}

/** What the construct's role may, of one of two things each. */
function statementsFor({ local, account, scopes, mark }: Ground, { pool, free, other, used, otherUsed }: Things): object[] {
  const ofRegion = (resource: string) => `arn:aws:ec2:${local.region}:${account}:${resource}`;
  const allow = (Action: string[], Resource: unknown, Condition?: object) => ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });
  const anyAddress = ofRegion('elastic-ip/*');
  return [
    allow(['ec2:ReleaseIpamPoolAllocation', 'ec2:GetIpamPoolAllocations', 'ec2:GetIpamPoolCidrs', 'ec2:DeprovisionIpamPoolCidr', 'ec2:DeleteIpamPool'], `arn:aws:ec2::${account}:ipam-pool/${pool}`),
    allow(['ec2:GetIpamResourceCidrs', 'ec2:ModifyIpamResourceCidr'], `arn:aws:ec2::${account}:ipam-scope/${scopes.private}`),
    allow(['ec2:ReleaseAddress'], anyAddress, { StringEquals: { 'aws:ResourceTag/environment': mark.run } }),
    allow(['ec2:ReleaseAddress'], anyAddress, { StringEquals: { 'ec2:AllocationId': used.AllocationId } }),
    allow(['ec2:ReleaseAddress'], anyAddress, { StringEquals: { 'ec2:PublicIpAddress': otherUsed.PublicIp } }),
    // All but the interface of the second one.
    allow(['ec2:DisassociateAddress'], [used, otherUsed, free, other].map(({ AllocationId }) => ofRegion(`elastic-ip/${AllocationId}`))),
    allow(['ec2:DisassociateAddress'], ofRegion(`network-interface/${used.NetworkInterfaceId}`)),
    allow(['cloudformation:DescribeStackEvents'], { Ref: 'AWS::StackId' }),
    allow(['logs:FilterLogEvents'], { 'Fn::GetAtt': ['Log', 'Arn'] }),
  ];
}

/** Each call for what is allowed, and for another one. What is allowed comes first: a role takes a moment. */
function trialsFor({ local, home, scopes, mark }: Ground, { pool, otherPool, allocation, free, other, used, otherUsed }: Things): Trial[] {
  const ec2 = (name: string, command: string, input: object, region = local.region) => ({ name, service: 'ec2' as const, region, command, input });
  const onPools = (number: string, command: string, input: object, region = local.region) => [
    ec2(`${number} mine`, command, { IpamPoolId: pool, ...input }, region),
    ec2(`${number} other`, command, { IpamPoolId: otherPool, ...input }, region),
  ];
  const vpc = { ResourceId: 'vpc-0123456789abcdef0', ResourceCidr: '10.82.0.0/28', ResourceRegion: local.region, Monitored: false };
  const onScopes = (command: string, scope: string, input: object) => [
    ec2('A103 mine', command, { [scope]: scopes.private, ...input }, home.region),
    ec2('A103 other', command, { [scope]: scopes.public, ...input }, home.region),
  ];
  const stacks = (name: string, StackName: string) =>
    ['DescribeStackEvents', 'DescribeStacks'].map((command) => ({ name, service: 'cloudFormation' as const, region: local.region, command, input: { StackName } }));
  return [
    { ...ec2('A93', 'ReleaseIpamPoolAllocation', { IpamPoolId: pool, ...allocation }), until: ALLOWED },
    ...onPools('A99', 'ReleaseIpamPoolAllocation', allocation),
    ec2('A91', 'ReleaseIpamPoolAllocation', { IpamPoolId: otherPool, ...allocation, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(32)}1` }),
    ...[free, used, otherUsed].map(({ AllocationId }) => ec2('A100 mine', 'ReleaseAddress', { AllocationId })),
    ec2('A100 other', 'ReleaseAddress', { AllocationId: other.AllocationId }),
    ec2('A101 mine', 'DisassociateAddress', { AssociationId: used.AssociationId }),
    ec2('A101 other', 'DisassociateAddress', { AssociationId: otherUsed.AssociationId }),
    ...onPools('A102', 'GetIpamPoolAllocations', {}),
    ...onPools('A102', 'GetIpamPoolCidrs', {}, home.region),
    ...onPools('A102', 'DeprovisionIpamPoolCidr', { Cidr: '10.82.0.0/24' }, home.region),
    ...onPools('A102', 'DeleteIpamPool', {}, home.region),
    ...onScopes('GetIpamResourceCidrs', 'IpamScopeId', {}),
    ...onScopes('ModifyIpamResourceCidr', 'CurrentIpamScopeId', vpc),
    // By its id, as the handler asks.
    ...stacks('A105 mine', '${Stack}'),
    ...stacks('A105 other', mark.name('watcher')),
    { name: 'A105 mine', service: 'logs', region: local.region, command: 'FilterLogEvents', input: { logGroupName: '${Log}' } },
    // The last: it takes a minute.
    { ...ec2('A92', 'ReleaseAddress', { AllocationId: other.AllocationId }), until: ALLOWED },
  ];
}

function outcomeOf(seen: readonly Sighting[], name: string): string {
  return seen.filter(({ call }) => call === name).at(-1)?.outcome ?? 'not tried';
}

function judge({ find }: Ground, seen: readonly Sighting[]): void {
  const outcomes = (name: string) => seen.filter(({ call }) => call === name).map(({ outcome = '' }) => outcome);
  for (const number of ['A99', 'A100', 'A101', 'A102', 'A103', 'A105']) {
    const [mine, others] = [outcomes(`${number} mine`), outcomes(`${number} other`)];
    const isMine = mine.length > 0 && mine.every((outcome) => outcome === ALLOWED || outcome === 'answered');
    const isOthers = others.length > 0 && others.every((outcome) => outcome === REFUSED || outcome === 'AccessDenied');
    find(number, isMine && isOthers, `what is named: ${[...new Set(mine)].join(', ')}; another one: ${[...new Set(others)].join(', ')}`);
  }
  const [stays] = outcomes('A92').slice(-1);
  find('A92', stays === REFUSED, `after ${outcomes('A92').length} calls: ${stays ?? 'not tried'}`);
  const first = seen.find(({ call, outcome }) => call === 'A93' && outcome === ALLOWED);
  find('A93', first?.after !== undefined && first.after <= IN_EFFECT, first?.after === undefined ? 'not in a minute' : `${sayTime(first.after)} after the function was called`);
}
