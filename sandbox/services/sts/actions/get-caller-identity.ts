import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { CallContext } from '../../../api';

/** Needs no permission, as in AWS. */
export function GetCallerIdentity(_input: GetCallerIdentityRequest, { caller }: CallContext): GetCallerIdentityResponse {
  return { Account: caller.account, Arn: caller.arn, UserId: caller.userId };
}
