/** The value in the middle; of two in the middle the lower one. */
export function median(values: readonly number[]): number {
  const value = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
