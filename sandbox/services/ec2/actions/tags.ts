import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest, DescribeTagsResult, ResourceType, TagDescription } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { World } from '../../../world';
import type { AllocationEntity, Entity, Tags } from '../entities';
import { missingParameter, refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { allocationWithId } from '../ipam/allocations';
import { localeRegion } from '../ipam/pools';
import { page } from '../pagination';
import { someReplica, type Listed } from '../records';
import { checkId, IPAM_POOL_ALLOCATION, notFound, type ResourceKind } from '../resource-ids';
import { ec2State } from '../state';
import { isOfKind, recordsOf, taggedRecords } from '../tagged-resources';
import { withTags } from '../tags';

export function createTags(input: CreateTagsRequest, call: CallContext): void {
  const { Tags = [] } = input;
  if (Tags.length === 0) throw missingParameter('Tag');
  const targets = resourcesToTag(input.Resources ?? [], call).map(({ tags, retag }) => ({ retag, tagged: withTags(tags, Tags) }));
  refuseDryRun(input);
  for (const { retag, tagged } of targets) retag(tagged);
}

/** Without tags, deletes them all; with a value, only the tag that has that value. */
export function deleteTags(input: DeleteTagsRequest, call: CallContext): void {
  const targets = resourcesToTag(input.Resources ?? [], call);
  refuseDryRun(input);
  for (const { tags, retag } of targets) {
    const kept = Object.entries(tags).filter(
      ([key, value]) => input.Tags !== undefined && !input.Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)),
    );
    retag(Object.fromEntries(kept));
  }
}

interface Taggable {
  readonly tags: Tags;
  readonly retag: (tags: Tags) => void;
}

function resourcesToTag(ids: readonly string[], call: CallContext): Taggable[] {
  if (ids.length === 0) throw missingParameter('resourceIdSet');
  return ids.map((id) => (id.startsWith(`${IPAM_POOL_ALLOCATION.prefix}-`) ? allocationToTag(id, call) : resourceToTag(id, call)));
}

function resourceToTag(id: string, { world, caller, region }: CallContext): Taggable {
  const found = recordsOf(world, id);
  if (!found) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  const [kind, records] = found;
  const entity = records.get(id);
  if (entity?.account !== caller.account || entity.region !== region) throw notFound(kind, id);
  return { tags: entity.tags, retag: (tags) => records.put({ ...entity, tags }) };
}

/** Allocations can be tagged since May 2026, as the Terraform provider's pull request 48084 does it. That only its owner may, in the pool's locale, is assumed. */
function allocationToTag(id: string, { world, caller, region }: CallContext): Taggable {
  checkId(IPAM_POOL_ALLOCATION, id);
  const allocation = allocationWithId(world, id);
  if (allocation?.owner !== caller.account || regionOf(world, allocation) !== region) throw notFound(IPAM_POOL_ALLOCATION, id);
  return { tags: allocation.tags, retag: (tags) => ec2State(world).contentOf(allocation.poolId).allocations.put({ ...allocation, tags }) };
}

function regionOf(world: World, { poolId }: AllocationEntity): string | undefined {
  const pool = ec2State(world).pools.get(poolId);
  return pool && localeRegion(pool);
}

const FILTERS: FilterValues<TagDescription> = {
  key: ({ Key }) => Key,
  'resource-id': ({ ResourceId }) => ResourceId,
  'resource-type': ({ ResourceType }) => ResourceType,
  value: ({ Value }) => Value,
};

export function describeTags(input: DescribeTagsRequest, call: CallContext): DescribeTagsResult {
  const { world, caller, region } = call;
  refuseDryRun(input);
  const replica = someReplica(call);
  const passes = matchesFilters(input.Filters, FILTERS);
  const tags = taggedRecords(world).flatMap(([kind, records]) =>
    records
      .list(replica)
      .filter(({ record }) => record.account === caller.account && record.region === region && isOfKind(kind, record.id))
      .flatMap(({ record }) => describe(kind, record)),
  );
  const ofAllocations = [...ec2State(world).contents()].flatMap(({ allocations }) =>
    allocations
      .list(replica)
      .filter(({ record }) => record.owner === caller.account && regionOf(world, record) === region)
      .flatMap(({ record }) => describe(IPAM_POOL_ALLOCATION, record)),
  );
  const listed = [...tags, ...ofAllocations].filter(passes).map((record, index): Listed<TagDescription> => ({ sequence: index + 1, record }));
  const { records, nextToken } = page(listed, input);
  return { Tags: records, NextToken: nextToken };
}

function describe({ type }: ResourceKind, { id, tags }: Pick<Entity, 'id' | 'tags'>): TagDescription[] {
  return Object.entries(tags).map(([Key, Value]) => ({ ResourceId: id, ResourceType: type as ResourceType, Key, Value }));
}
