import { AwsError } from '../../aws-error';
import type { Listed } from './records';

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface PageBounds {
  readonly min: number;
  readonly max: number;
  /** How long a page is when the request does not say. @default - the longest */
  readonly unasked?: number;
  /** The page is no longer than this, however much was asked for. @default - as long as asked for */
  readonly longest?: number;
}

export interface Page<T> {
  readonly records: T[];
  readonly nextToken: string | undefined;
}

/** What most of EC2's Describe and Get actions allow. */
export const FIVE_TO_A_THOUSAND: PageBounds = { min: 5, max: 1000 };

/**
 * One page of a list. The token is a place in the order of creation, so that what was deleted between two pages does
 * not shift the rest.
 */
export function page<T>(listed: readonly Listed<T>[], { MaxResults, NextToken }: PageRequest, { min, max, unasked = max, longest = max }: PageBounds = FIVE_TO_A_THOUSAND): Page<T> {
  checkMaxResults(MaxResults, min, max);
  const after = NextToken === undefined ? 0 : readToken(NextToken);
  const rest = after === 0 ? listed : listed.filter(({ sequence }) => sequence > after);
  const shown = rest.slice(0, Math.min(MaxResults ?? unasked, longest));
  const last = shown.at(-1);
  return { records: shown.map(({ record }) => record), nextToken: last && rest.length > shown.length ? writeToken(last.sequence) : undefined };
}

function checkMaxResults(value: number | undefined, min: number, max: number): void {
  if (value === undefined) return;
  const refuse = (why: string) => new AwsError('InvalidParameterValue', `Value ( ${value} ) for parameter maxResults is invalid. ${why}`);
  if (!Number.isInteger(value)) throw refuse('Expecting an integer.');
  if (value < min) throw refuse(`Expecting a value greater than or equal to ${min}.`);
  if (value > max) throw refuse(`Expecting a value less than or equal to ${max}.`);
}

const TOKEN = /^sandbox-page-(\d+)$/;

function writeToken(sequence: number): string {
  return Buffer.from(`sandbox-page-${sequence}`).toString('base64');
}

function readToken(token: string): number {
  const sequence = TOKEN.exec(Buffer.from(token, 'base64').toString('utf8'))?.[1];
  if (sequence === undefined) throw new AwsError('InvalidPaginationToken', 'The specified pagination token is not valid or is expired.');
  return Number(sequence);
}
