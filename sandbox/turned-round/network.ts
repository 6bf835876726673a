import type { DescribeAddressesResult, GetIpamPoolAllocationsResult, GetIpamResourceCidrsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error';
import type { World } from '../world';
import { answers, MINUTE, permits, says, SECOND, template, weather, type TurnedRound, type TurnRound } from './turn-round';

/** IPAM's notice of what is gone, Elastic IPs, and what a role may. */
export const NETWORK: Readonly<Record<string, TurnedRound>> = {
  A45: { how: 'it is released', turn: permits('ReleaseIpamPoolAllocation', 'OperationNotPermitted', () => ({ Success: true })) },
  A46: {
    how: 'every allocation is said to be manual',
    turn: answers<GetIpamPoolAllocationsResult>('GetIpamPoolAllocations', (answer) => ({ ...answer, IpamPoolAllocations: answer.IpamPoolAllocations?.map((each) => ({ ...each, ResourceType: 'custom' })) })),
  },
  A53: { how: 'it takes 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A54: { how: 'it takes 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A55: { how: 'it takes 50 minutes', turn: noticedAfter('subnet', 50 * MINUTE) },
  A57: { how: 'it takes 20 minutes', turn: noticedAfter('pool', 20 * MINUTE) },
  A58: { how: 'it takes 50 minutes', turn: noticedAfter('vpc', 50 * MINUTE) },
  A59: {
    how: 'it is shown as managed',
    turn: answers<GetIpamResourceCidrsResult>('GetIpamResourceCidrs', (answer) => ({ ...answer, IpamResourceCidrs: answer.IpamResourceCidrs?.map((each) => ({ ...each, ManagementState: 'managed' })) })),
  },
  A60: { how: 'it is accepted', turn: permits('ModifyIpamResourceCidr', 'InvalidParameterValue', () => ({ IpamResourceCidr: {} })) },
  A72: { how: 'another code', turn: says('DescribePublicIpv4Pools', 'InvalidPublicIpv4PoolID.NotFound', 'NoSuchThing') },
  A73: { how: 'another code', turn: says('ReleaseAddress', 'InvalidAllocationID.NotFound', 'NoSuchThing') },
  A74: { how: 'another code', turn: says('ReleaseAddress', 'InvalidAddress.NotFound', 'NoSuchThing') },
  A75: { how: 'another code', turn: says('ReleaseAddress', 'InvalidIPAddress.InUse', 'NoSuchThing') },
  A77: { how: 'another code', turn: says('ReleaseAddress', 'AuthFailure', 'NoSuchThing') },
  A78: { how: 'it takes ten minutes', turn: weather({ natGatewayDeletion: { min: 10 * MINUTE, max: 11 * MINUTE } }) },
  A87: {
    how: 'a filter lets nothing through',
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
    how: 'it passes after ten seconds',
    turn: (world) => {
      const since = new Map<unknown, number>();
      const isLater = (id: unknown) => world.clock.now() - (since.get(id) ?? since.set(id, world.clock.now()).get(id) ?? 0) > 10 * SECOND;
      const allowed = new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
      world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.DryRun === true && isLater(input.AllocationId), with: allowed });
    },
  },
  A93: { how: 'it takes three minutes', turn: weather({ iamPropagation: { min: 3 * MINUTE, max: 3 * MINUTE } }) },
  A98: { how: 'another code', turn: says('ReleaseAddress', 'MissingParameter', 'NoSuchThing') },
  A99: { how: "it is not authorized on the pool's ARN", turn: template('"ec2:ReleaseIpamPoolAllocation"', '"ec2:Nothing"') },
  A100: { how: 'it knows no public IP as a condition', turn: template('"ec2:PublicIpAddress"', '"ec2:Nothing"') },
  A101: { how: 'it is authorized on something else than the interface', turn: template(':network-interface/', ':nothing/') },
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
