import { AwsError } from '../../aws-error';
import { PARTITION, type Principal } from '../../principal';
import type { World } from '../../world';
import { managedPolicy } from './managed-policies';
import type { PolicyDocument } from './policy-document';

/** A role as it is asked for. */
export interface RoleInput {
  readonly roleName: string;
  /** @default / */
  readonly path?: string;
  readonly assumeRolePolicyDocument: PolicyDocument;
  readonly policies?: readonly { readonly policyName: string; readonly policyDocument: PolicyDocument }[];
  readonly managedPolicyArns?: readonly string[];
  /** ARN of a managed policy that says what the role may do at most. */
  readonly permissionsBoundary?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Role {
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  assumeRolePolicyDocument: PolicyDocument;
  managedPolicyArns: readonly string[];
  permissionsBoundary?: string;
  description?: string;
  tags: Readonly<Record<string, string>>;
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
}

/** What a role's policies are from a time on. */
interface PoliciesInEffect {
  readonly from: number;
  readonly policies: readonly PolicyDocument[];
}

/** All inline policies of a role together; IAM does not count white space. */
const MOST_CHARACTERS = 10_240;

/** The roles of an account. */
export function roles(world: World, account: string): Roles {
  return world.state(`iam/roles/${account}`, () => new Roles(world, account));
}

export class Roles {
  readonly #roles = new Map<string, Role>();
  /** By role, oldest first. */
  readonly #inEffect = new WeakMap<Role, readonly PoliciesInEffect[]>();

  constructor(
    private readonly world: World,
    private readonly account: string,
  ) {}

  create(input: RoleInput): Role {
    const { roleName, path = '/' } = input;
    if (!/^[\w+=,.@-]{1,64}$/.test(roleName)) {
      throw new AwsError(
        'ValidationError',
        `1 validation error detected: Value '${roleName}' at 'roleName' failed to satisfy constraint: Member must have length between 1 and 64 and satisfy regular expression pattern: [\\w+=,.@-]+`,
      );
    }
    // Role names are unique without regard to case.
    if ([...this.#roles.keys()].some((name) => name.toLowerCase() === roleName.toLowerCase())) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${roleName} already exists.`, 409);
    }
    const role: Role = {
      roleName,
      roleId: `AROA${this.world.random.hex(17).toUpperCase()}`,
      arn: `arn:${PARTITION}:iam::${this.account}:role${path}${roleName}`,
      path,
      createdAt: this.world.clock.now(),
      assumeRolePolicyDocument: input.assumeRolePolicyDocument,
      managedPolicyArns: input.managedPolicyArns ?? [],
      permissionsBoundary: input.permissionsBoundary,
      description: input.description,
      tags: input.tags ?? {},
      inlinePolicies: checkedPolicies(roleName, (input.policies ?? []).map(({ policyName, policyDocument }) => [policyName, policyDocument])),
    };
    this.#roles.set(roleName, role);
    this.#propagate(role);
    return role;
  }

  /** Undefined when there is no such role. */
  find(roleName: string): Role | undefined {
    return this.#roles.get(roleName);
  }

  get(roleName: string): Role {
    const role = this.#roles.get(roleName);
    if (!role) throw new AwsError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, 404);
    return role;
  }

  all(): Role[] {
    return [...this.#roles.values()];
  }

  /** Changes what is given; inline policies have their own putPolicy and deletePolicy. */
  update(
    roleName: string,
    change: Partial<Pick<Role, 'assumeRolePolicyDocument' | 'managedPolicyArns' | 'permissionsBoundary' | 'description' | 'tags'>>,
  ): Role {
    const role = Object.assign(this.get(roleName), change);
    this.#propagate(role);
    return role;
  }

  /** Refused while the role has policies, as IAM refuses it. */
  delete(roleName: string): void {
    const role = this.get(roleName);
    if (role.inlinePolicies.size > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    if (role.managedPolicyArns.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    this.#roles.delete(roleName);
  }

  putPolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.get(roleName);
    this.#setPolicies(role, checkedPolicies(roleName, [...role.inlinePolicies, [policyName, document]]));
  }

  deletePolicy(roleName: string, policyName: string): void {
    const role = this.get(roleName);
    if (!role.inlinePolicies.has(policyName)) throw new AwsError('NoSuchEntity', `The role policy with name ${policyName} cannot be found.`, 404);
    this.#setPolicies(role, new Map([...role.inlinePolicies].filter(([name]) => name !== policyName)));
  }

  /** Everything that grants the role something, inline and managed. */
  policiesOf(roleName: string): PolicyDocument[] {
    const { inlinePolicies, managedPolicyArns } = this.get(roleName);
    return [...inlinePolicies.values(), ...managedPolicyArns.map(managedPolicy)];
  }

  #setPolicies(role: Role, inlinePolicies: ReadonlyMap<string, PolicyDocument>): void {
    this.#propagate(Object.assign(role, { inlinePolicies }));
  }

  /** What was written is in effect only after a while. */
  #propagate(role: Role): void {
    const { clock, random, unkindness } = this.world;
    const from = clock.now() + random.between(unkindness.iamPropagation.min, unkindness.iamPropagation.max);
    this.#inEffect.set(role, [...(this.#inEffect.get(role) ?? []), { from, policies: this.policiesOf(role.roleName) }]);
  }

  #policiesInEffect(role: Role): readonly PolicyDocument[] {
    const now = this.world.clock.now();
    return this.#inEffect.get(role)?.findLast(({ from }) => from <= now)?.policies ?? [];
  }

  /** Who calls with a role's temporary credentials. Its policies are looked up at each call; a deleted role may do nothing. */
  session(roleName: string, sessionName: string): Principal {
    const { roleId, arn } = this.get(roleName);
    const existing = () => {
      const role = this.find(roleName);
      return role?.roleId === roleId ? role : undefined;
    };
    return {
      account: this.account,
      arn: `${arn.replace(':iam::', ':sts::').replace(/:role\/.*$/, ':assumed-role/')}${roleName}/${sessionName}`,
      userId: `${roleId}:${sessionName}`,
      policies: () => {
        const role = existing();
        return role ? this.#policiesInEffect(role) : [];
      },
      permissionsBoundary: () => {
        const boundary = existing()?.permissionsBoundary;
        return boundary === undefined ? undefined : [managedPolicy(boundary)];
      },
    };
  }
}

/** The role's name in its ARN. */
export function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

function checkedPolicies(roleName: string, policies: readonly (readonly [string, PolicyDocument])[]): ReadonlyMap<string, PolicyDocument> {
  const inline = new Map(policies);
  const size = [...inline.values()].reduce((sum, document) => sum + JSON.stringify(document).length, 0);
  if (size > MOST_CHARACTERS) throw new AwsError('LimitExceeded', `Maximum policy size of ${MOST_CHARACTERS} bytes exceeded for role ${roleName}`, 409);
  return inline;
}
