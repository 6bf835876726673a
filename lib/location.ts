import type * as iam from 'aws-cdk-lib/aws-iam';

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
