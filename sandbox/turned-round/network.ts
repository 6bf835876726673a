import type { DescribeAddressesResult, GetIpamPoolAllocationsResult, GetIpamResourceCidrsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error';
import type { World } from '../world';
import { answers, MINUTE, permits, says, SECOND, template, weather, type TurnedRound, type TurnRound } from './turn-round';

/** IPAM's notice of what is gone, Elastic IPs, and what a role may. */
export const NETWORK: Readonly<Record<string, TurnedRound>> = {
  A45: { how: 'an allocation that is not manual is released', turn: permits('ReleaseIpamPoolAllocation', 'OperationNotPermitted', () => ({ Success: true })) },
  A46: {
    how: 'every allocation is said to be manual',
    turn: answers<GetIpamPoolAllocationsResult>('GetIpamPoolAllocations', (answer) => ({ ...answer, IpamPoolAllocations: answer.IpamPoolAllocations?.map((each) => ({ ...each, ResourceType: 'custom' })) })),
  },
  A53: { how: 'the allocation of a VPC goes after 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A54: { how: 'the allocation of a CIDR block goes after 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A55: { how: 'the allocation of a subnet goes after 50 minutes', turn: noticedAfter('subnet', 50 * MINUTE) },
  A57: { how: 'the allocation of a pool below goes after 20 minutes', turn: noticedAfter('pool', 20 * MINUTE) },
  A58: { how: 'the allocation of what is ignored goes after 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A59: {
    how: 'what is ignored is shown as managed',
    turn: answers<GetIpamResourceCidrsResult>('GetIpamResourceCidrs', (answer) => ({ ...answer, IpamResourceCidrs: answer.IpamResourceCidrs?.map((each) => ({ ...each, ManagementState: 'managed' })) })),
  },
  A60: { how: 'a second Monitored=false is accepted', turn: permits('ModifyIpamResourceCidr', 'InvalidParameterValue', () => ({ IpamResourceCidr: {} })) },
  A72: { how: 'a public IPv4 pool that is gone has another code', turn: says('DescribePublicIpv4Pools', 'InvalidPublicIpv4PoolID.NotFound', 'NoSuchThing') },
  A73: { how: 'an address that is gone has another code', turn: says('ReleaseAddress', 'InvalidAllocationID.NotFound', 'NoSuchThing') },
  A74: { how: 'another network border group has another code', turn: says('ReleaseAddress', 'InvalidAddress.NotFound', 'NoSuchThing') },
  A75: { how: 'an address in use has another code', turn: says('ReleaseAddress', 'InvalidIPAddress.InUse', 'NoSuchThing') },
  A77: { how: 'an address of a NAT gateway has another code', turn: says('ReleaseAddress', 'AuthFailure', 'NoSuchThing') },
  A78: { how: 'a NAT gateway takes ten minutes to be gone', turn: weather({ natGatewayDeletion: { min: 10 * MINUTE, max: 11 * MINUTE } }) },
  A87: {
    how: 'a filter of DescribeAddresses lets nothing through',
    turn: answers<DescribeAddressesResult>('DescribeAddresses', (answer, { input }) => (JSON.stringify(input.Filters ?? '').includes('public-ip') ? { Addresses: [] } : answer)),
  },
  A91: {
    how: 'every DryRun of a release is carried out',
    turn: (world) => {
      for (const action of ['ReleaseAddress', 'ReleaseIpamPoolAllocation']) {
        world.faults.surround({ action, when: ({ input }) => input.DryRun === true }, async (act, { input }) => act({ ...input, DryRun: false }));
      }
    },
  },
  A92: {
    how: 'a refusal for lack of permission passes after ten seconds',
    turn: (world) => {
      const since = new Map<unknown, number>();
      const isLater = (id: unknown) => world.clock.now() - (since.get(id) ?? since.set(id, world.clock.now()).get(id) ?? 0) > 10 * SECOND;
      const allowed = new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
      world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.DryRun === true && isLater(input.AllocationId), with: allowed });
    },
  },
  A93: { how: 'a role takes three minutes to be in effect', turn: weather({ iamPropagation: { min: 3 * MINUTE, max: 3 * MINUTE } }) },
  A98: { how: 'a request that lacks something is refused with another code', turn: says('ReleaseAddress', 'MissingParameter', 'NoSuchThing') },
  A99: { how: "a release is not authorized on the pool's ARN", turn: template('"ec2:ReleaseIpamPoolAllocation"', '"ec2:Nothing"') },
  A100: { how: 'the release of an address knows no public IP as a condition', turn: template('"ec2:PublicIpAddress"', '"ec2:Nothing"') },
  A101: { how: 'a disassociation is authorized on something else than the interface', turn: template(':network-interface/', ':nothing/') },
  A102: { how: "DeleteIpamPool is not authorized on the pool's ARN", turn: template('"ec2:DeleteIpamPool"', '"ec2:Nothing"') },
  A103: { how: "ModifyIpamResourceCidr is not authorized on the scope's ARN", turn: template('"ec2:ModifyIpamResourceCidr"', '"ec2:Nothing"') },
  A105: { how: "DescribeStackEvents is not authorized on the stack's ARN", turn: template('"cloudformation:DescribeStackEvents"', '"cloudformation:Nothing"') },
};

function noticedAfter(what: keyof World['unkindness']['ipamLag'], milliseconds: number): TurnRound {
  return (world) => {
    const { unkindness } = world;
    world.unkindness = { ...unkindness, ipamLag: { ...unkindness.ipamLag, [what]: { min: milliseconds, max: milliseconds + MINUTE } } };
  };
}
