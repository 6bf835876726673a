import { MINUTE, Cloud, SECOND, text } from './cloud';

async function withoutGateway(cloud: Cloud) {
  const network = await cloud.network();
  await cloud.call('DetachInternetGateway', { VpcId: network.vpcId, InternetGatewayId: network.gatewayId });
  return network;
}

test('an address is not associated in a VPC without an internet gateway', async () => {
  const cloud = new Cloud();
  const { vpcId, subnetId, gatewayId } = await withoutGateway(cloud);
  const { allocationId } = await cloud.address();
  const NetworkInterfaceId = await cloud.networkInterface(subnetId);
  const associate = () => cloud.call('AssociateAddress', { AllocationId: allocationId, NetworkInterfaceId });
  await expect(associate()).rejects.toMatchObject({ code: 'Gateway.NotAttached', message: `Network ${vpcId} is not attached to any internet gateway` });
  await cloud.call('AttachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId });
  expect((await associate()).AssociationId).toMatch(/^eipassoc-/);
});

test('a public NAT gateway fails in a VPC without an internet gateway, and leaves its address free; a private one does not', async () => {
  const cloud = new Cloud();
  const { vpcId, subnetId } = await withoutGateway(cloud);
  const { allocationId } = await cloud.address();
  await cloud.call('CreateNatGateway', { SubnetId: subnetId, AllocationId: allocationId });
  await cloud.call('CreateNatGateway', { SubnetId: subnetId, ConnectivityType: 'private' });
  expect((await cloud.call('DescribeNatGateways', {})).NatGateways).toMatchObject([
    { State: 'failed', FailureCode: 'Gateway.NotAttached', FailureMessage: `Network ${vpcId} has no Internet gateway attached` },
    { State: 'available' },
  ]);
  await cloud.call('ReleaseAddress', { AllocationId: allocationId });
});

test('a gateway is not detached while an address is mapped, even one that a NAT gateway being deleted holds', async () => {
  const cloud = new Cloud({ natGatewayDeletion: { min: 60 * SECOND, max: 60 * SECOND } });
  const { vpcId, subnetId, gatewayId } = await cloud.network();
  const { allocationId } = await cloud.address();
  const { NatGateway } = await cloud.call('CreateNatGateway', { SubnetId: subnetId, AllocationId: allocationId });
  cloud.clock.pass(1 * MINUTE);
  const detach = () => cloud.call('DetachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId });
  const refused = {
    code: 'DependencyViolation',
    message: `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  };
  await expect(detach()).rejects.toMatchObject(refused);
  await cloud.call('DeleteNatGateway', { NatGatewayId: text(NatGateway?.NatGatewayId) });
  cloud.clock.pass(59 * SECOND);
  await expect(detach()).rejects.toMatchObject(refused);
  cloud.clock.pass(1 * SECOND);
  await detach();
  await expect(detach()).rejects.toMatchObject({ code: 'Gateway.NotAttached' });
});

test('a gateway has one VPC, a VPC has one gateway, and an attached gateway is not deleted', async () => {
  const cloud = new Cloud();
  const { vpcId, gatewayId } = await cloud.network();
  const second = text((await cloud.call('CreateInternetGateway', {})).InternetGateway?.InternetGatewayId);
  await expect(cloud.call('AttachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId })).rejects.toMatchObject({ code: 'Resource.AlreadyAssociated' });
  await expect(cloud.call('AttachInternetGateway', { VpcId: vpcId, InternetGatewayId: second })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  await expect(cloud.call('DeleteInternetGateway', { InternetGatewayId: gatewayId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await cloud.call('DeleteInternetGateway', { InternetGatewayId: second });
  await expect(cloud.call('DeleteInternetGateway', { InternetGatewayId: second })).rejects.toMatchObject({ code: 'InvalidInternetGatewayID.NotFound' });
  expect((await cloud.call('DescribeInternetGateways', { Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }] })).InternetGateways).toMatchObject([
    { InternetGatewayId: gatewayId, Attachments: [{ State: 'available', VpcId: vpcId }] },
  ]);
});
