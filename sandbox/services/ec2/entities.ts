import type {
  ConnectionTrackingConfiguration,
  IpamMeteredAccount,
  IpamPoolAllocationResourceType,
  IpamPoolCidrFailureReason,
  IpamPoolCidrState,
  IpamPoolState,
  IpamResourceDiscoveryAssociationState,
  IpamResourceDiscoveryState,
  IpamResourceType,
  IpamState,
  IpamScopeState,
  IpamTier,
  NatGatewayState,
  ServiceManaged,
} from '@aws-sdk/client-ec2';
import type { AddressFamily, Cidr } from './cidr';

export type Tags = Readonly<Record<string, string>>;

/** What every EC2 resource has. Records are never changed in place: a change is a new version. */
export interface Entity {
  readonly id: string;
  readonly account: string;
  /** For IPAM's own resources, the IPAM's home Region. */
  readonly region: string;
  readonly tags: Tags;
}

export interface IpamEntity extends Entity {
  readonly description?: string;
  readonly operatingRegions: readonly string[];
  readonly state: IpamState;
  readonly tier: IpamTier;
  readonly enablePrivateGua: boolean;
  readonly meteredAccount: IpamMeteredAccount;
  readonly publicDefaultScopeId: string;
  readonly privateDefaultScopeId: string;
  readonly resourceDiscoveryId: string;
  readonly resourceDiscoveryAssociationId: string;
}

/** What an IPAM sees its account's resources with; each IPAM has one of its own, and so the IPAM is all it needs to know. */
export interface ResourceDiscoveryEntity extends Entity {
  readonly ipamId: string;
  readonly state: IpamResourceDiscoveryState;
}

export interface ResourceDiscoveryAssociationEntity extends Entity {
  readonly ipamId: string;
  readonly resourceDiscoveryId: string;
  readonly state: IpamResourceDiscoveryAssociationState;
}

export interface ScopeEntity extends Entity {
  readonly ipamId: string;
  readonly type: 'public' | 'private';
  readonly isDefault: boolean;
  readonly description?: string;
  readonly state: IpamScopeState;
}

export interface PoolEntity extends Entity {
  readonly ipamId: string;
  readonly scopeId: string;
  readonly scopeType: 'public' | 'private';
  readonly sourcePoolId?: string;
  readonly sourceVpcId?: string;
  readonly depth: number;
  /** Where it may be allocated from; `None` is the home Region. */
  readonly locale: string;
  readonly family: AddressFamily;
  readonly state: IpamPoolState;
  readonly stateMessage?: string;
  readonly description?: string;
  readonly autoImport: boolean;
  readonly publiclyAdvertisable?: boolean;
  readonly publicIpSource?: 'amazon' | 'byoip';
  readonly awsService?: 'ec2' | 'global-services';
  readonly minNetmaskLength?: number;
  readonly maxNetmaskLength?: number;
  readonly defaultNetmaskLength?: number;
  readonly allocationResourceTags: Tags;
  /** The accounts it is shared with by RAM. */
  readonly sharedWith: readonly string[];
}

export interface PoolCidrEntity {
  readonly id: string;
  readonly poolId: string;
  readonly cidr: Cidr;
  readonly state: IpamPoolCidrState;
  readonly failureReason?: IpamPoolCidrFailureReason;
}

export interface AllocationEntity {
  readonly id: string;
  readonly poolId: string;
  readonly cidr: Cidr;
  readonly resourceType: IpamPoolAllocationResourceType;
  readonly resourceId?: string;
  readonly resourceRegion?: string;
  /** The account that allocated it. */
  readonly owner: string;
  readonly description?: string;
  readonly tags: Tags;
}

/** A CIDR of a resource as one IPAM knows it. */
export interface ResourceCidrEntity {
  readonly id: string;
  readonly ipamId: string;
  readonly scopeId: string;
  readonly resourceId: string;
  readonly resourceType: IpamResourceType;
  readonly region: string;
  readonly account: string;
  readonly cidr: Cidr;
  readonly vpcId?: string;
  readonly monitored: boolean;
  readonly discoveredAt: number;
}

