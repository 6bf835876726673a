import { ACCOUNT, administrator } from '../../../sandbox/principal';
import { createInterfacesOf, createPart, deletePart, detachVpnGateway, ownPart } from '../../../sandbox/services/ec2/network-parts';
import {
  CUSTOMER_GATEWAY,
  DHCP_OPTIONS,
  INSTANCE,
  NETWORK_ACL,
  RESOLVER_ENDPOINT,
  RESOLVER_RULE,
  ROUTE_TABLE,
  SECURITY_GROUP,
  TRANSIT_GATEWAY,
  TRANSIT_GATEWAY_ATTACHMENT,
  VPC_ENDPOINT,
  VPN_CONNECTION,
  VPN_GATEWAY,
  type ResourceKind,
} from '../../../sandbox/services/ec2/resource-ids';
import { ec2State } from '../../../sandbox/services/ec2/state';
import { Cloud, MINUTE, SECOND } from './cloud';

const PLACE = { account: ACCOUNT, region: 'us-east-1' };
const part = (cloud: Cloud, kind: ResourceKind, more: Omit<Parameters<typeof createPart>[2], 'account' | 'region'> = {}) => createPart(cloud.world, kind, { ...PLACE, ...more });
const remove = (cloud: Cloud, kind: ResourceKind, id: string) => () => deletePart(cloud.world, ownPart({ world: cloud.world, caller: administrator(), region: PLACE.region }, kind, id));

async function vpc(cloud: Cloud) {
  const { Vpc: { VpcId = '' } = {} } = await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16' });
  return VpcId;
}

test('a VPC goes with what was made with it, and not before all else in it is gone', async () => {
  const cloud = new Cloud({ vpnGatewayDetachment: { min: 30 * SECOND, max: 30 * SECOND } });
  const VpcId = await vpc(cloud);
  const refused = { code: 'DependencyViolation', message: `The vpc '${VpcId}' has dependencies and cannot be deleted.` };
  const attempt = () => cloud.call('DeleteVpc', { VpcId });
  for (const kind of [SECURITY_GROUP, ROUTE_TABLE, NETWORK_ACL, VPC_ENDPOINT]) {
    const { id } = part(cloud, kind, { vpcId: VpcId });
    await expect(attempt()).rejects.toMatchObject(refused);
    remove(cloud, kind, id)();
  }
  const gateway = part(cloud, VPN_GATEWAY, { vpcId: VpcId });
  detachVpnGateway(cloud.world, gateway);
  cloud.clock.pass(29 * SECOND);
  await expect(attempt()).rejects.toMatchObject(refused);
  cloud.clock.pass(1 * SECOND);
  await attempt();
  expect([...ec2State(cloud.world).networkParts.all()].map(({ type }) => type)).toEqual(['vpn-gateway']);
});

test('a security group is not deleted while an interface is in it or another group refers to it', async () => {
  const cloud = new Cloud();
  const { vpcId, subnetId } = await cloud.network();
  const group = part(cloud, SECURITY_GROUP, { vpcId });
  const refused = expect.objectContaining({ code: 'DependencyViolation', message: `resource ${group.id} has a dependent object` }) as Error;
  const { NetworkInterface } = await cloud.call('CreateNetworkInterface', { SubnetId: subnetId, Groups: [group.id] });
  expect(remove(cloud, SECURITY_GROUP, group.id)).toThrow(refused);
  await cloud.call('DeleteNetworkInterface', { NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId });
  const other = part(cloud, SECURITY_GROUP, { vpcId, shown: { IpPermissions: [{ UserIdGroupPairs: [{ GroupId: group.id }] }] } });
  expect(remove(cloud, SECURITY_GROUP, group.id)).toThrow(refused);
  remove(cloud, SECURITY_GROUP, other.id)();
  // A group may refer to itself.
  ec2State(cloud.world).networkParts.put({ ...group, shown: { IpPermissions: [{ UserIdGroupPairs: [{ GroupId: group.id }] }] } });
  remove(cloud, SECURITY_GROUP, group.id)();
  expect(remove(cloud, SECURITY_GROUP, group.id)).toThrow(expect.objectContaining({ code: 'InvalidGroup.NotFound' }) as Error);
  expect(remove(cloud, SECURITY_GROUP, vpcId.replace('vpc-', 'sg-'))).toThrow(expect.objectContaining({ code: 'CannotDelete' }) as Error);
});

test('a route table and a network ACL are not deleted while a subnet is associated with them; with the subnet the association goes', async () => {
  const cloud = new Cloud();
  const { vpcId, subnetId } = await cloud.network();
  const shown = { Associations: [{ SubnetId: subnetId }] };
  const made = [[ROUTE_TABLE, 'routeTable'], [NETWORK_ACL, 'networkAcl']] as const;
  const ids = made.map(([kind]) => part(cloud, kind, { vpcId, shown }).id);
  const removals = made.map(([kind], index) => remove(cloud, kind, ids[index] ?? ''));
  for (const [index, [, name]] of made.entries()) {
    expect(removals[index]).toThrow(expect.objectContaining({ code: 'DependencyViolation', message: `The ${name} '${ids[index]}' has dependencies and cannot be deleted.` }) as Error);
  }
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
  for (const removal of removals) removal();
  expect(remove(cloud, ROUTE_TABLE, vpcId.replace('vpc-', 'rtb-'))).toThrow(expect.objectContaining({ code: 'DependencyViolation' }) as Error);
});

