import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws-error';
import type { Tags } from './entities';
import { invalidValue, missingParameter } from './errors';
import type { ResourceKind } from './resource-ids';

const MOST_TAGS = 50;

/** The tags that a create gives to its resource. */
export function tagsFrom(specifications: readonly TagSpecification[] | undefined, { type }: ResourceKind): Tags {
  const tags: Tag[] = [];
  for (const { ResourceType, Tags: given = [] } of specifications ?? []) {
    if (!ResourceType) throw missingParameter('TagSpecification.1.ResourceType');
    if (ResourceType !== type) throw invalidValue(ResourceType, 'TagSpecification.1.ResourceType', `This action tags a ${type}.`);
    tags.push(...given);
  }
  return withTags({}, tags);
}

export function withTags(tags: Tags, added: readonly Tag[]): Tags {
  const result: Record<string, string> = { ...tags };
  for (const { Key, Value = '' } of added) {
    if (!Key) throw missingParameter('Tag.1.Key');
    if (Key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`);
    }
    if (Key.length > 127) throw new AwsError('InvalidParameterValue', `Tag key exceeds the maximum length of 127 characters`);
    if (Value.length > 255) throw new AwsError('InvalidParameterValue', `Tag value exceeds the maximum length of 255 characters`);
    result[Key] = Value;
  }
  if (Object.keys(result).length > MOST_TAGS) throw new AwsError('TagLimitExceeded', `The maximum number of tags for a resource is ${MOST_TAGS}`);
  return result;
}

/** Of most things, EC2 says nothing where it could say that there are no tags. */
export function tagsIfAny(tags: Tags): Tag[] | undefined {
  return Object.keys(tags).length > 0 ? tagList(tags) : undefined;
}

export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