export interface AddressEntity extends Entity {
  readonly publicIp: string;
  readonly networkBorderGroup: string;
  /** `amazon`, or the IPAM pool it came from. */
  readonly publicIpv4Pool: string;
  readonly association?: {
    readonly id: string;
    readonly networkInterfaceId: string;
    readonly privateIpAddress: string;
  };
  readonly serviceManaged?: ServiceManaged;
  readonly locked?: boolean;
  readonly ptrRecord?: string;
  /** What the reverse DNS record is being changed to. Nothing: it is being taken away. */
  readonly ptrRecordUpdate?: { readonly value?: string };
}

/** An address that its account, the source, offers to another one. Its id is the address's allocation id. */
export interface AddressTransferEntity extends Entity {
  readonly publicIp: string;
  readonly transferAccountId: string;
  readonly expiresAt: number;
  readonly acceptedAt?: number;
}

export interface CidrAssociation {
  readonly id: string;
  readonly cidr: Cidr;
  readonly state: 'associating' | 'associated' | 'disassociating' | 'disassociated';
  /** The IPAM pool that an IPv6 block came from. */
  readonly poolId?: string;
}

export interface VpcEntity extends Entity {
  readonly isDefault: boolean;
  readonly instanceTenancy: 'default' | 'dedicated' | 'host';
  /** The first one is the primary. */
  readonly cidrs: readonly CidrAssociation[];
}

export interface SubnetEntity extends Entity {
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly defaultForAz: boolean;
  readonly cidr?: Cidr;
  readonly ipv6Cidr?: CidrAssociation;
}

export interface NetworkInterfaceEntity extends Entity {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly privateIpAddress: string;
  readonly macAddress: string;
  readonly description: string;
  readonly groups: readonly string[];
  /** Who made it. */
  readonly requesterId: string;
  readonly createdAt: number;
  readonly ipv6Addresses?: readonly string[];
  readonly hasPrimaryIpv6?: boolean;
  readonly connectionTracking?: ConnectionTrackingConfiguration;
  /** Set when an AWS service made it, such as a NAT gateway: its addresses can't be taken from it. */
  readonly managedBy?: 'natGateway' | 'network_load_balancer' | 'load_balancer' | 'lambda' | 'vpc_endpoint' | 'transit_gateway' | 'resolver';
  /** What it goes with: an instance, an endpoint, a transit gateway's attachment. */
  readonly partOf?: string;
  /** Whether it outlives an instance that it was attached to. */
  readonly isKept?: boolean;
}

/**
 * What networks are made of besides what has a record of its own above: a security group, a route table, an endpoint, an instance. What it is
 * to others is read from what its Describe action shows, so that a copy of a real one is its description.
 */
export interface NetworkPartEntity extends Entity {
  /** As in TagSpecifications. */
  readonly type: string;
  /** The VPC that it is in, or is attached to. */
  readonly vpcId?: string;
  /** Whether it was made with the VPC, and goes with it. */
  readonly isDefault?: boolean;
  readonly state: 'available' | 'detaching' | 'deleting';
  /** What its Describe action shows, without id, owner, VPC, state and tags. */
  readonly shown: Readonly<Record<string, unknown>>;
}

export interface InternetGatewayEntity extends Entity {
  /** The VPC it is attached to. */
  readonly vpcId?: string;
}

export interface PublicIpv4PoolEntity extends Entity {
  readonly networkBorderGroup: string;
  /** What was provisioned to it from IPAM pools. */
  readonly cidrs: readonly Cidr[];
}

export interface NatGatewayEntity extends Entity {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly connectivityType: 'public' | 'private';
  readonly address?: { readonly allocationId: string; readonly publicIp: string; readonly associationId: string };
  readonly state: NatGatewayState;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly createdAt: number;
  readonly deletedAt?: number;
}
