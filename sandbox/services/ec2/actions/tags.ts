import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest, DescribeTagsResult, ResourceType, TagDescription } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { Entity } from '../entities';
import { missingParameter, refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { page } from '../pagination';
import { someReplica, type Listed, type Records } from '../records';
import { notFound } from '../resource-ids';
import { recordsOf, taggedRecords } from '../tagged-resources';
import { withTags } from '../tags';

export function createTags(input: CreateTagsRequest, call: CallContext): void {
  const { Tags = [] } = input;
  if (Tags.length === 0) throw missingParameter('Tag');
  const targets = resourcesToTag(input.Resources ?? [], call).map(([records, entity]) => [records, { ...entity, tags: withTags(entity.tags, Tags) }] as const);
  refuseDryRun(input);
  for (const [records, entity] of targets) records.put(entity);
}

/** Without tags, deletes them all; with a value, only the tag that has that value. */
export function deleteTags(input: DeleteTagsRequest, call: CallContext): void {
  const targets = resourcesToTag(input.Resources ?? [], call);
  refuseDryRun(input);
  for (const [records, entity] of targets) {
    const kept = Object.entries(entity.tags).filter(
      ([key, value]) => input.Tags !== undefined && !input.Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)),
    );
    records.put({ ...entity, tags: Object.fromEntries(kept) });
  }
}

function resourcesToTag(ids: readonly string[], { world, caller, region }: CallContext): [Records<Entity>, Entity][] {
  if (ids.length === 0) throw missingParameter('ResourceId');
  return ids.map((id) => {
    const found = recordsOf(world, id);
    if (!found) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    const [kind, records] = found;
    const entity = records.get(id);
    if (entity?.account !== caller.account || entity.region !== region) throw notFound(kind, id);
    return [records, entity];
  });
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
  const tags = taggedRecords(world).flatMap(([{ type }, records]) =>
    records
      .list(replica)
      .filter(({ record }) => record.account === caller.account && record.region === region)
      .flatMap(({ record }) => Object.entries(record.tags).map(([Key, Value]): TagDescription => ({ ResourceId: record.id, ResourceType: type as ResourceType, Key, Value }))),
  );
  const listed = tags.filter(passes).map((record, index): Listed<TagDescription> => ({ sequence: index + 1, record }));
  const { records, nextToken } = page(listed, input);
  return { Tags: records, NextToken: nextToken };
}
