import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  type Address,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { Place } from './account';
import type { Ground } from './probe';
import { MINUTE, need, SECOND } from './wait';

const LOOK = { every: 2 * SECOND, atMost: 2 * MINUTE };

/** A subnet in a VPC of its own, with a way to the internet. Gives its id. */
export async function createSubnet({ local: { ec2 }, clock, mark }: Ground, what: string, CidrBlock: string): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock, ...mark.onCreation('vpc', what) }));
  const VpcId = Vpc?.VpcId;
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand(mark.onCreation('internet-gateway', what)));
  const InternetGatewayId = InternetGateway?.InternetGatewayId;
  // What was made a moment ago may not be known everywhere.
  await need(clock, LOOK, 'the internet gateway', async () => ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId })).catch(() => undefined));
  const { Subnet } = await need(clock, LOOK, 'the subnet', async () => ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, ...mark.onCreation('subnet', what) })).catch(() => undefined));
  return Subnet?.SubnetId ?? '';
}

/** An Elastic IP, as DescribeAddresses shows it. */
export async function takeAddress(ground: Ground, what: string, more: readonly Tag[] = []): Promise<Address> {
  return seen(ground, await allocateAddress(ground, ground.local, what, more), () => true);
}

/** Its id, without a look. */
export async function allocateAddress({ mark }: Ground, { ec2 }: Place, what: string, more: readonly Tag[] = []): Promise<string> {
  const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [...mark.tags(what), ...more] }] }));
  return AllocationId;
}

/** The same in use by an interface that is made for it. */
export async function takeAddressInUse(ground: Ground, what: string, SubnetId: string): Promise<Address> {
  const { local, mark, clock } = ground;
  const { AllocationId = '' } = await takeAddress(ground, what);
  const { NetworkInterface } = await local.ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, ...mark.onCreation('network-interface', what) }));
  await need(clock, LOOK, 'the association', async () => local.ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId })).catch(() => undefined));
  return seen(ground, AllocationId, ({ AssociationId }) => AssociationId !== undefined);
}

async function seen({ local, clock }: Ground, id: string, isSo: (address: Address) => boolean): Promise<Address> {
  return need(clock, LOOK, `the address ${id}`, async () => {
    const { Addresses } = await local.ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [id] }] }));
    return Addresses?.find(isSo);
  });
}
