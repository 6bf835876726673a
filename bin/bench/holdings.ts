import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { createPool, takeCidr, type TakenCidr } from '../../test/acceptance/network';

/** What there is to release. */
export interface Holdings {
  readonly poolId: string;
  readonly allocations: readonly TakenCidr[];
  /** Allocation ids of Elastic IPs, each associated with a network interface. */
  readonly addressIds: readonly string[];
}

/** How many calls are under way at a time while things are set up. */
const AT_ONCE = 20;

/** Takes what is to be released later, by the API, from a pool that no stack owns. */
export async function takeHoldings(ec2: EC2Client, { allocations = 0, addresses = 0 }: { allocations?: number; addresses?: number }): Promise<Holdings> {
  const poolId = await createPool(ec2);
  const taken = await times(allocations, () => takeCidr(ec2, poolId, { NetmaskLength: 28 }));
  const subnetId = addresses > 0 ? await createSubnet(ec2) : undefined;
  const addressIds = await times(addresses, () => takeAssociatedAddress(ec2, subnetId));
  return { poolId, allocations: taken, addressIds };
}

/** Room for some 4,000 network interfaces, with a way to the internet. */
async function createSubnet(ec2: EC2Client): Promise<string | undefined> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '192.168.0.0/16' }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/20' }));
  return Subnet?.SubnetId;
}

async function takeAssociatedAddress(ec2: EC2Client, subnetId: string | undefined): Promise<string> {
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId }));
  const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }));
  return AllocationId;
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) made.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - made.length) }, make))));
  return made;
}

const BURST = 50;
export const REFILL_PER_SECOND = 5;

/**
 * In how many seconds EC2 lets so many calls of one mutating API pass, at best: its token bucket holds 50, and gets 5 a second.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function limitFor(calls: number): number {
  return Math.max(0, (calls - BURST) / REFILL_PER_SECOND);
}
