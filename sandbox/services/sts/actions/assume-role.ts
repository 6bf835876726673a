import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { issueCredentials } from '../../../credentials';
import { PARTITION, type Principal } from '../../../principal';
import { authorize } from '../../iam/authorize';
import { roleNameOf, roles } from '../../iam/roles';
import { trusts } from '../../iam/trust';

const DEFAULT_DURATION_SECONDS = 3600;

export function AssumeRole(input: AssumeRoleRequest, call: CallContext): AssumeRoleResponse {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = DEFAULT_DURATION_SECONDS } = input;
  authorize(call, RoleArn);
  const principal = sessionOf(RoleArn, RoleSessionName, call);
  const credentials = issueCredentials(call.world, principal, DurationSeconds * 1000);
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiration),
    },
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
  };
}

/** A role that the sandbox does not know, such as the CDK's bootstrap roles, acts as an administrator of its account. */
function sessionOf(roleArn: string, sessionName: string, { world, caller }: CallContext): Principal {
  const account = /^arn:[^:]+:iam::(\d{12}):role\/.+$/.exec(roleArn)?.[1];
  if (account === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const roleName = roleNameOf(roleArn);
  const role = roles(world, account).find(roleName);
  if (!role) {
    const roleId = `AROA${world.random.hex(17).toUpperCase()}`;
    return { account, arn: `arn:${PARTITION}:sts::${account}:assumed-role/${roleName}/${sessionName}`, userId: `${roleId}:${sessionName}` };
  }
  if (!trusts(role.assumeRolePolicyDocument, caller)) {
    throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, 403);
  }
  return roles(world, account).session(roleName, sessionName);
}
