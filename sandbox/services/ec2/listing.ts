import type { Filter } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import type { Entity } from './entities';
import { matchesFilters, type FilterValues } from './filters';
import { FIVE_TO_A_THOUSAND, page, type Page, type PageBounds, type PageRequest } from './pagination';
import { someReplica, type Records } from './records';
import { checkId, notFound, type ResourceKind } from './resource-ids';

export interface Listing<T> {
  readonly kind: ResourceKind;
  readonly ids: readonly string[] | undefined;
  readonly filters: FilterValues<T>;
  /** @default - to its owner, in its Region */
  readonly isVisible?: (record: T) => boolean;
  readonly bounds?: PageBounds;
}

/** What a Describe action answers: the page of the records that have these ids, or pass these filters. One id that is not there fails the call. */
export function list<T extends Entity>(
  call: CallContext,
  records: Records<T>,
  request: PageRequest & { readonly Filters?: readonly Filter[] | undefined },
  { kind, ids = [], filters, isVisible = (record) => record.account === call.caller.account && record.region === call.region, bounds = FIVE_TO_A_THOUSAND }: Listing<T>,
): Page<T> {
  for (const id of ids) checkId(kind, id);
  const passes = matchesFilters(request.Filters, filters, ({ tags }) => tags);
  const replica = someReplica(call);
  const missing = ids.filter((id) => {
    const record = records.shown(id, replica);
    return !record || !isVisible(record);
  });
  if (missing.length > 0) throw notFound(kind, ...missing);
  const wanted = ids.length > 0 ? new Set(ids) : undefined;
  const listed = records.list(replica).filter(({ record }) => (wanted?.has(record.id) ?? true) && isVisible(record) && passes(record));
  return page(listed, request, { ...bounds, longest: call.world.unkindness.longestPage });
}
