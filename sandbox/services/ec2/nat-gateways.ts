import type { NatGateway } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import type { NatGatewayEntity } from './entities';
import { checkId, NAT_GATEWAY, notFound } from './resource-ids';
import { ec2State } from './state';
import { tagsIfAny } from './tags';

export function ownNatGateway({ world, caller, region }: CallContext, id: string): NatGatewayEntity {
  checkId(NAT_GATEWAY, id);
  const natGateway = ec2State(world).natGateways.get(id);
  if (natGateway?.account !== caller.account || natGateway.region !== region) throw notFound(NAT_GATEWAY, id);
  return natGateway;
}

/** A NAT gateway as DescribeNatGateways shows it. */
export function describeNatGateway(natGateway: NatGatewayEntity): NatGateway {
  const { address, failure, deletedAt } = natGateway;
  return {
    NatGatewayId: natGateway.id,
    VpcId: natGateway.vpcId,
    SubnetId: natGateway.subnetId,
    State: natGateway.state,
    ConnectivityType: natGateway.connectivityType,
    CreateTime: new Date(natGateway.createdAt),
    DeleteTime: deletedAt === undefined ? undefined : new Date(deletedAt),
    FailureCode: failure?.code,
    FailureMessage: failure?.message,
    NatGatewayAddresses: [
      {
        NetworkInterfaceId: natGateway.networkInterfaceId,
        PrivateIp: natGateway.privateIp,
        AllocationId: address?.allocationId,
        PublicIp: address?.publicIp,
        AssociationId: address?.associationId,
        IsPrimary: true,
        Status: failure ? 'failed' : 'succeeded',
      },
    ],
    Tags: tagsIfAny(natGateway.tags),
  };
}
