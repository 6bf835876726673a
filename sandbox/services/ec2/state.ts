import type { World } from '../../world';
import type { CidrSpace } from './cidr-space';
import type {
  AddressEntity,
  AddressTransferEntity,
  AllocationEntity,
  InternetGatewayEntity,
  IpamEntity,
  NatGatewayEntity,
  NetworkInterfaceEntity,
  NetworkPartEntity,
  PoolCidrEntity,
  PoolEntity,
  PublicIpv4PoolEntity,
  ResourceCidrEntity,
  ResourceDiscoveryAssociationEntity,
  ResourceDiscoveryEntity,
  ScopeEntity,
  SubnetEntity,
  VpcEntity,
} from './entities';
import { Records } from './records';

/** What a pool holds. */
export interface PoolContent {
  readonly cidrs: Records<PoolCidrEntity>;
  readonly allocations: Records<AllocationEntity>;
  /** What is taken of each provisioned CIDR, by the CIDR's id. */
  readonly spaces: Map<string, CidrSpace>;
}

/** Everything EC2 knows, of every account and Region. */
export class Ec2State {
  readonly ipams: Records<IpamEntity>;
  readonly scopes: Records<ScopeEntity>;
  readonly pools: Records<PoolEntity>;
  readonly resourceCidrs: Records<ResourceCidrEntity>;
  readonly resourceDiscoveries: Records<ResourceDiscoveryEntity>;
  readonly resourceDiscoveryAssociations: Records<ResourceDiscoveryAssociationEntity>;
  readonly addresses: Records<AddressEntity>;
  readonly addressTransfers: Records<AddressTransferEntity>;
  readonly vpcs: Records<VpcEntity>;
  readonly subnets: Records<SubnetEntity>;
  readonly networkInterfaces: Records<NetworkInterfaceEntity>;
  readonly networkParts: Records<NetworkPartEntity>;
  readonly natGateways: Records<NatGatewayEntity>;
  readonly internetGateways: Records<InternetGatewayEntity>;
  readonly publicIpv4Pools: Records<PublicIpv4PoolEntity>;
  readonly #contents = new Map<string, PoolContent>();

  constructor(private readonly world: World) {
    this.ipams = new Records(world);
    this.scopes = new Records(world);
    this.pools = new Records(world);
    this.resourceCidrs = new Records(world);
    this.resourceDiscoveries = new Records(world);
    this.resourceDiscoveryAssociations = new Records(world);
    this.addresses = new Records(world);
    this.addressTransfers = new Records(world);
    this.vpcs = new Records(world);
    this.subnets = new Records(world);
    this.networkInterfaces = new Records(world);
    this.networkParts = new Records(world);
    this.natGateways = new Records(world);
    this.internetGateways = new Records(world);
    this.publicIpv4Pools = new Records(world);
  }

  contentOf(poolId: string): PoolContent {
    let content = this.#contents.get(poolId);
    if (!content) {
      content = { cidrs: new Records(this.world), allocations: new Records(this.world), spaces: new Map() };
      this.#contents.set(poolId, content);
    }
    return content;
  }

  /** What every pool holds or held, the oldest pool's first. */
  contents(): IterableIterator<PoolContent> {
    return this.#contents.values();
  }
}

export function ec2State(world: World): Ec2State {
  return world.state('ec2', () => new Ec2State(world));
}
