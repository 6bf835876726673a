import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { askIam } from '../iam/access-log';
import { allocationWithId } from './ipam/allocations';
import {
  arn,
  ELASTIC_IP,
  INSTANCE,
  INTERNET_GATEWAY,
  IPAM,
  IPAM_POOL,
  IPAM_POOL_ALLOCATION,
  IPAM_RESOURCE_DISCOVERY,
  IPAM_SCOPE,
  NAT_GATEWAY,
  NETWORK_INTERFACE,
  PUBLIC_IPV4_POOL,
  SUBNET,
  VPC,
  type ResourceKind,
} from './resource-ids';
import { ec2State } from './state';
import { recordsOf, tagsOf } from './tagged-resources';

type Input = Readonly<Record<string, unknown>>;

/** A resource that an action is authorised on: one that the request names, or, without an id, the one it creates. */
interface Touched {
  readonly kind: ResourceKind;
  readonly id?: string;
}

/** From the request's parameter of that name; nothing when the request does not have it. */
const named = (kind: ResourceKind, parameter: string) => (input: Input): Touched[] => {
  const id = input[parameter];
  return typeof id === 'string' ? [{ kind, id }] : [];
};
const created = (kind: ResourceKind) => (): Touched[] => [{ kind }];

const pool = named(IPAM_POOL, 'IpamPoolId');
const publicIpv4Pool = named(PUBLIC_IPV4_POOL, 'PoolId');
const resourceDiscovery = named(IPAM_RESOURCE_DISCOVERY, 'IpamResourceDiscoveryId');
const elasticIp = named(ELASTIC_IP, 'AllocationId');

/**
 * The resources that each action is authorised on. What is not here is authorised on `*`: the Describe actions. A99 to A104
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
const RESOURCES: Readonly<Record<string, readonly ((input: Input, call: CallContext) => Touched[])[]>> = {
  CreateIpam: [created(IPAM)],
  ModifyIpam: [named(IPAM, 'IpamId')],
  DeleteIpam: [named(IPAM, 'IpamId')],
  CreateIpamScope: [named(IPAM, 'IpamId'), created(IPAM_SCOPE)],
  ModifyIpamScope: [named(IPAM_SCOPE, 'IpamScopeId')],
  DeleteIpamScope: [named(IPAM_SCOPE, 'IpamScopeId')],
  CreateIpamPool: [named(IPAM_SCOPE, 'IpamScopeId'), named(IPAM_POOL, 'SourceIpamPoolId'), created(IPAM_POOL)],
  ModifyIpamPool: [pool],
  DeleteIpamPool: [pool],
  ProvisionIpamPoolCidr: [pool],
  DeprovisionIpamPoolCidr: [pool],
  GetIpamPoolCidrs: [pool],
  AllocateIpamPoolCidr: [pool, (input) => (input.TagSpecifications === undefined ? [] : [{ kind: IPAM_POOL_ALLOCATION }])],
  ReleaseIpamPoolAllocation: [pool],
  GetIpamPoolAllocations: [pool],
  ModifyIpamPoolAllocation: [named(IPAM_POOL_ALLOCATION, 'IpamPoolAllocationId')],
  GetIpamResourceCidrs: [named(IPAM_SCOPE, 'IpamScopeId'), pool],
  ModifyIpamResourceCidr: [named(IPAM_SCOPE, 'CurrentIpamScopeId'), named(IPAM_SCOPE, 'DestinationIpamScopeId')],
  GetIpamDiscoveredAccounts: [resourceDiscovery],
  GetIpamDiscoveredResourceCidrs: [resourceDiscovery],
  GetIpamDiscoveredPublicAddresses: [resourceDiscovery],
  GetIpamAddressHistory: [named(IPAM_SCOPE, 'IpamScopeId')],
  AllocateAddress: [created(ELASTIC_IP), pool, named(PUBLIC_IPV4_POOL, 'PublicIpv4Pool')],
  ReleaseAddress: [elasticIp],
  EnableAddressTransfer: [elasticIp],
  AcceptAddressTransfer: [created(ELASTIC_IP)],
  DisableAddressTransfer: [elasticIp],
  ModifyAddressAttribute: [elasticIp],
  ResetAddressAttribute: [elasticIp],
  AssociateAddress: [elasticIp, named(NETWORK_INTERFACE, 'NetworkInterfaceId'), named(INSTANCE, 'InstanceId')],
  DisassociateAddress: [bothEndsOfAssociation],
  CreateVpc: [created(VPC), named(IPAM_POOL, 'Ipv4IpamPoolId'), named(IPAM_POOL, 'Ipv6IpamPoolId')],
  DeleteVpc: [named(VPC, 'VpcId')],
  AssociateVpcCidrBlock: [named(VPC, 'VpcId'), named(IPAM_POOL, 'Ipv4IpamPoolId'), named(IPAM_POOL, 'Ipv6IpamPoolId')],
  DisassociateVpcCidrBlock: [created(VPC)],
  CreateSubnet: [created(SUBNET), named(VPC, 'VpcId'), named(IPAM_POOL, 'Ipv4IpamPoolId')],
  DeleteSubnet: [named(SUBNET, 'SubnetId')],
  CreateNatGateway: [created(NAT_GATEWAY), named(SUBNET, 'SubnetId'), elasticIp],
  DeleteNatGateway: [named(NAT_GATEWAY, 'NatGatewayId')],
  CreateInternetGateway: [created(INTERNET_GATEWAY)],
  AttachInternetGateway: [named(INTERNET_GATEWAY, 'InternetGatewayId'), named(VPC, 'VpcId')],
  DetachInternetGateway: [named(INTERNET_GATEWAY, 'InternetGatewayId'), named(VPC, 'VpcId')],
  DeleteInternetGateway: [named(INTERNET_GATEWAY, 'InternetGatewayId')],
  CreatePublicIpv4Pool: [created(PUBLIC_IPV4_POOL)],
  DeletePublicIpv4Pool: [publicIpv4Pool],
  ProvisionPublicIpv4PoolCidr: [pool, publicIpv4Pool],
  DeprovisionPublicIpv4PoolCidr: [publicIpv4Pool],
  CreateNetworkInterface: [created(NETWORK_INTERFACE), named(SUBNET, 'SubnetId')],
  DeleteNetworkInterface: [named(NETWORK_INTERFACE, 'NetworkInterfaceId')],
  CreateTags: [taggedResources],
  DeleteTags: [taggedResources],
};

/** The address and the interface it is on: the request names neither, EC2 asks for both. An unknown association is not found, whoever asks. */
function bothEndsOfAssociation({ AssociationId }: Input, { world, caller }: CallContext): Touched[] {
  for (const { id, account, association } of ec2State(world).addresses.all()) {
    if (account !== caller.account || association?.id !== AssociationId || association === undefined) continue;
    return [{ kind: ELASTIC_IP, id }, { kind: NETWORK_INTERFACE, id: association.networkInterfaceId }];
  }
  return [];
}

