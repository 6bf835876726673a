import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import type { NetworkInterfaceEntity } from '../ec2/entities';
import { createInterface } from '../ec2/network-interfaces';
import { ec2State } from '../ec2/state';
import { afterAWhile } from '../ec2/transition';
import type { LambdaFunction } from './function';
import type { FunctionInput } from './function-input';

type VpcConfig = NonNullable<LambdaFunction['vpcConfig']>;

/**
 * The interfaces of a function in a VPC: one for each subnet, shared by all functions with the same security groups there.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function interfacesFor(world: World, { subnetIds, securityGroupIds }: VpcConfig): NetworkInterfaceEntity[] {
  const groups = [...securityGroupIds].sort().join();
  return [...ec2State(world).networkInterfaces.all()].filter((one) => one.managedBy === 'lambda' && subnetIds.includes(one.subnetId) && [...one.groups].sort().join() === groups);
}

/** The interfaces that a function needs are there afterwards. Undefined when it is in no VPC. */
export function attachToVpc(world: World, account: string, region: string, { FunctionName, VpcConfig = {} }: FunctionInput): LambdaFunction['vpcConfig'] {
  const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } = VpcConfig;
  if (subnetIds.length === 0) return undefined;
  const subnets = subnetIds.map((id) => {
    const subnet = ec2State(world).subnets.get(id);
    if (subnet?.account !== account || subnet.region !== region) throw new AwsError('InvalidParameterValueException', `The subnet ID '${id}' does not exist`);
    return subnet;
  });
  const vpcConfig = { vpcId: subnets[0]?.vpcId ?? '', subnetIds, securityGroupIds };
  const there = new Set(interfacesFor(world, vpcConfig).map(({ subnetId }) => subnetId));
  for (const subnet of subnets.filter(({ id }) => !there.has(id))) {
    const description = `AWS Lambda VPC ENI-${FunctionName}-${world.random.uuid()}`;
    createInterface(world, subnet, { description, tags: {}, groups: securityGroupIds, managedBy: 'lambda', requesterId: `AROA${world.random.hex(17).toUpperCase()}:awslambda` });
  }
  return vpcConfig;
}

/** What no function needs any more goes after a while. */
export function giveUpInterfaces(world: World, { vpcConfig }: LambdaFunction, functionsLeft: () => readonly LambdaFunction[]): void {
  if (!vpcConfig) return;
  afterAWhile(world, world.unkindness.lambdaInterfaces, () => {
    const needed = new Set(functionsLeft().flatMap((one) => (one.vpcConfig ? interfacesFor(world, one.vpcConfig).map(({ id }) => id) : [])));
    for (const { id } of interfacesFor(world, vpcConfig)) if (!needed.has(id)) ec2State(world).networkInterfaces.delete(id);
  });
}
