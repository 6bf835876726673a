import { judgeConditions, type RequestContext } from './conditions';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { roleOfSession } from './role-of-session';
import { matchesWildcard } from './wildcard';

/** Who wants to become a role: an AWS service, or a principal of an account. */
export type Assumer = { readonly service: string } | { readonly arn: string; readonly account: string };

/** Whether a role's trust policy lets someone assume it. What conditions ask of an AWS service is taken for given. */
export function trusts(trustPolicy: PolicyDocument, assumer: Assumer, context: RequestContext = {}): boolean {
  const statements = [trustPolicy.Statement]
    .flat()
    .filter((statement) => names(statement, assumer) && ('service' in assumer || judgeConditions(statement.Condition, { ...principalContext(assumer), ...context }) === 'met'));
  return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Allow');
}

function principalContext({ arn, account }: { readonly arn: string; readonly account: string }): RequestContext {
  return { 'aws:PrincipalArn': roleOfSession(arn), 'aws:PrincipalAccount': account };
}

function names({ Action = [], Principal }: PolicyStatement, assumer: Assumer): boolean {
  if (![Action].flat().some((action) => matchesWildcard(action, 'sts:AssumeRole', 'i'))) return false;
  if (Principal === '*') return true;
  const principals = (Principal ?? {}) as { readonly Service?: string | string[]; readonly AWS?: string | string[] };
  if ('service' in assumer) return [principals.Service ?? []].flat().includes(assumer.service);
  const { account, arn } = assumer;
  return [principals.AWS ?? []].flat().some((principal) => ['*', account, arn, roleOfSession(arn), `arn:aws:iam::${account}:root`].includes(principal));
}
