import { perform, type InputOf, type OutputOf } from '../../../sandbox/api';
import { administrator, type Principal } from '../../../sandbox/principal';
import { ec2Api } from '../../../sandbox/services/ec2';
import { KIND, type Unkindness } from '../../../sandbox/unkindness';
import { World } from '../../../sandbox/world';
import { ManualClock } from './manual-clock';

type Actions = typeof ec2Api.actions;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** EC2 without sockets, on a clock that the test moves. */
export class Cloud {
  readonly clock = new ManualClock();
  readonly world: World;

  constructor(unkindness: Partial<Unkindness> = {}, seed = 1) {
    this.world = new World(this.clock, { ...KIND, ...unkindness }, seed, '');
  }

  /** Makes a call as an administrator of the sandbox's account, unless told otherwise. */
  call<Name extends keyof Actions>(
    action: Name,
    input: InputOf<Actions[Name]>,
    { region = 'us-east-1', caller = administrator() }: { region?: string; caller?: Principal } = {},
  ): Promise<OutputOf<Actions[Name]>> {
    return perform(ec2Api, { world: this.world, caller, region }, action, input);
  }

  /** An IPAM at home in us-east-1 that also operates in eu-west-1, and its scopes. */
  async ipam(): Promise<{ ipamId: string; privateScope: string; publicScope: string }> {
    const { Ipam } = await this.call('CreateIpam', { OperatingRegions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] });
    this.clock.pass(10 * MINUTE);
    return { ipamId: text(Ipam?.IpamId), privateScope: text(Ipam?.PrivateDefaultScopeId), publicScope: text(Ipam?.PublicDefaultScopeId) };
  }

  /** A pool with a provisioned CIDR, 10.0.0.0/8 unless told otherwise. */
  async pool(scope: string, more: Partial<InputOf<Actions['CreateIpamPool']>> & { cidr?: string; netmaskLength?: number } = {}): Promise<string> {
    const { cidr = '10.0.0.0/8', netmaskLength, ...rest } = more;
    const { IpamPool } = await this.call('CreateIpamPool', { IpamScopeId: scope, AddressFamily: 'ipv4', Locale: 'us-east-1', ...rest });
    const id = text(IpamPool?.IpamPoolId);
    this.clock.pass(10 * MINUTE);
    await this.call('ProvisionIpamPoolCidr', { IpamPoolId: id, ...(netmaskLength === undefined ? { Cidr: cidr } : { NetmaskLength: netmaskLength }) });
    this.clock.pass(10 * MINUTE);
    return id;
  }

  /** A pool of Amazon's public addresses, which Elastic IPs can be allocated from. */
  async publicPool(scope: string): Promise<string> {
    return this.pool(scope, { PublicIpSource: 'amazon', AwsService: 'ec2', netmaskLength: 29 });
  }

  /** A VPC with one subnet and an internet gateway. */
  async network(): Promise<{ vpcId: string; subnetId: string; gatewayId: string }> {
    const { Vpc } = await this.call('CreateVpc', { CidrBlock: '192.168.0.0/16' });
    const { Subnet } = await this.call('CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/24' });
    const { InternetGateway } = await this.call('CreateInternetGateway', {});
    await this.call('AttachInternetGateway', { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId });
    return { vpcId: text(Vpc?.VpcId), subnetId: text(Subnet?.SubnetId), gatewayId: text(InternetGateway?.InternetGatewayId) };
  }

  async address(): Promise<{ allocationId: string; publicIp: string }> {
    const { AllocationId, PublicIp } = await this.call('AllocateAddress', {});
    return { allocationId: text(AllocationId), publicIp: text(PublicIp) };
  }

  async networkInterface(subnetId: string): Promise<string> {
    const { NetworkInterface } = await this.call('CreateNetworkInterface', { SubnetId: subnetId });
    return text(NetworkInterface?.NetworkInterfaceId);
  }

  /** The types of the resources that hold allocations in a pool, as lists show them. */
  async holders(poolId: string, region = 'us-east-1'): Promise<string[]> {
    const { IpamPoolAllocations = [] } = await this.call('GetIpamPoolAllocations', { IpamPoolId: poolId }, { region });
    return IpamPoolAllocations.map(({ ResourceType }) => text(ResourceType));
  }
}

/** A value that EC2 always answers. */
export function text(value: string | undefined): string {
  if (value === undefined) throw new Error('EC2 left out a value that it always answers');
  return value;
}
