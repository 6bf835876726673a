import { CfnDeletionPolicy, Token, type Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MAX_TIMEOUT_SECONDS } from './contract';
import { topStack } from './dependency-graph';
import type { ElasticIp } from './elastic-ip';
import { checkPoolId } from './identifiers';
import type { IpamAllocation } from './ipam-allocation';
import type { PoolToDelete, PoolToEmpty } from './pools';
import type { ReleaseOn } from './release-on';
import { requireLocation, requireShape } from './requirements';
import { resourceOf } from './template-references';

/** What one AddressRelease lists, and the role to assume for what does not name its own. */
export interface Listed {
  readonly ipamAllocations: readonly IpamAllocation[];
  readonly elasticIps: readonly ElasticIp[];
  readonly emptyPools: readonly PoolToEmpty[];
  readonly deletePools: readonly PoolToDelete[];
  readonly assumeRole?: iam.IRoleRef;
}

/** Throws when the lists are empty, malformed, name something twice or contradict each other. */
export function requireValid(listed: Listed & { readonly releaseOn: readonly ReleaseOn[] }): void {
  const { ipamAllocations, elasticIps, emptyPools, deletePools, releaseOn } = listed;
  if (ipamAllocations.length + elasticIps.length + emptyPools.length + deletePools.length === 0) {
    throw new Error(
      'AddressRelease: nothing is listed; name at least one of ipamAllocations, elasticIps, emptyPools and deletePools, or leave the construct out',
    );
  }
  requireLocation('AddressRelease', { assumeRole: listed.assumeRole });
  emptyPools.forEach((pool, index) => requirePool(`AddressRelease: emptyPools[${index}]`, pool));
  deletePools.forEach((pool, index) => requirePool(`AddressRelease: deletePools[${index}]`, pool));
  requireEachAllocationOnce(ipamAllocations);
  requireEachAddressOnce(elasticIps);
  requireUnique('emptyPools', 'pool', emptyPools, poolIdOf);
  requireUnique('deletePools', 'pool', deletePools, poolIdOf);
  requireUnique('releaseOn', 'reason', releaseOn, (reason) => reason);
  requirePoolsOfOthers(listed);
  requireNothingToEmptyInCascade(listed);
}

/** In seconds. Throws when it is out of range. */
export function requireTimeout(timeout: Duration): number {
  const range = 'timeout must be whole seconds from 1 to 45 minutes (what a Lambda function and its two retries can work)';
  if (timeout.isUnresolved()) throw new Error(`AddressRelease: ${range}, got a token; give a number that is known at synth`);
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 60 || seconds > MAX_TIMEOUT_SECONDS) {
    throw new Error(`AddressRelease: ${range}, got ${Number.isInteger(seconds) ? timeout.toHumanString() : `${seconds} seconds`}`);
  }
  return seconds;
}

function requirePool(owner: string, pool: PoolToEmpty | PoolToDelete): void {
  requireShape(owner, 'pool id', poolIdOf(pool), checkPoolId);
  requireLocation(owner, pool);
}

function requireEachAllocationOnce(allocations: readonly IpamAllocation[]): void {
  const inPool = (allocation: IpamAllocation, value: string | undefined) => (value === undefined ? undefined : `${poolIdOf(allocation)} ${value}`);
  requireUnique('ipamAllocations', 'allocationId', allocations, ({ _choice }) => _choice.allocationId);
  // A pool allocates a CIDR block once: if it is listed twice, one of the two is wrong, or too many.
  requireUnique('ipamAllocations', 'pool and cidr', allocations, (allocation) => inPool(allocation, allocation._choice.cidr));
  requireUnique('ipamAllocations', 'pool and tag', allocations, (allocation) => inPool(allocation, tagOf(allocation._choice)));
  const all = (allocation: IpamAllocation) => Object.values(allocation._choice).every((value) => value === undefined);
  requireUnique('ipamAllocations', 'pool', allocations.filter(all), poolIdOf);
  const wholePools = new Map(allocations.flatMap((allocation, index) => (all(allocation) ? [[poolIdOf(allocation), index]] : [])));
  allocations.forEach((allocation, index) => {
    const whole = wholePools.get(poolIdOf(allocation));
    if (whole === undefined || whole === index) return;
    throw new Error(`AddressRelease: ipamAllocations[${index}] is one of ipamAllocations[${whole}], which is every manual allocation of the pool; list one of the two`);
  });
}