function taggedResources({ Resources }: Input, { world }: CallContext): Touched[] {
  return (Resources as readonly string[]).flatMap((id) => {
    const kind = allocationWithId(world, id) ? IPAM_POOL_ALLOCATION : recordsOf(world, id)?.[0];
    return kind ? [{ kind, id }] : [];
  });
}

/** Refuses what the caller's policies do not allow on every resource that the call touches. */
export function authorize(input: Input, call: CallContext): void {
  const finders = RESOURCES[call.action];
  if (!finders) {
    check(call, call.action, '*', {});
    return;
  }
  const touched = finders.flatMap((find) => find(input, call));
  for (const { kind, id } of touched) check(call, call.action, arnOf(call, kind, id), contextOf(call, id, input));
  const specifications = input.TagSpecifications as readonly TagSpecification[] | undefined;
  if (specifications && specifications.length > 0) {
    for (const { kind, id } of touched.filter((one) => one.id === undefined)) check(call, 'CreateTags', arnOf(call, kind, id), { ...contextOf(call, id, input), 'ec2:CreateAction': call.action });
  }
}

function arnOf({ world, region, caller }: CallContext, kind: ResourceKind, id = '*'): string {
  const owner = recordsOf(world, id)?.[1].get(id)?.account ?? allocationWithId(world, id)?.owner ?? caller.account;
  return arn(kind, region, owner, id);
}

function contextOf({ world }: CallContext, id: string | undefined, input: Input): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = { ...keysOf(world, id) };
  for (const [key, value] of Object.entries(id === undefined ? {} : (allocationWithId(world, id)?.tags ?? tagsOf(world, id)))) {
    context[`aws:ResourceTag/${key}`] = value;
    context[`ec2:ResourceTag/${key}`] = value;
  }
  const given = [...((input.Tags as readonly Tag[] | undefined) ?? []), ...((input.TagSpecifications as readonly TagSpecification[] | undefined) ?? []).flatMap(({ Tags = [] }) => Tags)];
  for (const { Key = '', Value = '' } of given) context[`aws:RequestTag/${Key}`] = Value;
  if (given.length > 0) context['aws:TagKeys'] = given.map(({ Key = '' }) => Key);
  return context;
}

/** The condition keys that only resources of its type have. */
function keysOf(world: World, id = ''): Record<string, string> {
  const { addresses, networkInterfaces } = ec2State(world);
  const address = addresses.get(id);
  if (address) return { 'ec2:AllocationId': id, 'ec2:PublicIpAddress': address.publicIp, 'ec2:Domain': 'vpc' };
  const networkInterface = networkInterfaces.get(id);
  if (!networkInterface) return {};
  const { account, region, vpcId, subnetId, availabilityZone } = networkInterface;
  return {
    'ec2:NetworkInterfaceID': id,
    'ec2:Vpc': arn(VPC, region, account, vpcId),
    'ec2:Subnet': arn(SUBNET, region, account, subnetId),
    'ec2:AvailabilityZone': availabilityZone,
  };
}

function check(call: CallContext, action: string, resource: string, context: Record<string, string | readonly string[]>): void {
  const { world, region } = call;
  const refusal = askIam(call, {
    action: `ec2:${action}`,
    resource,
    context: { 'ec2:Region': region, 'aws:RequestedRegion': region, 'aws:CurrentTime': new Date(world.clock.now()).toISOString(), ...context },
  });
  if (refusal === undefined) return;
  const encoded = Buffer.from(world.random.hex(600), 'hex').toString('base64url');
  throw new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${refusal}. Encoded authorization failure message: ${encoded}`, 403);
}
