import { perform, type InputOf, type OutputOf } from '../../sandbox/api';
import { administrator } from '../../sandbox/principal';
import { ec2Api } from '../../sandbox/services/ec2';
import { elasticLoadBalancingV2Api } from '../../sandbox/services/elastic-load-balancing-v2';
import { seedDefaultVpc } from '../../sandbox/services/ec2/seed';
import { ec2State } from '../../sandbox/services/ec2/state';
import type { World } from '../../sandbox/world';
import { REGION } from './lambda';
import { OTHER_REGION, PLACES, type At } from './places';
import type { Place } from './scenario';

type Ec2 = (typeof ec2Api)['actions'];
type LoadBalancing = (typeof elasticLoadBalancingV2Api)['actions'];

const SECOND = 1000;

export interface PoolRequest {
  readonly place: Place;
  readonly locale: string;
  /** None: public addresses of Amazon's. */
  readonly cidrs: readonly string[];
}

/** Those who may do everything in their account: they make what the stack does not. */
export class Administrators {
  readonly #subnets = new Map<string, Promise<string>>();
  readonly #balancedSubnets = new Map<string, Promise<string[]>>();
  readonly #defaultSubnets = new Map<string, string>();
  readonly #ipams = new Map<Place, Promise<{ privateScope: string; publicScope: string }>>();

  #loadBalancers = 0;

  constructor(private readonly world: World) {}

  ec2<Name extends keyof Ec2>({ account, region }: At, action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
    return perform(ec2Api, { world: this.world, caller: administrator(account), region }, action, input);
  }

  loadBalancing<Name extends keyof LoadBalancing>({ account, region }: At, action: Name, input: InputOf<LoadBalancing[Name]>): Promise<OutputOf<LoadBalancing[Name]>> {
    return perform(elasticLoadBalancingV2Api, { world: this.world, caller: administrator(account), region }, action, input);
  }

  /** An application load balancer; its addresses come from the pool, if that has any left. */
  async loadBalancer(at: At, poolId: string | undefined): Promise<string> {
    const Name = `lb-${(this.#loadBalancers += 1)}`;
    const IpamPools = poolId === undefined ? undefined : { Ipv4IpamPoolId: poolId };
    const { LoadBalancers } = await this.loadBalancing(at, 'CreateLoadBalancer', { Name, Subnets: await this.#subnetsToBalance(at), IpamPools });
    return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  }

  /** A pool with its CIDRs, of an IPAM in that place. */
  async pool({ place, locale, cidrs }: PoolRequest): Promise<string> {
    const at = PLACES[place];
    const { privateScope, publicScope } = await this.#ipam(place);
    const kind = cidrs.length === 0 ? ({ IpamScopeId: publicScope, PublicIpSource: 'amazon', AwsService: 'ec2' } as const) : { IpamScopeId: privateScope };
    const { IpamPool } = await this.ec2(at, 'CreateIpamPool', { ...kind, AddressFamily: 'ipv4', Locale: locale });
    const IpamPoolId = IpamPool?.IpamPoolId ?? '';
    await this.world.clock.sleep(SECOND);
    for (const block of cidrs.length === 0 ? [{ NetmaskLength: 29 }] : cidrs.map((Cidr) => ({ Cidr }))) {
      await this.ec2(at, 'ProvisionIpamPoolCidr', { IpamPoolId, ...block });
      await this.world.clock.sleep(SECOND);
    }
    return IpamPoolId;
  }

  /** A pool with a CIDR of the one above. */
  async poolBelow(at: At, SourceIpamPoolId: string, Locale: string): Promise<string> {
    const IpamScopeId = ec2State(this.world).pools.get(SourceIpamPoolId)?.scopeId;
    const { IpamPool } = await this.ec2(at, 'CreateIpamPool', { IpamScopeId, SourceIpamPoolId, AddressFamily: 'ipv4', Locale });
    const IpamPoolId = IpamPool?.IpamPoolId ?? '';
    await this.world.clock.sleep(SECOND);
    await this.ec2(at, 'ProvisionIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 });
    await this.world.clock.sleep(SECOND);
    return IpamPoolId;
  }

  async networkInterface(at: At, { isInDefaultVpc = false } = {}): Promise<string> {
    const SubnetId = isInDefaultVpc ? this.#defaultSubnet(at) : await this.subnet(at);
    const { NetworkInterface } = await this.ec2(at, 'CreateNetworkInterface', { SubnetId });
    return NetworkInterface?.NetworkInterfaceId ?? '';
  }

  /** One in a VPC with an internet gateway. */
  subnet(at: At): Promise<string> {
    const key = `${at.account} ${at.region}`;
    const made = this.#subnets.get(key) ?? this.#newSubnet(at);
    this.#subnets.set(key, made);
    return made;
  }

  /** Two, in two Availability Zones. */
  #subnetsToBalance(at: At): Promise<string[]> {
    const key = `${at.account} ${at.region}`;
    const made = this.#balancedSubnets.get(key) ?? this.#newSubnets(at, ['a', 'b']);
    this.#balancedSubnets.set(key, made);
    return made;
  }

  #ipam(place: Place): Promise<{ privateScope: string; publicScope: string }> {
    const made = this.#ipams.get(place) ?? this.#newIpam(PLACES[place]);
    this.#ipams.set(place, made);
    return made;
  }

  async #newIpam(at: At): Promise<{ privateScope: string; publicScope: string }> {
    const { Ipam } = await this.ec2(at, 'CreateIpam', { OperatingRegions: [REGION, OTHER_REGION].map((RegionName) => ({ RegionName })) });
    await this.world.clock.sleep(SECOND);
    return { privateScope: Ipam?.PrivateDefaultScopeId ?? '', publicScope: Ipam?.PublicDefaultScopeId ?? '' };
  }

  #defaultSubnet(at: At): string {
    const key = `${at.account} ${at.region}`;
    const made = this.#defaultSubnets.get(key) ?? seedDefaultVpc(this.world, at).subnet.id;
    this.#defaultSubnets.set(key, made);
    return made;
  }

  async #newSubnet(at: At): Promise<string> {
    const [subnet = ''] = await this.#newSubnets(at, ['a']);
    return subnet;
  }

  /** In a VPC of their own, one in each of these Availability Zones. */
  async #newSubnets(at: At, zones: readonly string[]): Promise<string[]> {
    const { Vpc } = await this.ec2(at, 'CreateVpc', { CidrBlock: '192.168.0.0/16' });
    const { InternetGateway } = await this.ec2(at, 'CreateInternetGateway', {});
    await this.ec2(at, 'AttachInternetGateway', { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId });
    const subnets = zones.map(async (zone, index) => {
      const AvailabilityZone = `${at.region}${zone}`;
      const { Subnet } = await this.ec2(at, 'CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock: `192.168.${index}.0/24`, AvailabilityZone });
      return Subnet?.SubnetId ?? '';
    });
    return Promise.all(subnets);
  }
}
