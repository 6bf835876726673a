import type { Ipam, IpamScope } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { World } from '../../../world';
import type { IpamEntity, ScopeEntity } from '../entities';
import { arn, checkId, IPAM, IPAM_SCOPE, notFound } from '../resource-ids';
import { ec2State } from '../state';
import { tagList } from '../tags';
import { poolsIn } from './pools';

export function ipamsOf(world: World, account: string): IpamEntity[] {
  return [...ec2State(world).ipams.all()].filter((ipam) => ipam.account === account);
}

/** The IPAM, in its home Region. */
export function ipamAtHome({ world, caller, region }: CallContext, id: string): IpamEntity {
  checkId(IPAM, id);
  const ipam = ec2State(world).ipams.get(id);
  if (ipam?.account !== caller.account || ipam.region !== region) throw notFound(IPAM, id);
  return ipam;
}

/** An IPAM as DescribeIpams shows it. */
export function describeIpam(world: World, ipam: IpamEntity): Ipam {
  return {
    OwnerId: ipam.account,
    IpamId: ipam.id,
    IpamArn: arn(IPAM, ipam.region, ipam.account, ipam.id),
    IpamRegion: ipam.region,
    PublicDefaultScopeId: ipam.publicDefaultScopeId,
    PrivateDefaultScopeId: ipam.privateDefaultScopeId,
    ScopeCount: [...ec2State(world).scopes.all()].filter(({ ipamId }) => ipamId === ipam.id).length,
    Description: ipam.description,
    OperatingRegions: ipam.operatingRegions.map((RegionName) => ({ RegionName })),
    State: ipam.state,
    Tags: tagList(ipam.tags),
    DefaultResourceDiscoveryId: ipam.resourceDiscoveryId,
    DefaultResourceDiscoveryAssociationId: ipam.resourceDiscoveryAssociationId,
    ResourceDiscoveryAssociationCount: 1,
    Tier: ipam.tier,
    EnablePrivateGua: ipam.enablePrivateGua,
    MeteredAccount: ipam.meteredAccount,
  };
}

/** A scope as DescribeIpamScopes shows it. */
export function describeScope(world: World, scope: ScopeEntity): IpamScope {
  const { account, region } = scope;
  return {
    OwnerId: account,
    IpamScopeId: scope.id,
    IpamScopeArn: arn(IPAM_SCOPE, region, account, scope.id),
    IpamArn: arn(IPAM, region, account, scope.ipamId),
    IpamRegion: region,
    IpamScopeType: scope.type,
    IsDefault: scope.isDefault,
    Description: scope.description,
    PoolCount: poolsIn(world, (pool) => pool.scopeId === scope.id).length,
    State: scope.state,
    Tags: tagList(scope.tags),
  };
}
