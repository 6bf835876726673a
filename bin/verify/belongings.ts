import {
  DeleteInternetGatewayCommand,
  DeleteIpamCommand,
  DeleteIpamPoolCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeprovisionIpamPoolCidrCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeIpamPoolsCommand,
  DescribeIpamsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateAddressCommand,
  GetIpamPoolAllocationsCommand,
  GetIpamPoolCidrsCommand,
  ReleaseAddressCommand,
  ReleaseIpamPoolAllocationCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { DeleteStackCommand, DescribeStackResourcesCommand, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import type { Place } from './account';
import { runOf, TAG_KEY } from './run-mark';

/** Something that a run made and that is still there, and how it is removed. Removing throws while something is in the way. */
export interface Belonging {
  readonly run: string;
  /** The value of its tag Name, or what a stack is called. */
  readonly name: string;
  readonly what: string;
  readonly remove: () => Promise<unknown>;
}

/** What runs made in a Region, in the order in which it can go: all that has their tag and their name, of this one run if it is given. */
export async function belongingsIn(place: Place, ofRun?: string): Promise<Belonging[]> {
  const ofStacks = await stacks(place);
  const names = new Set(ofStacks.map(({ name }) => name));
  const others = [...(await network(place)), ...(await pools(place)), ...(await ipams(place))];
  // A stack's tags are on what it makes. While it is there, that is its own to delete.
  return [...ofStacks, ...others.filter(({ name }) => !names.has(name))].filter(({ run }) => ofRun === undefined || run === ofRun);
}

const TAGGED = { Filters: [{ Name: 'tag-key', Values: [TAG_KEY] }] };

function belonging(tags: readonly Tag[] | undefined, what: string, remove: Belonging['remove'], name = tags?.find(({ Key }) => Key === 'Name')?.Value ?? ''): Belonging[] {
  const run = runOf(tags, name);
  return run === undefined ? [] : [{ run, name, what, remove }];
}

/** The watchers' last: custom resources of the others are answered by it. */
async function stacks({ cloudFormation, ec2, region }: Place): Promise<Belonging[]> {
  const found: (Belonging & { readonly isWatcher: boolean })[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: cloudFormation }, {})) {
    for (const { StackName = '', StackId, StackStatus = '', ParentId, Tags } of Stacks) {
      // It goes with its parent.
      if (ParentId !== undefined) continue;
      const isWatcher = StackName.endsWith('-watcher');
      const remove = async (): Promise<void> => {
        if (isWatcher && found.some((other) => !other.isWatcher)) throw new Error('other stacks are answered by it');
        const RetainResources = StackStatus === 'DELETE_FAILED' ? await emptiedOf({ cloudFormation, ec2 }, StackName) : undefined;
        // A creation may be deleted while it is under way.
        if (!StackStatus.endsWith('_IN_PROGRESS') || StackStatus === 'CREATE_IN_PROGRESS') await cloudFormation.send(new DeleteStackCommand({ StackName: StackId, RetainResources }));
        throw new Error(`it is ${StackStatus}`);
      };
      found.push(...belonging(Tags, `stack ${StackName} in ${region}`, remove, StackName).map((each) => ({ ...each, isWatcher })));
    }
  }
  return found;
}

/** What CloudFormation has tagged with a stack is the stack's to delete. */
function isOfStack(tags: readonly Tag[] | undefined): boolean {
  return tags?.some(({ Key }) => Key?.startsWith('aws:cloudformation:')) ?? false;
}

async function network({ ec2, region }: Place): Promise<Belonging[]> {
  const [nats, interfaces, addresses, subnets, gateways, vpcs] = await Promise.all([
    ec2.send(new DescribeNatGatewaysCommand({ Filter: [...TAGGED.Filters, { Name: 'state', Values: ['pending', 'available', 'deleting', 'failed'] }] })),
    ec2.send(new DescribeNetworkInterfacesCommand(TAGGED)),
    ec2.send(new DescribeAddressesCommand(TAGGED)),
    ec2.send(new DescribeSubnetsCommand(TAGGED)),
    ec2.send(new DescribeInternetGatewaysCommand(TAGGED)),
    ec2.send(new DescribeVpcsCommand(TAGGED)),
  ]);
  const all = [
    ...(nats.NatGateways ?? []).map(({ NatGatewayId = '', Tags, State }) => ({
      id: NatGatewayId,
      Tags,
      remove: async () => {
        if (State !== 'deleting') await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
      },
    })),
    ...(addresses.Addresses ?? []).map(({ AllocationId = '', AssociationId, NetworkBorderGroup, Tags }) => ({
      id: AllocationId,
      Tags,
      remove: async () => {
        if (AssociationId !== undefined) await ec2.send(new DisassociateAddressCommand({ AssociationId }));
        await ec2.send(new ReleaseAddressCommand({ AllocationId, NetworkBorderGroup }));
      },
    })),
    ...(interfaces.NetworkInterfaces ?? []).map(({ NetworkInterfaceId = '', TagSet }) => ({
      id: NetworkInterfaceId,
      Tags: TagSet,
      remove: () => ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
    })),
    ...(subnets.Subnets ?? []).map(({ SubnetId = '', Tags }) => ({ id: SubnetId, Tags, remove: () => ec2.send(new DeleteSubnetCommand({ SubnetId })) })),
    ...(gateways.InternetGateways ?? []).map(({ InternetGatewayId = '', Tags, Attachments = [] }) => ({
      id: InternetGatewayId,
      Tags,
      remove: async () => {
        for (const { VpcId } of Attachments) await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
        await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
      },
    })),
    ...(vpcs.Vpcs ?? []).map(({ VpcId = '', Tags }) => ({ id: VpcId, Tags, remove: () => ec2.send(new DeleteVpcCommand({ VpcId })) })),
  ];
  return all.filter(({ Tags }) => !isOfStack(Tags)).flatMap(({ id, Tags, remove }) => belonging(Tags, `${id} in ${region}`, remove));
}

