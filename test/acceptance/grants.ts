import { ACCOUNT } from '../../sandbox/principal';
import { accessLog, type Access } from '../../sandbox/services/iam/access-log';
import { isAllowed } from '../../sandbox/services/iam/evaluate';
import type { PolicyDocument, PolicyStatement } from '../../sandbox/services/iam/policy-document';
import { roles } from '../../sandbox/services/iam/roles';
import type { World } from '../../sandbox/world';

export function statementsOf({ Statement }: PolicyDocument): readonly PolicyStatement[] {
  return [Statement].flat();
}

/** The policies of all roles of the account, as they are in force now. */
export function policiesInForce(world: World): PolicyDocument[] {
  const ofAccount = roles(world, ACCOUNT);
  return ofAccount.all().flatMap(({ roleName }) => ofAccount.policiesOf(roleName));
}

/** What the account's roles asked for, so as to do their work: without DryRuns, which ask for more than is needed. */
export function accessesAtWork(world: World): Access[] {
  const dryRuns = new Set(world.calls.all.filter(({ input }) => input.DryRun === true).map(({ requestId }) => requestId));
  return accessLog(world).filter(({ caller, requestId }) => caller.account === ACCOUNT && (requestId === undefined || !dryRuns.has(requestId)));
}

/** Every action on every resource that the policies allow, and without which all of this would still have been allowed. */
export function unneeded(documents: readonly PolicyDocument[], accesses: readonly Access[]): string[] {
  const grants = documents.flatMap(statementsOf).flatMap((statement) =>
    [statement.Action ?? []].flat().flatMap((Action) => [statement.Resource ?? []].flat().map((Resource) => ({ ...statement, Action, Resource }))),
  );
  const allowed = accesses.filter((access) => access.isAllowed);
  return grants
    .filter((grant) => {
      const policies = () => [{ Statement: grants.filter((other) => other !== grant) }];
      return allowed.every(({ caller, request }) => isAllowed({ ...caller, policies }, request));
    })
    .map(({ Sid = '', Action, Resource }) => `${Sid}: ${Action} on ${Resource}`);
}
