import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { LocationProperties } from './contract';
import { checkRegion, type Check } from './identifiers';

/**
 * Where something is, if it is not in the Region and the account of the stack.
 */
export interface LocationOptions {
  /**
   * The Region to look in, such as `eu-central-1`. For a pool its home Region or its locale, for an Elastic IP the Region it
   * was allocated in.
   *
   * @default - the stack's Region
   */
  readonly region?: string;

  /**
   * A role to assume for every call that concerns this, in the account that owns it. Its trust policy has to name the role of the
   * function (`AddressRelease.role`), and its permissions have to allow what that role is else allowed itself.
   *
   * @default - the `assumeRole` of the AddressRelease; without it, the function's own role
   */
  readonly assumeRole?: iam.IRoleRef;
}

/** Throws when a Region is known at synth and malformed. */
export function requireLocation(owner: string, { region }: LocationOptions): void {
  if (region !== undefined) requireShape(owner, 'region', region, checkRegion);
}

/** What the handler is told. */
export function locationProperties({ region, assumeRole }: LocationOptions, forAll: iam.IRoleRef | undefined): LocationProperties {
  return { Region: region, RoleArn: (assumeRole ?? forAll)?.roleRef.roleArn };
}

/** Throws when a value is known at synth and malformed. */
export function requireShape(owner: string, name: string, value: string, check: Check): void {
  const problem = Token.isUnresolved(value) ? undefined : check(value);
  if (problem) throw new Error(`${owner}: ${name} ${problem}`);
}
