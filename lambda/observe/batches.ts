import type { NonEmpty } from '../group-by';

/** A filter takes at most 200 values. A87 */
export const FILTER_VALUES = 200;

/** The items in their order, at most so many at once. */
export function batchesOf<T extends object>(items: readonly T[], most: number): NonEmpty<T>[] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most) as NonEmpty<T>);
}
