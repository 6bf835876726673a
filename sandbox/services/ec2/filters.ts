import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../../aws-error';
import type { Tags } from './entities';

/** What a filter compares with: every value that the record has under this name. */
export type FilterValues<T> = Readonly<Record<string, (record: T) => string | number | boolean | undefined | readonly string[]>>;

const MOST_VALUES = 200;

/**
 * Whether a record passes every filter of the request. Values of one filter are alternatives, `*` and `?` are
 * wildcards, `tag:KEY` and `tag-key` exist wherever tags do.
 */
export function matchesFilters<T>(filters: readonly Filter[] | undefined, values: FilterValues<T>, tagsOf?: (record: T) => Tags): (record: T) => boolean {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    if (Values.length > MOST_VALUES) {
      throw new AwsError('FilterLimitExceeded', `The maximum number of filter values specified on a single call is ${MOST_VALUES}`);
    }
    const valuesOf = filterValues(Name, values, tagsOf);
    const exact = new Set(Values.filter((value) => !isPattern(value)).map(unescape));
    const patterns = Values.filter(isPattern).map(wildcard);
    return (record: T) => [valuesOf(record)].flat().some((value) => {
      if (value === undefined) return false;
      const text = String(value);
      return exact.has(text) || patterns.some((pattern) => pattern.test(text));
    });
  });
  return (record) => tests.every((test) => test(record));
}

function filterValues<T>(name: string, values: FilterValues<T>, tagsOf?: (record: T) => Tags): FilterValues<T>[string] {
  if (tagsOf && name.startsWith('tag:')) return (record) => tagsOf(record)[name.slice('tag:'.length)];
  if (tagsOf && name === 'tag-key') return (record) => Object.keys(tagsOf(record));
  const known = Object.hasOwn(values, name) ? values[name] : undefined;
  if (!known) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return known;
}

function isPattern(value: string): boolean {
  return /(?<!\\)[*?]/.test(value);
}

/** A backslash takes a wildcard's meaning away. */
function unescape(value: string): string {
  return value.replace(/\\([*?\\])/g, '$1');
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g, (_, escaped?: string, star?: string, special?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (star !== undefined) return star === '*' ? '.*' : '.';
    return `\\${special ?? ''}`;
  });
  return new RegExp(`^${source}$`, 's');
}
