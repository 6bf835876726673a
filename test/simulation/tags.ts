import type { AddressSpec, AllocationSpec } from './scenario';

/** How something is listed. */
export type Listed = AllocationSpec['listed'] | AddressSpec['listed'];

export const TAG_KEY = 'release';

/** A tag as a list names it; without a value it means any. */
export interface ListedTag {
  readonly TagKey: string;
  readonly TagValue?: string;
}

/** What is tagged at all is tagged with this. */
const VALUES: Partial<Record<Listed, string>> = { tag: 'yes', tagValue: 'yes', tagEmpty: '', otherValue: 'no' };

/** The value of the tag that something has; undefined without the tag. */
export function tagValueOf(listed: Listed): string | undefined {
  return VALUES[listed];
}

/** One tag is listed for all that may be meant by it, and the narrowest that any of them asks for. */
export function listedTag(listings: readonly Listed[]): ListedTag | undefined {
  if (listings.includes('tagEmpty')) return { TagKey: TAG_KEY, TagValue: '' };
  if (listings.includes('tagValue')) return { TagKey: TAG_KEY, TagValue: 'yes' };
  return listings.includes('tag') ? { TagKey: TAG_KEY } : undefined;
}

/** Whether the tag means what has that value. */
export function means(tag: ListedTag | undefined, value: string): boolean {
  return tag !== undefined && (tag.TagValue === undefined || tag.TagValue === value);
}

/** Whether something that is listed like this is meant, where that tag is listed. */
export function isMeant(listed: Listed, tag: ListedTag | undefined): boolean {
  const value = tagValueOf(listed);
  return value === undefined ? listed !== 'no' : means(tag, value);
}
