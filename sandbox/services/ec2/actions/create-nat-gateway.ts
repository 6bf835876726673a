import type { CreateNatGatewayRequest, CreateNatGatewayResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { associate, ownAddress } from '../addresses';
import type { AddressEntity, NatGatewayEntity, SubnetEntity } from '../entities';
import { madeUp, missingParameter, refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { gatewayOf } from '../internet-gateways';
import { describeNatGateway } from '../nat-gateways';
import { createInterface } from '../network-interfaces';
import { ELASTIC_IP, NAT_GATEWAY } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { afterAWhile } from '../transition';
import { ownSubnet } from '../vpcs';

/**
 * It has its address from the start, while it is `pending`. With an address that is in use, or in a VPC without an
 * internet gateway, it ends as `failed`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
 */
export function createNatGateway(input: CreateNatGatewayRequest, call: CallContext): CreateNatGatewayResult {
  const { world } = call;
  const { natGateways, networkInterfaces } = ec2State(world);
  const tags = tagsFrom(input.TagSpecifications, NAT_GATEWAY);
  const connectivityType = input.ConnectivityType ?? 'public';
  if (input.SubnetId === undefined) throw missingParameter('SubnetId');
  const subnet = ownSubnet(call, input.SubnetId);
  if (connectivityType === 'public' && input.AllocationId === undefined) throw missingParameter('AllocationId');
  if (connectivityType === 'private' && input.AllocationId !== undefined) throw madeUp('InvalidParameterCombination', 'AllocationId can only be used with public NAT gateways.');
  const address = input.AllocationId === undefined ? undefined : addressOf(call, input.AllocationId);
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const id = world.random.id(NAT_GATEWAY.prefix);
    const description = `Interface for NAT Gateway ${id}`;
    const { account: requesterId } = subnet;
    const networkInterface = createInterface(world, subnet, { description, tags: {}, groups: [], managedBy: 'natGateway', requesterId, privateIpAddress: input.PrivateIpAddress });
    const failure = failureOf(call, subnet, address);
    const association = address && !failure ? associate(world, address, networkInterface).association : undefined;
    const natGateway: NatGatewayEntity = natGateways.put({
      id,
      account: subnet.account,
      region: subnet.region,
      tags,
      vpcId: subnet.vpcId,
      subnetId: subnet.id,
      networkInterfaceId: networkInterface.id,
      privateIp: networkInterface.privateIpAddress,
      connectivityType,
      address: address && association && { allocationId: address.id, publicIp: address.publicIp, associationId: association.id },
      state: 'pending',
      createdAt: world.clock.now(),
    });
    // No figure of its own: a gateway takes about as long to come as to go.
    afterAWhile(world, world.unkindness.natGatewayDeletion, () => {
      const current = natGateways.get(id);
      if (current?.state !== 'pending') return;
      if (failure) networkInterfaces.delete(networkInterface.id);
      natGateways.put(failure ? { ...current, state: 'failed', failure } : { ...current, state: 'available' });
    });
    return { NatGateway: describeNatGateway(natGateway), ClientToken: input.ClientToken };
  });
}

/** EC2 speaks of an unknown address in words of its own here: hashicorp/terraform-provider-aws#27087. */
function addressOf(call: CallContext, id: string): AddressEntity {
  try {
    return ownAddress(call, id);
  } catch (error) {
    if (error instanceof AwsError && error.code === ELASTIC_IP.notFound) throw new AwsError('InvalidElasticIpID.NotFound', `The elasticIp ID '${id}' does not exist`);
    throw error;
  }
}

function failureOf({ world }: CallContext, { vpcId }: SubnetEntity, address: AddressEntity | undefined): NatGatewayEntity['failure'] {
  if (!address) return undefined;
  if (!gatewayOf(world, vpcId)) return { code: 'Gateway.NotAttached', message: `Network ${vpcId} has no Internet gateway attached` };
  if (address.association) return { code: 'Resource.AlreadyAssociated', message: `Elastic IP address [${address.id}] is already associated` };
  return undefined;
}
