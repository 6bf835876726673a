import { AwsError } from '../../aws-error';

/** One page of a list; the token of the next one says where it begins. */
export function page<T>(all: readonly T[], limit: number, token: string | undefined): { items: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(/^from\/(\d+)$/.exec(token)?.[1]);
  if (Number.isNaN(start)) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? `from/${end}` : undefined };
}
