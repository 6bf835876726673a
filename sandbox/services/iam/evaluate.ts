import type { Principal } from '../../principal';
import { judgeConditions, substituteVariables, type RequestContext } from './conditions';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { roleOfSession } from './role-of-session';
import { matchesResource, matchesWildcard } from './wildcard';

/** What someone wants to do. */
export interface AccessRequest {
  /** With its service's prefix: `ec2:ReleaseAddress`. */
  readonly action: string;
  /** An ARN, or `*` for an action without resources. */
  readonly resource: string;
  /** The request's condition keys; those of the caller (`aws:PrincipalArn`, ...) are added. */
  readonly context?: RequestContext;
}

/** Whether the caller's policies allow the request. A Principal without policies may do everything. */
export function isAllowed(caller: Principal, request: AccessRequest): boolean {
  return whyRefused(caller, request) === undefined;
}

/**
 * AWS's own sentence on why a request is refused, without a final period; undefined when it is allowed. An explicit
 * Deny wins; without one, the identity policies and the permissions boundary, if there is one, must both allow.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function whyRefused(caller: Principal, request: AccessRequest): string | undefined {
  const reason = refusalOf(caller, { ...request, context: { ...principalContext(caller), ...request.context } });
  if (reason === undefined) return undefined;
  const { action, resource } = request;
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  return `User: ${caller.arn} is not authorized to perform: ${action}${on} ${reason}`;
}

function refusalOf(caller: Principal, request: AccessRequest): string | undefined {
  const { action } = request;
  const identity = caller.policies?.();
  const boundary = caller.permissionsBoundary?.();
  if (identity && decide(identity, request) === 'deny') return 'with an explicit deny in an identity-based policy';
  if (boundary && decide(boundary, request) === 'deny') return 'with an explicit deny in a permissions boundary';
  if (boundary && decide(boundary, request) !== 'allow') return `because no permissions boundary allows the ${action} action`;
  if (identity && decide(identity, request) !== 'allow') return `because no identity-based policy allows the ${action} action`;
  return undefined;
}

function decide(policies: readonly PolicyDocument[], request: AccessRequest): 'allow' | 'deny' | 'silent' {
  const matching = policies
    .flatMap((policy) => policy.Statement)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect);
  if (matching.includes('Deny')) return 'deny';
  return matching.includes('Allow') ? 'allow' : 'silent';
}

function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  const context = request.context ?? {};
  if (!matchesAction(statement, request.action) || !matchesResources(statement, request.resource, context)) return false;
  const judgement = judgeConditions(statement.Condition, context);
  return judgement === 'met' || (judgement === 'unknown' && statement.Effect === 'Deny');
}

function matchesAction({ Action, NotAction }: PolicyStatement, action: string): boolean {
  const any = (patterns: readonly string[]) => patterns.some((pattern) => matchesWildcard(pattern, action, 'i'));
  return Action !== undefined ? any([Action].flat()) : NotAction !== undefined && !any([NotAction].flat());
}

function matchesResources({ Resource, NotResource }: PolicyStatement, resource: string, context: RequestContext): boolean {
  const any = (patterns: readonly string[]) => patterns.some((pattern) => matchesResource(substituteVariables(pattern, context), resource));
  return Resource !== undefined ? any([Resource].flat()) : NotResource !== undefined && !any([NotResource].flat());
}

function principalContext(caller: Principal): RequestContext {
  return {
    'aws:PrincipalArn': roleOfSession(caller.arn),
    'aws:PrincipalAccount': caller.account,
    'aws:userid': caller.userId,
  };
}
