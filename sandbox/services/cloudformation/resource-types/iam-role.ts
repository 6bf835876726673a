import { AwsError } from '../../../aws-error';
import type { PolicyDocument } from '../../iam/policy-document';
import { roles, type Role, type Roles } from '../../iam/roles';
import { generatedName } from '../handlers/generated-name';
import type { Properties, ResourceState } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

interface RoleProperties {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
  readonly ManagedPolicyArns?: readonly string[];
  readonly PermissionsBoundary?: string;
  readonly Description?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** AWS::IAM::Role: `Ref` is its name. */
export const iamRole = serviceResourceType('Iam', {
  replacedBy: ['RoleName', 'Path'],

  create: async (properties, context) => {
    const { RoleName, Path, Policies = [], AssumeRolePolicyDocument, ...rest } = read(properties);
    const role = roles(context.world, context.account).create({
      roleName: RoleName ?? generatedName(context, 64),
      path: Path,
      assumeRolePolicyDocument: AssumeRolePolicyDocument,
      policies: Policies.map(({ PolicyName, PolicyDocument }) => ({ policyName: PolicyName, policyDocument: PolicyDocument })),
      ...changeable(rest),
    });
    return Promise.resolve(stateOf(role));
  },

  update: async (properties, old, { physicalId }, { world, account }) => {
    const { AssumeRolePolicyDocument, Policies = [], ...rest } = read(properties);
    const all = roles(world, account);
    const role = all.update(physicalId, { assumeRolePolicyDocument: AssumeRolePolicyDocument, ...changeable(rest) });
    for (const { PolicyName, PolicyDocument } of Policies) all.putPolicy(physicalId, PolicyName, PolicyDocument);
    const kept = new Set(Policies.map(({ PolicyName }) => PolicyName));
    removePolicies(all, role, (read(old).Policies ?? []).filter(({ PolicyName }) => !kept.has(PolicyName)));
    return Promise.resolve(stateOf(role));
  },

  /** Takes the template's own policies away first; any other keeps IAM from deleting the role. */
  delete: async ({ physicalId }, properties, { world, account }) => {
    const all = roles(world, account);
    const role = all.find(physicalId);
    if (!role) return Promise.resolve();
    removePolicies(all, role, read(properties).Policies ?? []);
    all.update(physicalId, { managedPolicyArns: [] });
    all.delete(physicalId);
    return Promise.resolve();
  },
});

function read(properties: Properties): RoleProperties {
  if (properties.AssumeRolePolicyDocument === undefined) {
    throw new AwsError('ValidationError', '#: required key [AssumeRolePolicyDocument] not found');
  }
  return properties as unknown as RoleProperties;
}

function removePolicies(all: Roles, { roleName, inlinePolicies }: Role, policies: NonNullable<RoleProperties['Policies']>): void {
  for (const { PolicyName } of policies.filter((policy) => inlinePolicies.has(policy.PolicyName))) all.deletePolicy(roleName, PolicyName);
}

function changeable({ ManagedPolicyArns, PermissionsBoundary, Description, Tags = [] }: Omit<RoleProperties, 'AssumeRolePolicyDocument'>) {
  return {
    managedPolicyArns: ManagedPolicyArns ?? [],
    permissionsBoundary: PermissionsBoundary,
    description: Description,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  };
}

function stateOf({ roleName, arn, roleId }: Role): ResourceState {
  return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
}