/** At their IPAM's home only, the nested ones first. */
async function pools({ ec2, region }: Place): Promise<Belonging[]> {
  const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({}));
  const atHome = IpamPools.filter(({ IpamRegion, Tags }) => IpamRegion === region && !isOfStack(Tags));
  const deepestFirst = atHome.sort((one, other) => (other.PoolDepth ?? 0) - (one.PoolDepth ?? 0));
  return deepestFirst.flatMap(({ IpamPoolId = '', IpamScopeType, State = '', Tags }) =>
    belonging(Tags, `${IpamPoolId} in ${region}`, async () => {
      if (State.endsWith('-in-progress')) throw new Error(`it is ${State}`);
      const cascade = IpamScopeType === 'private' && (await succeeds(ec2.send(new DeleteIpamPoolCommand({ IpamPoolId, Cascade: true }))));
      if (!cascade) await emptyPool(ec2, IpamPoolId);
    }),
  );
}

function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}

/** A pool of public addresses can't cascade: IPAM has to notice first that its addresses are gone. */
async function emptyPool(ec2: Place['ec2'], IpamPoolId: string): Promise<void> {
  const { IpamPoolCidrs = [] } = await ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId }));
  for (const { Cidr, State } of IpamPoolCidrs) {
    if (State === 'provisioned' || State === 'failed-deprovision') await ec2.send(new DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr }));
  }
  await ec2.send(new DeleteIpamPoolCommand({ IpamPoolId }));
}

async function ipams({ ec2, region }: Place): Promise<Belonging[]> {
  const { Ipams = [] } = await ec2.send(new DescribeIpamsCommand({}));
  return Ipams.filter(({ IpamRegion, Tags }) => IpamRegion === region && !isOfStack(Tags)).flatMap(({ IpamId = '', State = '', Tags }) =>
    belonging(Tags, `${IpamId} in ${region}`, async () => {
      if (State === 'delete-in-progress') throw new Error(`it is ${State}`);
      await ec2.send(new DeleteIpamCommand({ IpamId, Cascade: true }));
    }),
  );
}

/**
 * Releases what a probe took from the pools of a stack of its own. Gives the resources that the next deletion leaves alone: there is nothing
 * behind a custom resource of the probes, and nothing to delete where a pool is gone.
 */
async function emptiedOf({ cloudFormation, ec2 }: Pick<Place, 'cloudFormation' | 'ec2'>, StackName: string): Promise<string[]> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({}));
  const there = new Set(IpamPools.filter(({ State }) => State !== 'delete-complete').map(({ IpamPoolId }) => IpamPoolId));
  const nothingThere: string[] = [];
  for (const { ResourceType = '', PhysicalResourceId = '', LogicalResourceId = '', ResourceStatus } of StackResources) {
    if (ResourceStatus !== 'DELETE_FAILED') continue;
    // Of a CIDR it is the pool's id, and its own.
    const IpamPoolId = PhysicalResourceId.split('|')[0] ?? '';
    const isPools = ResourceType.startsWith('AWS::EC2::IPAMPool');
    if (ResourceType === 'Custom::Verify' || (isPools && !there.has(IpamPoolId))) nothingThere.push(LogicalResourceId);
    else if (isPools) await releaseManual(ec2, IpamPoolId);
  }
  return nothingThere;
}

async function releaseManual(ec2: Place['ec2'], IpamPoolId: string): Promise<void> {
  const { IpamPoolAllocations = [] } = await ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId }));
  for (const { Cidr, IpamPoolAllocationId, ResourceType } of IpamPoolAllocations) {
    if (ResourceType === 'custom') await ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr, IpamPoolAllocationId }));
  }
}
