import type { PolicyDocument } from './services/iam/policy-document';

/** The account every credential belongs to that STS did not issue. */
export const ACCOUNT = '111122223333';
export const PARTITION = 'aws';

/** Who makes a call. */
export interface Principal {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Whether it is a function of the sandbox's, whose clock is the sandbox's. @default - a client outside, whose clock is the machine's */
  readonly isInside?: boolean;
  /** The identity policies that limit it. Without any it may do everything, as an administrator may. */
  readonly policies?: () => readonly PolicyDocument[];
  /** What the identity policies can allow at most. */
  readonly permissionsBoundary?: () => readonly PolicyDocument[] | undefined;
}

export function administrator(account: string = ACCOUNT): Principal {
  return { account, arn: `arn:${PARTITION}:iam::${account}:user/administrator`, userId: 'AIDASANDBOXADMINISTRATOR' };
}