function requireEachAddressOnce(addresses: readonly ElasticIp[]): void {
  requireUnique('elasticIps', 'allocationId', addresses, ({ _choice }) => _choice.allocationId);
  requireUnique('elasticIps', 'publicIp', addresses, ({ _choice }) => _choice.publicIp);
  requireUnique('elasticIps', 'tag and Region', addresses, ({ _choice, _options }) => {
    const tag = tagOf(_choice);
    return tag && [tag, _options.region, _options.assumeRole?.roleRef.roleArn].filter((part) => part !== undefined).join(' ');
  });
}

/**
 * Throws when a pool that may be deleted in cascade is not one that goes with the stack: nobody wants it deleted then. Its deletion policy may
 * change until the end of the synthesis.
 */
export function requireCascadeOfOwnPools(release: Construct, emptyPools: readonly PoolToEmpty[]): void {
  emptyPools.forEach((toEmpty, index) => {
    if (!toEmpty.cascadeWhenUnused) return;
    const resource = resourceOf(poolIdOf(toEmpty));
    const deletes = `AddressRelease: emptyPools[${index}] is deleted with cascadeWhenUnused, so it must be a pool that is deleted with the stack`;
    if (!resource || topStack(resource) !== topStack(release)) {
      const id = poolIdOf(toEmpty);
      const got = resource?.node.path ?? (Token.isUnresolved(id) ? 'a token' : id);
      throw new Error(`${deletes}, got ${got}; leave cascadeWhenUnused out, or list a pool that no stack of the app owns in deletePools`);
    }
    release.node.addValidation({
      validate: () => {
        const { deletionPolicy } = resource.cfnOptions;
        if (deletionPolicy === undefined || deletionPolicy === CfnDeletionPolicy.DELETE) return [];
        return [`${deletes}, got ${resource.node.path} with the deletion policy ${deletionPolicy}; leave one of the two out`];
      },
    });
  });
}

function requirePoolsOfOthers({ deletePools }: Listed): void {
  deletePools.forEach((toDelete, index) => {
    const resource = resourceOf(poolIdOf(toDelete));
    if (!resource) return;
    throw new Error(`AddressRelease: deletePools[${index}] is ${resource.node.path}, a resource of this app, which CloudFormation deletes; list it in emptyPools`);
  });
}

function requireNothingToEmptyInCascade({ emptyPools, deletePools }: Listed): void {
  deletePools.forEach((toDelete, index) => {
    const emptied = emptyPools.findIndex((toEmpty) => poolIdOf(toEmpty) === poolIdOf(toDelete));
    if (!toDelete.cascade || emptied < 0) return;
    throw new Error(
      `AddressRelease: deletePools[${index}] is deleted with all that is in it (cascade), emptyPools[${emptied}] waits until nothing is in it; take it off one of the two lists`,
    );
  });
}

function requireUnique<T>(list: string, field: string, items: readonly T[], keyOf: (item: T) => string | undefined): void {
  const seen = new Map<string, number>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    if (key === undefined) return;
    const first = seen.get(key);
    if (first !== undefined) {
      const value = Token.isUnresolved(key) ? 'the same token' : JSON.stringify(key);
      throw new Error(`AddressRelease: ${list}[${index}] has the same ${field} as ${list}[${first}], got ${value}; list it once`);
    }
    seen.set(key, index);
  });
}

function poolIdOf({ pool }: { readonly pool: ec2.IIPAMPoolRef }): string {
  return pool.ipamPoolRef.ipamPoolId;
}

function tagOf({ tagKey, tagValue }: { readonly tagKey?: string; readonly tagValue?: string }): string | undefined {
  return tagKey === undefined || tagValue === undefined ? tagKey : `${tagKey}=${tagValue}`;
}
