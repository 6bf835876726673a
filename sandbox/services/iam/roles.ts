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
  readonly inlinePolicies: Map<string, PolicyDocument>;
}

/** The roles of an account. */
export function roles(world: World, account: string): Roles {
  return world.state(`iam/roles/${account}`, () => new Roles(world, account));
}

export class Roles {
  readonly #roles = new Map<string, Role>();

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
      inlinePolicies: new Map((input.policies ?? []).map(({ policyName, policyDocument }) => [policyName, policyDocument])),
    };
    this.#roles.set(roleName, role);
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
    return Object.assign(this.get(roleName), change);
  }

  /** Refused while the role has policies, as IAM refuses it. */
  delete(roleName: string): void {
    const role = this.get(roleName);
    if (role.inlinePolicies.size > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    if (role.managedPolicyArns.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    this.#roles.delete(roleName);
  }

  putPolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    this.get(roleName).inlinePolicies.set(policyName, document);
  }

  deletePolicy(roleName: string, policyName: string): void {
    if (!this.get(roleName).inlinePolicies.delete(policyName)) {
      throw new AwsError('NoSuchEntity', `The role policy with name ${policyName} cannot be found.`, 404);
    }
  }

  /** Everything that grants the role something, inline and managed. */
  policiesOf(roleName: string): PolicyDocument[] {
    const { inlinePolicies, managedPolicyArns } = this.get(roleName);
    return [...inlinePolicies.values(), ...managedPolicyArns.map(managedPolicy)];
  }

  /** Who calls with a role's temporary credentials. Its policies are looked up at each call; a deleted role may do nothing. */
  session(roleName: string, sessionName: string): Principal {
    const { roleId, arn } = this.get(roleName);
    const existing = () => (this.find(roleName)?.roleId === roleId ? this.find(roleName) : undefined);
    return {
      account: this.account,
      arn: `${arn.replace(':iam::', ':sts::').replace(/:role\/.*$/, ':assumed-role/')}${roleName}/${sessionName}`,
      userId: `${roleId}:${sessionName}`,
      policies: () => (existing() ? this.policiesOf(roleName) : []),
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
