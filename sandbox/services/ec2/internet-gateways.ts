import type { AttachmentStatus, InternetGateway } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import type { InternetGatewayEntity } from './entities';
import { checkId, INTERNET_GATEWAY, notFound } from './resource-ids';
import { ec2State } from './state';
import { tagList } from './tags';

export function ownInternetGateway({ world, caller, region }: CallContext, id: string): InternetGatewayEntity {
  checkId(INTERNET_GATEWAY, id);
  const gateway = ec2State(world).internetGateways.get(id);
  if (gateway?.account !== caller.account || gateway.region !== region) throw notFound(INTERNET_GATEWAY, id);
  return gateway;
}

/** The internet gateway that a VPC has, if it has one. */
export function gatewayOf(world: World, vpcId: string): InternetGatewayEntity | undefined {
  return [...ec2State(world).internetGateways.all()].find((gateway) => gateway.vpcId === vpcId);
}

/** A public address needs a way out: without one, EC2 associates none. */
export function requireGateway(world: World, vpcId: string): void {
  if (!gatewayOf(world, vpcId)) throw new AwsError('Gateway.NotAttached', `Network ${vpcId} is not attached to any internet gateway`);
}

/** Whether an interface of the VPC has a public address. */
export function hasMappedAddresses(world: World, vpcId: string): boolean {
  const { addresses, networkInterfaces } = ec2State(world);
  return [...addresses.all()].some(({ association }) => association && networkInterfaces.get(association.networkInterfaceId)?.vpcId === vpcId);
}

/** An internet gateway as DescribeInternetGateways shows it. */
export function describeInternetGateway({ id, account, vpcId, tags }: InternetGatewayEntity): InternetGateway {
  return {
    InternetGatewayId: id,
    OwnerId: account,
    // Not among the values of the API's model, but what EC2 answers for an attached one.
    Attachments: vpcId === undefined ? [] : [{ State: 'available' as AttachmentStatus, VpcId: vpcId }],
    Tags: tagList(tags),
  };
}
