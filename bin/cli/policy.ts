/** The actions that `plan` takes: it only reads. None of the listing ones knows resources. */
export const PLAN_ACTIONS = [
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'cloudformation:ListExports',
  'cloudformation:ListStackResources',
  'cloudformation:ListStacks',
  'ec2:DescribeAddresses',
  'ec2:DescribeIpamPoolAllocations',
  'ec2:DescribeIpamPools',
  'ec2:DescribePublicIpv4Pools',
  'ec2:DescribeRegions',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetIpamPoolAllocations',
  'ec2:GetIpamPoolCidrs',
  'ec2:GetIpamResourceCidrs',
  'sts:GetCallerIdentity',
] as const;

/** The actions that `rehearse STACK` takes: it only reads, too. */
export const SNAPSHOT_ACTIONS = [
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'cloudformation:ListExports',
  'cloudformation:ListImports',
  'cloudformation:ListStackResources',
  'cloudformation:ListStacks',
  'ec2:DescribeAddresses',
  'ec2:DescribeAddressesAttribute',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeIpamPools',
  'ec2:DescribeIpamScopes',
  'ec2:DescribeIpams',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetIpamPoolAllocations',
  'ec2:GetIpamPoolCidrs',
  'ec2:GetIpamResourceCidrs',
  'sts:GetCallerIdentity',
] as const;

/** What `release` needs besides. */
export const RELEASE_ACTIONS = ['cloudformation:DeleteStack', 'ec2:DisassociateAddress', 'ec2:ReleaseAddress', 'ec2:ReleaseIpamPoolAllocation'] as const;

/** A policy that allows these actions. */
export function policyFor(actions: readonly string[]): { readonly Version: string; readonly Statement: readonly { readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: string }[] } {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
