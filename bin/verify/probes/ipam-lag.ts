import {
  AllocateIpamPoolCidrCommand,
  AssociateVpcCidrBlockCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteIpamPoolCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DisassociateVpcCidrBlockCommand,
  GetIpamPoolAllocationsCommand,
  GetIpamResourceCidrsCommand,
  ModifyIpamResourceCidrCommand,
  ReleaseIpamPoolAllocationCommand,
  type IpamPoolAllocation,
  type Vpc,
} from '@aws-sdk/client-ec2';
import type { Ground, Probe } from '../probe';
import { refusalOf } from '../refusal';
import { createPool } from '../shared-ipam';
import { MINUTE, need, sayTime, SECOND, waitFor } from '../wait';

/** As the rows say, and a little more on both sides: a look takes its time. */
const VPC = { least: 8 * MINUTE, most: 35 * MINUTE };
const SUBNET = { least: 4 * MINUTE, most: 25 * MINUTE };
const POOL = { least: 0, most: 3 * MINUTE };
const LOOK = { every: 30 * SECOND, atMost: 60 * MINUTE };
const SOON = { every: 5 * SECOND, atMost: 10 * MINUTE };

/** How long IPAM takes to notice, all at once: it waits for half an hour. */
export const ipamLag: Probe = {
  name: 'ipam-lag',
  minutes: 45,
  creates: [
    { what: 'IPAM pool', count: 3 },
    { what: 'VPC, subnet or network interface', count: 3 },
  ],
  room: { vpcs: 2 },
  assumptions: ['A45', 'A46', 'A53', 'A54', 'A55', 'A57', 'A58', 'A59', 'A60'],
  async run(ground) {
    const { local, clock, mark, find, waiting } = ground;
    waiting('a pool, and VPCs from it');
    const IpamPoolId = await createPool(ground, 'lag', { Cidr: '10.80.0.0/16' });
    const createVpc = async (what: string): Promise<Vpc> =>
      (await need(clock, SOON, `the VPC ${what}`, async () => local.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: IpamPoolId, Ipv4NetmaskLength: 24, ...mark.onCreation('vpc', what) })).catch(() => undefined))).Vpc ?? {};
    const [deleted, kept] = [await createVpc('deleted'), await createVpc('kept')];
    const addBlock = async () => (await local.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: kept.VpcId, Ipv4IpamPoolId: IpamPoolId, Ipv4NetmaskLength: 24 }))).CidrBlockAssociation;
    const [block, ignored] = [await addBlock(), await addBlock()];
    await local.ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 28, ...mark.onCreation('ipam-pool-allocation', 'lag') }));
    const below = await createPool(ground, 'below', { Cidr: '10.80.240.0/24' }, { SourceIpamPoolId: IpamPoolId });
    const subnet = await createSubnetFromPool(ground, IpamPoolId, kept);
    const held = await need(clock, SOON, 'the list of all of them', async () => {
      const all = await allocationsIn(ground, IpamPoolId);
      return all.length >= 6 ? all : undefined;
    });
    judgeTypes(ground, held);
    const vpcs = held.find(({ ResourceType }) => ResourceType === 'vpc');
    const refusal = await refusalOf(local.ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr: vpcs?.Cidr, IpamPoolAllocationId: vpcs?.IpamPoolAllocationId })));
    find('A45', refusal.error !== undefined, refusal.said);

    await ignore(ground, { VpcId: kept.VpcId, CidrBlock: ignored?.CidrBlock });
    waiting('IPAM to notice, for half an hour');
    const noticed = async (number: string, pool: string, Cidr: string | undefined, { least, most }: typeof VPC) => {
      const gone = await waitFor(clock, LOOK, async () => ((await allocationsIn(ground, pool)).some((each) => each.Cidr === Cidr) ? undefined : true));
      find(number, gone !== undefined && gone.after >= least && gone.after <= most, gone === undefined ? 'it is still there after an hour' : `after ${sayTime(gone.after)}`);
    };
    await local.ec2.send(new DeleteVpcCommand({ VpcId: deleted.VpcId }));
    await local.ec2.send(new DisassociateVpcCidrBlockCommand({ AssociationId: block?.AssociationId }));
    if (subnet) await local.ec2.send(new DeleteSubnetCommand({ SubnetId: subnet.id }));
    await ground.home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId: below, Cascade: true }));
    await Promise.all([
      noticed('A53', IpamPoolId, deleted.CidrBlock, VPC),
      noticed('A54', IpamPoolId, block?.CidrBlock, VPC),
      subnet && noticed('A55', subnet.pool, subnet.cidr, SUBNET),
      noticed('A57', IpamPoolId, '10.80.240.0/24', POOL),
      noticed('A58', IpamPoolId, ignored?.CidrBlock, VPC),
    ]);
  },
};

