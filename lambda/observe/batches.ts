import type { NonEmpty } from '../group-by';

/** A filter takes at most 200 values. */
export const FILTER_VALUES = 200;

/** The items in their order, at most so many at once. */
export function batchesOf<T extends object>(items: readonly T[], most: number): NonEmpty<T>[] {
  const batches: NonEmpty<T>[] = [];
  for (let start = 0; start < items.length; start += most) {
    const [first, ...others] = items.slice(start, start + most);
    if (first) batches.push([first, ...others]);
  }
  return batches;
}
