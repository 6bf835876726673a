import { Token } from 'aws-cdk-lib';
import { checkRegion, checkRoleArn, type Check } from './identifiers';
import type { LocationOptions } from './location';

/** Throws when a value is known at synth and malformed. */
export function requireShape(owner: string, name: string, value: string, check: Check): void {
  const problem = Token.isUnresolved(value) ? undefined : check(value);
  if (problem) throw new Error(`${owner}: ${name} ${problem}`);
}

/** Throws when a Region or a role's ARN is known at synth and malformed. */
export function requireLocation(owner: string, { region, assumeRole }: LocationOptions): void {
  if (region !== undefined) requireShape(owner, 'region', region, checkRegion);
  if (assumeRole) requireShape(owner, 'assumeRole', assumeRole.roleRef.roleArn, checkRoleArn);
}
