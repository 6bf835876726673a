import { Token } from 'aws-cdk-lib';
import { checkRegion, type Check } from './identifiers';
import type { LocationOptions } from './location';

/** Throws when a value is known at synth and malformed. */
export function requireShape(owner: string, name: string, value: string, check: Check): void {
  const problem = Token.isUnresolved(value) ? undefined : check(value);
  if (problem) throw new Error(`${owner}: ${name} ${problem}`);
}

/** Throws when a Region is known at synth and malformed. */
export function requireLocation(owner: string, { region }: LocationOptions): void {
  if (region !== undefined) requireShape(owner, 'region', region, checkRegion);
}
