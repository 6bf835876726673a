import type { IpamPool } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { World } from '../../../world';
import type { PoolEntity, ScopeEntity, Tags } from '../entities';
import { incorrectState, madeUp } from '../errors';
import { arn, checkId, IPAM, IPAM_POOL, IPAM_SCOPE, notFound } from '../resource-ids';
import { ec2State } from '../state';
import { tagList } from '../tags';

/** The Region a pool is allocated from. A public pool's locale may be a Local Zone's network border group. */
export function localeRegion({ locale, region }: PoolEntity): string {
  return locale === 'None' ? region : (/^[a-z]+(?:-[a-z]+)+-\d+/.exec(locale)?.[0] ?? locale);
}

/** Whether DescribeIpamPools shows it there: in the IPAM's home Region and in the pool's locale. A34 to A36 */
export function isVisible(pool: PoolEntity, { caller, region }: CallContext): boolean {
  const mayUse = pool.account === caller.account || pool.sharedWith.includes(caller.account);
  return mayUse && (region === pool.region || region === localeRegion(pool));
}

/** The pool, for what is done in its locale: allocating, releasing, listing allocations. Elsewhere it is not found. A44 */
export function poolInLocale(call: CallContext, id: string): PoolEntity {
  const pool = lookUp(call, id);
  if (!pool || !isVisible(pool, call) || call.region !== localeRegion(pool)) throw notFound(IPAM_POOL, id);
  return pool;
}

/** The pool, for what its owner does in the IPAM's home Region: CIDRs, modifying, deleting. A70 */
export function poolAtHome(call: CallContext, id: string): PoolEntity {
  const pool = lookUp(call, id);
  if (pool?.account !== call.caller.account || call.region !== pool.region) throw notFound(IPAM_POOL, id);
  return pool;
}

function lookUp({ world }: CallContext, id: string): PoolEntity | undefined {
  checkId(IPAM_POOL, id);
  const pool = ec2State(world).pools.get(id);
  return pool?.state === 'delete-complete' ? undefined : pool;
}

/** Refuses what can't be done while the pool is being created, changed or deleted. */
export function checkPoolIsStable({ id, state }: PoolEntity): void {
  if (state === 'create-complete' || state === 'modify-complete' || state === 'delete-failed') return;
  throw incorrectState(`The IPAM pool ${id} is in state ${state}. The operation can't be performed in this state.`);
}

/** Refuses a resource without the tags that the pool asks for. The words are known, the code is not. */
export function requireResourceTags({ allocationResourceTags }: PoolEntity, tags: Tags): void {
  if (Object.entries(allocationResourceTags).every(([key, value]) => tags[key] === value)) return;
  throw madeUp('InvalidParameterValue', 'The resource is missing one or more of the resource tags required by the IPAM pool.');
}

/** The scope, in the IPAM's home Region. */
export function scopeAtHome({ world, caller, region }: CallContext, id: string): ScopeEntity {
  checkId(IPAM_SCOPE, id);
  const scope = ec2State(world).scopes.get(id);
  if (scope?.account !== caller.account || scope.region !== region) throw notFound(IPAM_SCOPE, id);
  return scope;
}

export function poolsIn(world: World, test: (pool: PoolEntity) => boolean): PoolEntity[] {
  return [...ec2State(world).pools.all()].filter((pool) => pool.state !== 'delete-complete' && test(pool));
}

/** A pool as DescribeIpamPools shows it. */
export function describePool(pool: PoolEntity): IpamPool {
  const { account, region } = pool;
  return {
    OwnerId: account,
    IpamPoolId: pool.id,
    SourceIpamPoolId: pool.sourcePoolId,
    IpamPoolArn: arn(IPAM_POOL, region, account, pool.id),
    IpamScopeArn: arn(IPAM_SCOPE, region, account, pool.scopeId),
    IpamScopeType: pool.scopeType,
    IpamArn: arn(IPAM, region, account, pool.ipamId),
    IpamRegion: region,
    Locale: pool.locale,
    PoolDepth: pool.depth,
    State: pool.state,
    StateMessage: pool.stateMessage,
    Description: pool.description,
    AutoImport: pool.autoImport,
    PubliclyAdvertisable: pool.publiclyAdvertisable,
    AddressFamily: pool.family,
    AllocationMinNetmaskLength: pool.minNetmaskLength,
    AllocationMaxNetmaskLength: pool.maxNetmaskLength,
    AllocationDefaultNetmaskLength: pool.defaultNetmaskLength,
    AllocationResourceTags: tagList(pool.allocationResourceTags),
    Tags: tagList(pool.tags),
    AwsService: pool.awsService,
    PublicIpSource: pool.publicIpSource,
    SourceResource:
      pool.sourceVpcId === undefined
        ? undefined
        : { ResourceId: pool.sourceVpcId, ResourceType: 'vpc', ResourceRegion: localeRegion(pool), ResourceOwner: account },
  };
}