/** Nobody has said yet what a pool for the subnets of a VPC wants to be made: where that fails, the rest goes on. */
async function createSubnetFromPool(ground: Ground, SourceIpamPoolId: string, { VpcId, CidrBlock = '' }: Vpc): Promise<{ readonly id: string; readonly pool: string; readonly cidr: string } | undefined> {
  const { local, mark, account, waiting } = ground;
  try {
    const SourceResource = { ResourceId: VpcId, ResourceType: 'vpc', ResourceRegion: local.region, ResourceOwner: account } as const;
    const pool = await createPool(ground, 'subnets', { Cidr: CidrBlock }, { SourceIpamPoolId, SourceResource });
    const { Subnet: { SubnetId: id = '', CidrBlock: cidr = '' } = {} } = await local.ec2.send(new CreateSubnetCommand({ VpcId, Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 28, ...mark.onCreation('subnet', 'lag') }));
    return { id, pool, cidr };
  } catch (error) {
    waiting(`the rest, without a subnet: ${(error as Error).message}`);
    return undefined;
  }
}

async function allocationsIn({ local }: Ground, IpamPoolId: string): Promise<IpamPoolAllocation[]> {
  return (await local.ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId }))).IpamPoolAllocations ?? [];
}

function judgeTypes({ find }: Ground, held: readonly IpamPoolAllocation[]): void {
  const manual = held.filter(({ ResourceId }) => ResourceId === undefined);
  const isSo = manual.length === 1 && held.every((each) => (each.ResourceType === 'custom') === manual.includes(each));
  find('A46', isSo, held.map(({ ResourceType, ResourceId }) => `${ResourceType} of ${ResourceId?.replace(/-.*/, '') ?? 'nothing'}`).sort().join(', '));
}

/** Has IPAM ignore a block of a VPC. */
async function ignore({ home, local, clock, scopes, find, waiting }: Ground, { VpcId, CidrBlock }: Vpc): Promise<void> {
  waiting('IPAM to know a VPC that it is to ignore');
  const stop = new ModifyIpamResourceCidrCommand({ ResourceId: VpcId, ResourceCidr: CidrBlock, ResourceRegion: local.region, CurrentIpamScopeId: scopes.private, Monitored: false });
  await need(clock, { every: 15 * SECOND, atMost: 30 * MINUTE }, 'the end of the monitoring', async () => home.ec2.send(stop).catch(() => undefined));
  const shown = await waitFor(clock, SOON, async () => {
    const { IpamResourceCidrs = [] } = await home.ec2.send(new GetIpamResourceCidrsCommand({ IpamScopeId: scopes.private, ResourceId: VpcId }));
    return IpamResourceCidrs.find(({ ResourceCidr, ManagementState }) => ResourceCidr === CidrBlock && ManagementState === 'ignored')?.ManagementState;
  });
  find('A59', shown !== undefined, shown === undefined ? 'it is not shown as ignored' : `ignored after ${sayTime(shown.after)}`);
  const second = await refusalOf(home.ec2.send(stop));
  find('A60', second.error !== undefined, second.said);
}
