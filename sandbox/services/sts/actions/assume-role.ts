import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { issueCredentials } from '../../../credentials';
import { PARTITION, type Principal } from '../../../principal';
import { authorize } from '../../iam/authorize';
import type { RequestContext } from '../../iam/conditions';
import { roleNameOf, roles } from '../../iam/roles';
import { trusts } from '../../iam/trust';

const DEFAULT_DURATION_SECONDS = 3600;

export function AssumeRole(input: AssumeRoleRequest, call: CallContext): AssumeRoleResponse {
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = DEFAULT_DURATION_SECONDS } = input;
  if (!/^[\w+=,.@-]*$/.test(RoleSessionName)) {
    const why = String.raw`failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`;
    throw new AwsError('ValidationError', `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' ${why}`);
  }
  authorize(call, RoleArn);
  const principal = { ...sessionOf(input, call), isInside: call.caller.isInside };
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

/** The roles that `cdk bootstrap` makes are in every account, and each acts as an administrator of its account. */
const BOOTSTRAP_ROLE = /^cdk-[a-z0-9]+-[a-z-]+-role-/;

/** Who the role's credentials are. Needs both: the caller's policies allow it, and the role trusts the caller. */
function sessionOf({ RoleArn: roleArn = '', RoleSessionName: sessionName = '', ExternalId }: AssumeRoleRequest, { world, caller }: CallContext): Principal {
  const account = /^arn:[^:]+:iam::(\d{12}):role\/.+$/.exec(roleArn)?.[1];
  if (account === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const roleName = roleNameOf(roleArn);
  const found = roles(world, account).find(roleName);
  const role = found?.arn === roleArn ? found : undefined;
  if (!role && BOOTSTRAP_ROLE.test(roleName)) {
    const roleId = `AROA${world.random.hex(17).toUpperCase()}`;
    return { account, arn: `arn:${PARTITION}:sts::${account}:assumed-role/${roleName}/${sessionName}`, userId: `${roleId}:${sessionName}` };
  }
  const context: RequestContext = ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId };
  if (!role || !trusts(role.assumeRolePolicyDocument, caller, context)) {
    throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, 403);
  }
  return roles(world, account).session(roleName, sessionName);
}
