#!/usr/bin/env node
/**
 * What a network team does outside the stack: it takes CIDRs from the stack's pool and Elastic IPs by the API, so that
 * CloudFormation knows of none of them. Prints the context that lists them for the example app.
 *
 *   npm run network-team -- --stack AddressReleaseExample
 */
import './no-version-paragraph';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  AllocateAddressCommand,
  AllocateIpamPoolCidrCommand,
  AssociateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';

/** What was taken: the ids that AddressRelease wants to know. */
export interface Taken {
  readonly ipamAllocations: readonly { readonly cidr: string; readonly allocationId: string }[];
  readonly elasticIps: readonly { readonly publicIp: string; readonly allocationId: string }[];
}

/** Takes three CIDRs (from an empty pool, the first is that of the AWS documentation's example) and two addresses, one of them in use. */
export async function takeFromPool(ec2: EC2Client, poolId: string, environment?: string): Promise<Taken> {
  const ipamAllocations = [];
  for (const NetmaskLength of [23, 24, 28]) {
    const { IpamPoolAllocation } = await ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId: poolId, NetmaskLength }));
    ipamAllocations.push({ cidr: IpamPoolAllocation?.Cidr ?? '', allocationId: IpamPoolAllocation?.IpamPoolAllocationId ?? '' });
  }
  const elasticIps = [await takeAddress(ec2, environment), await takeAddress(ec2, environment)];
  await putToUse(ec2, elasticIps[0]?.allocationId ?? '');
  return { ipamAllocations, elasticIps };
}

/** Takes one Elastic IP, and tags it with the environment that it is for. */
export async function takeAddress(ec2: EC2Client, environment?: string): Promise<Taken['elasticIps'][number]> {
  const TagSpecifications = environment === undefined ? undefined : [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: 'environment', Value: environment }] }];
  const { PublicIp, AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications }));
  return { publicIp: PublicIp ?? '', allocationId: AllocationId ?? '' };
}

/** The context arguments that list what was taken for `bin/example.ts`. */
export function contextArguments({ ipamAllocations, elasticIps }: Taken): string[] {
  return [
    '-c',
    `ipamAllocations=${ipamAllocations.map(({ cidr, allocationId }) => `${cidr}=${allocationId}`).join(',')}`,
    '-c',
    `elasticIps=${elasticIps.map(({ allocationId }) => allocationId).join(',')}`,
  ];
}

/** The pool of an example stack, from its output. */
export async function poolOf(cloudFormation: CloudFormationClient, stackName: string): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  const poolId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'PoolId')?.OutputValue;
  if (poolId === undefined) throw new Error(`the stack ${stackName} has no output PoolId: deploy bin/example.ts first`);
  return poolId;
}

/** A subnet of a VPC of its own, with a way to the internet and room for some 4,000 network interfaces. */
export async function createSubnet(ec2: EC2Client): Promise<string | undefined> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '192.168.0.0/16' }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/20' }));
  return Subnet?.SubnetId;
}

/** Associates the address with a network interface of the team's own. */
async function putToUse(ec2: EC2Client, allocationId: string): Promise<void> {
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: await createSubnet(ec2) }));
  await ec2.send(
    new AssociateAddressCommand({ AllocationId: allocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { stack: { type: 'string', default: 'AddressReleaseExample' } } });
  const poolId = await poolOf(new CloudFormationClient({}), values.stack);
  const taken = await takeFromPool(new EC2Client({}), poolId, values.stack);
  process.stdout.write(`${contextArguments(taken).join(' ')}\n`);
}

if (require.main === module) void main();
