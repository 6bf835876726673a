import type { PolicyDocument } from './services/iam/policy-document';

/** The account every credential belongs to that STS did not issue. */
export const ACCOUNT = '111122223333';
export const PARTITION = 'aws';

/** Who makes a call. */
export interface Principal {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** The identity policies that limit it. Without any it may do everything, as an administrator may. */
  readonly policies?: () => readonly PolicyDocument[];
  /** What the identity policies can allow at most. */
  readonly permissionsBoundary?: () => readonly PolicyDocument[] | undefined;
}

export function administrator(account: string = ACCOUNT): Principal {
  return { account, arn: `arn:${PARTITION}:iam::${account}:user/administrator`, userId: 'AIDASANDBOXADMINISTRATOR' };
}
