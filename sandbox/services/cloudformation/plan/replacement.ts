import { isDeepStrictEqual } from 'node:util';
import type { Properties, ResourceType } from '../handlers/resource-type';

/** The properties that differ. */
export function changedProperties(properties: Properties, old: Properties): string[] {
  const names = new Set([...Object.keys(properties), ...Object.keys(old)]);
  return [...names].filter((name) => !isDeepStrictEqual(properties[name], old[name]));
}

/** Whether a change of that property can be made only by making a new physical resource. */
export function replaces(type: ResourceType, property: string): boolean {
  return type.replacedBy === 'all' || type.replacedBy.includes(property);
}

export function isReplacement(type: ResourceType, properties: Properties, old: Properties): boolean {
  return changedProperties(properties, old).some((property) => replaces(type, property));
}