const HELD_BY_REFERENCES: readonly (readonly [ResourceKind, ResourceKind, string, string, string])[] = [
  [VPN_GATEWAY, VPN_CONNECTION, 'VpnGatewayId', 'IncorrectState', 'The VPN gateway is in use.'],
  [CUSTOMER_GATEWAY, VPN_CONNECTION, 'CustomerGatewayId', 'IncorrectState', ''],
  [TRANSIT_GATEWAY, TRANSIT_GATEWAY_ATTACHMENT, 'TransitGatewayId', 'IncorrectState', 'has non-deleted VPC Attachments: tgw-attach-'],
  [RESOLVER_ENDPOINT, RESOLVER_RULE, 'ResolverEndpointId', 'InvalidRequestException', '[RSLVR-00600]'],
];

test.each(HELD_BY_REFERENCES.map((row) => [row[0].type, row] as const))('a %s is not deleted before what refers to it is gone', (_type, [kind, referring, member, code, message]) => {
  const cloud = new Cloud({ networkPartDeletion: { min: 60 * SECOND, max: 60 * SECOND } });
  const { id } = part(cloud, kind);
  const other = part(cloud, referring, { shown: { [member]: id } });
  const refused = expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error;
  expect(remove(cloud, kind, id)).toThrow(refused);
  remove(cloud, referring, other.id)();
  // What is being deleted is still there.
  if (referring !== RESOLVER_RULE) expect(remove(cloud, kind, id)).toThrow(refused);
  cloud.clock.pass(1 * MINUTE);
  remove(cloud, kind, id)();
});

test('DHCP options are not deleted while a VPC has them', async () => {
  const cloud = new Cloud();
  const VpcId = await vpc(cloud);
  const { id } = part(cloud, DHCP_OPTIONS, { shown: { VpcIds: [VpcId] } });
  expect(remove(cloud, DHCP_OPTIONS, id)).toThrow(expect.objectContaining({ code: 'DependencyViolation' }) as Error);
  await cloud.call('DeleteVpc', { VpcId });
  remove(cloud, DHCP_OPTIONS, id)();
});

test("an endpoint's interface holds its subnet and its security group until the endpoint is gone, and nobody deletes it", async () => {
  const cloud = new Cloud({ networkPartDeletion: { min: 2 * MINUTE, max: 2 * MINUTE } });
  const { vpcId, subnetId } = await cloud.network();
  const group = part(cloud, SECURITY_GROUP, { vpcId });
  const endpoint = part(cloud, VPC_ENDPOINT, { vpcId });
  const subnet = ec2State(cloud.world).subnets.get(subnetId);
  const [eni = ''] = createInterfacesOf(cloud.world, endpoint, subnet ? [subnet] : [], { description: `VPC Endpoint Interface ${endpoint.id}`, groups: [group.id], managedBy: 'vpc_endpoint' });
  expect((await cloud.call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [eni] })).NetworkInterfaces).toMatchObject([{ InterfaceType: 'vpc_endpoint', RequesterManaged: true, Status: 'in-use' }]);
  await expect(cloud.call('DeleteNetworkInterface', { NetworkInterfaceId: eni })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  remove(cloud, VPC_ENDPOINT, endpoint.id)();
  cloud.clock.pass(119 * SECOND);
  await expect(cloud.call('DeleteSubnet', { SubnetId: subnetId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  expect(remove(cloud, SECURITY_GROUP, group.id)).toThrow(expect.objectContaining({ code: 'DependencyViolation' }) as Error);
  cloud.clock.pass(1 * SECOND);
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
  remove(cloud, SECURITY_GROUP, group.id)();
});

test('an address is associated with an instance until it is disassociated, or the instance is terminated', async () => {
  const cloud = new Cloud({ instanceTermination: { min: MINUTE, max: MINUTE } });
  const { vpcId, subnetId } = await cloud.network();
  const instance = part(cloud, INSTANCE, { vpcId });
  const subnet = ec2State(cloud.world).subnets.get(subnetId);
  createInterfacesOf(cloud.world, instance, subnet ? [subnet] : [], { description: '', groups: [] });
  const { allocationId } = await cloud.address();
  await expect(cloud.call('AssociateAddress', { AllocationId: allocationId, InstanceId: `i-${'0'.repeat(17)}` })).rejects.toMatchObject({ code: 'InvalidInstanceID.NotFound' });
  const associate = () => cloud.call('AssociateAddress', { AllocationId: allocationId, InstanceId: instance.id });
  const { AssociationId } = await associate();
  const look = async () => (await cloud.call('DescribeAddresses', {})).Addresses?.[0];
  expect(await look()).toMatchObject({ InstanceId: instance.id, AssociationId });
  await cloud.call('DisassociateAddress', { AssociationId });
  await associate();
  remove(cloud, INSTANCE, instance.id)();
  await expect(cloud.call('ReleaseAddress', { AllocationId: allocationId })).rejects.toMatchObject({ code: 'InvalidIPAddress.InUse' });
  cloud.clock.pass(1 * MINUTE);
  expect((await look())?.AssociationId).toBeUndefined();
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
});
