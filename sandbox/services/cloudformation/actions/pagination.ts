import { AwsError } from '../../../aws-error';

/** One page of a list, and the token of the next one. */
export function page<T>(items: readonly T[], token: string | undefined, size = 100): { readonly items: T[]; readonly nextToken?: string } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from)) throw new AwsError('ValidationError', 'NextToken is invalid');
  const to = from + size;
  return { items: items.slice(from, to), nextToken: to < items.length ? Buffer.from(String(to)).toString('base64url') : undefined };
}
