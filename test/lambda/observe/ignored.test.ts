import { DESCRIBED, EMPTY_POOL, look, OF_A_VPC } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

const stop = { ...EMPTY_POOL, stopMonitoring: true };
const vpc = { VpcId: OF_A_VPC.ResourceId, CidrBlockAssociationSet: [{ CidrBlock: OF_A_VPC.Cidr, CidrBlockState: { State: 'associated' } }] };

/** One look at the pool of a VPC that IPAM is to stop monitoring. */
async function seen(GetIpamResourceCidrs: Answers[string]): Promise<ScriptedWorld & { step: unknown }> {
  const scripted = new ScriptedWorld({
    DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, IpamRegion: 'ap-southeast-2' }] }),
    GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [OF_A_VPC] }),
    DescribeVpcs: () => ({ Vpcs: [vpc] }),
    GetIpamResourceCidrs,
  });
  const sighting = await look(scripted, stop);
  return Object.assign(scripted, { step: sighting?.is === 'seen' ? sighting.targets[0]?.step?.do : sighting });
}

const cidr = (ManagementState: string, more: object = {}) => ({ ResourceId: OF_A_VPC.ResourceId, ResourceCidr: OF_A_VPC.Cidr, ManagementState, ...more });

test('what IPAM ignores already is not told again: nobody documents what EC2 answers then', async () => {
  const scripted = await seen(() => ({ IpamResourceCidrs: [cidr('ignored')] }));
  expect(scripted.step).toBeUndefined();
  // Where the IPAM is.
  expect(scripted.calls.filter(({ api }) => api === 'GetIpamResourceCidrs')).toMatchObject([{ region: 'ap-southeast-2', input: { IpamScopeId: 'ipam-scope-0123456789abcdef0', ResourceId: OF_A_VPC.ResourceId } }]);
});

test.each([
  ['is managed', () => ({ IpamResourceCidrs: [cidr('managed')] })],
  ['is not listed', () => ({ IpamResourceCidrs: [] })],
  ['has another CIDR that is ignored', () => ({ IpamResourceCidrs: [cidr('ignored', { ResourceCidr: '10.9.0.0/24' }), cidr('ignored', { ResourceCidr: undefined })] })],
  ['stands beside another resource that is ignored', () => ({ IpamResourceCidrs: [cidr('ignored', { ResourceId: 'vpc-2' })] })],
  ['cannot be seen', () => { throw ec2Error('UnauthorizedOperation'); }],
  ['is on pages without an end', () => ({ IpamResourceCidrs: [], NextToken: 'again' })],
])('a VPC that %s is told of: otherwise its pool is never empty', async (_, answer) => {
  expect((await seen(answer)).step).toBe('stopMonitoring');
});

test('an IPv6 block is the same however EC2 writes it', async () => {
  const v6 = { CidrBlockAssociationSet: [], Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8::/56', Ipv6CidrBlockState: { State: 'associated' } }] };
  const scripted = new ScriptedWorld({
    DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }),
    GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [{ ...OF_A_VPC, Cidr: '2001:db8::/56' }] }),
    DescribeVpcs: () => ({ Vpcs: [{ ...vpc, ...v6 }] }),
    GetIpamResourceCidrs: () => ({ IpamResourceCidrs: [cidr('ignored', { ResourceCidr: '2001:0DB8:0::/56' })] }),
  });
  expect(await look(scripted, stop)).toMatchObject({ targets: [{ verdict: { code: 'Waiting' } }] });
});

test('it is looked for on every page', async () => {
  const scripted = await seen(({ input }) => (input.NextToken === undefined ? { IpamResourceCidrs: [], NextToken: 'more' } : { IpamResourceCidrs: [cidr('ignored')] }));
  expect(scripted.step).toBeUndefined();
});
