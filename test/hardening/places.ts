/** The way to a place in a value: names of fields and numbers of items. */
export type Path = readonly (string | number)[];

/** Every place in a value, but not the value itself. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const places = below.flatMap(([name, item]) => pathsIn(item, [...path, Array.isArray(value) ? Number(name) : name]));
  return path.length === 0 ? places : [path, ...places];
}

/** A copy with this value in that place; undefined takes the place away. */
export function withValue(value: unknown, [first, ...rest]: Path, replacement: unknown): unknown {
  if (first === undefined) return replacement;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === first ? withValue(item, rest, replacement) : item));
  const fields = value as Record<string, unknown>;
  return { ...fields, [first]: withValue(fields[first], rest, replacement) };
}
