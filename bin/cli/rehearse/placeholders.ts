import { RESOURCE_TYPE } from '../../../lib/contract';
import { isModelled } from '../../../sandbox/services/cloudformation/resource-types';
import type { ResourceDeclaration, Template } from '../../../sandbox/services/cloudformation/template/template';

/** Before the type of a resource that the sandbox has, and that is a placeholder in a rehearsal all the same. */
export const PLACEHOLDER = 'Placeholder::';

/** Without these nothing is rehearsed: a failure to make one is the app's. */
const AT_STAKE = /^(AWS::EC2::(IPAM|VPC$|VPCCidrBlock$|Subnet$|EIP$|NatGateway$)|AWS::CloudFormation::Stack$|Custom::AddressRelease$)/;

export function isAtStake(type: string): boolean {
  return AT_STAKE.test(type);
}

/** As the app's template calls it. */
export function typeInApp(type: string): string {
  return type.startsWith(PLACEHOLDER) ? type.slice(PLACEHOLDER.length) : type;
}

/** Why a resource is only a placeholder; undefined when the sandbox has what it is. */
export function whyPlaceholder(type: string): string | undefined {
  if (!type.startsWith(PLACEHOLDER)) return isModelled(type) ? undefined : 'the sandbox does not model it';
  return isCustom(typeInApp(type)) ? 'its function is not run' : 'the sandbox could not create it';
}

/** The handler of functions that are created, with their interfaces, and never run. */
export const NOT_RUN = 'not-run.handler';

/** Whatever it runs, and wherever its code is: nobody invokes it. */
function notRun({ Properties, ...rest }: ResourceDeclaration): ResourceDeclaration {
  const runs = { Code: { ZipFile: 'exports.handler = async () => undefined;' }, Handler: NOT_RUN, Runtime: 'nodejs22.x', PackageType: 'Zip' };
  return { ...rest, Properties: { ...Properties, ...runs } };
}

/** The same of a deployed stack, of which a snapshot has only some kinds of resources. */
export function whyNotCopied(type: string): string | undefined {
  const app = typeInApp(type);
  return type !== app && !isCustom(app) ? 'a snapshot does not have it' : whyPlaceholder(type);
}

/**
 * The template with placeholders for what a rehearsal does not run: custom resources of others, which would take effect in time that is not
 * theirs; and for `further` logical ids. Functions of others are created without their code.
 */
export function withPlaceholders(template: Template, further: ReadonlySet<string>): Template {
  const resources = Object.entries(template.Resources);
  const ours = new Set(resources.flatMap(([, { Type, Properties }]) => (Type === RESOURCE_TYPE ? logicalIdsIn(Properties?.ServiceToken) : [])));
  const stays = ([logicalId, { Type }]: readonly [string, ResourceDeclaration]): boolean => {
    if (further.has(logicalId)) return false;
    return Type === RESOURCE_TYPE || !isCustom(Type);
  };
  const declared = resources.map((each): readonly [string, ResourceDeclaration] => {
    const [logicalId, declaration] = each;
    if (!stays(each) && isModelled(declaration.Type)) return [logicalId, { ...declaration, Type: `${PLACEHOLDER}${declaration.Type}` }];
    return [logicalId, declaration.Type === 'AWS::Lambda::Function' && !ours.has(logicalId) ? notRun(declaration) : declaration];
  });
  return { ...template, Resources: Object.fromEntries(declared) };
}

function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** What `Ref` and `Fn::GetAtt` name. */
function logicalIdsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string | readonly string[] };
  const named = typeof attribute === 'string' ? attribute.split('.')[0] : attribute?.[0];
  return [...(Ref === undefined ? [] : [Ref]), ...(named === undefined ? [] : [named])];
}
