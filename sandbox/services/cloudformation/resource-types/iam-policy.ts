import { AwsError } from '../../../aws-error';
import type { PolicyDocument } from '../../iam/policy-document';
import { roles, type Roles } from '../../iam/roles';
import { generatedName } from '../handlers/generated-name';
import type { Properties } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
  readonly Roles?: readonly string[];
}

/** AWS::IAM::Policy: an inline policy of one or more roles. */
export const iamPolicy = serviceResourceType('Iam', {
  replacedBy: [],

  create: async (properties, context) => {
    attach(roles(context.world, context.account), read(properties));
    const physicalId = generatedName(context, 64);
    return Promise.resolve({ physicalId, attributes: { Id: physicalId } });
  },

  update: async (properties, old, state, { world, account }) => {
    const [before, after] = [read(old), read(properties)];
    const kept = (roleName: string) => before.PolicyName === after.PolicyName && after.Roles?.includes(roleName);
    attach(roles(world, account), after);
    detach(roles(world, account), { ...before, Roles: before.Roles?.filter((roleName) => !kept(roleName)) });
    return Promise.resolve(state);
  },

  delete: async (_state, properties, { world, account }) => {
    detach(roles(world, account), properties as unknown as PolicyProperties);
    return Promise.resolve();
  },
});

function read(properties: Properties): PolicyProperties {
  for (const name of ['PolicyName', 'PolicyDocument']) {
    if (properties[name] === undefined) throw new AwsError('ValidationError', `#: required key [${name}] not found`);
  }
  for (const name of ['Users', 'Groups']) {
    if (properties[name] !== undefined) throw new AwsError('ValidationError', `the sandbox's IAM has roles only: got ${name}, use Roles`);
  }
  return properties as unknown as PolicyProperties;
}

function attach(all: Roles, { PolicyName, PolicyDocument, Roles: names = [] }: PolicyProperties): void {
  if (names.length === 0) throw new AwsError('ValidationError', 'At least one of [Groups,Roles,Users] must be non-empty.');
  for (const roleName of names) all.putPolicy(roleName, PolicyName, PolicyDocument);
}

function detach(all: Roles, { PolicyName, Roles: names = [] }: PolicyProperties): void {
  for (const roleName of names) {
    if (all.find(roleName)?.inlinePolicies.has(PolicyName)) all.deletePolicy(roleName, PolicyName);
  }
}
