/** The value in the middle; of two in the middle the lower one. */
export function median(values: readonly number[]): number {
  return medianBy(values, (value) => value);
}

/** What has the value in the middle. */
export function medianBy<T>(all: readonly T[], valueOf: (each: T) => number): T {
  const sorted = [...all].sort((a, b) => valueOf(a) - valueOf(b));
  const [middle] = sorted.slice(Math.floor((sorted.length - 1) / 2));
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
