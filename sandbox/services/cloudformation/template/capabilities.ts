import type { Capability } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../aws-error';
import type { Template } from './template';

/** The resource types that change who may do what, with the property that names them. */
const IAM_TYPES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** The capabilities a template can't be deployed without, and the types that require them. */
export function requiredCapabilities(template: Template): { readonly capabilities: Capability[]; readonly types: string[] } {
  const iam = Object.values(template.Resources).filter(({ Type }) => Object.hasOwn(IAM_TYPES, Type));
  if (iam.length === 0) return { capabilities: [], types: [] };
  const named = iam.some(({ Type, Properties = {} }) => {
    const name = IAM_TYPES[Type];
    return name !== undefined && Object.hasOwn(Properties, name);
  });
  return { capabilities: [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'], types: [...new Set(iam.map(({ Type }) => Type))] };
}

export function requireCapabilities(template: Template, given: readonly Capability[]): void {
  const { capabilities } = requiredCapabilities(template);
  const missing = capabilities.filter(
    (capability) => !given.includes(capability) && !(capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
}
