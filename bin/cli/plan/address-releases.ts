import { InvalidProperties, readProperties, type Listed } from '../../../lambda/properties';
import { RESOURCE_TYPE } from '../../../lib/contract';
import { Evaluation } from '../../../sandbox/services/cloudformation/template/evaluation';
import type { ParameterValue } from '../../../sandbox/services/cloudformation/template/parameters';
import { TemplateError } from '../../../sandbox/services/cloudformation/template/template';
import type { DeployedResource, DeployedStack } from './deployed-stack';

/** An AddressRelease that is deployed, with what it lists; or why that can't be told. */
export interface DeployedRelease {
  readonly resource: DeployedResource;
  readonly listed: Listed | undefined;
  readonly problem?: string;
}

export interface Surroundings {
  readonly account: string;
  readonly region: string;
  readonly exports: readonly { readonly name: string; readonly value: string }[];
  /** The allocation id of an Elastic IP, by its address. */
  readonly allocationIdOf: (publicIp: string) => string | undefined;
  /** What stands for an attribute that CloudFormation does not show. @default - without it, nothing can be told */
  readonly attributeOf?: ((resource: DeployedResource, physicalId: string, name: string) => string) | undefined;
}

/** The AddressReleases among the resources, with what CloudFormation would hand to their function. */
export function addressReleases(resources: readonly DeployedResource[], surroundings: Surroundings): DeployedRelease[] {
  return resources
    .filter(({ type }) => type === RESOURCE_TYPE)
    .map((resource) => {
      try {
        return { resource, listed: readProperties(evaluated(resource, surroundings), surroundings.region) };
      } catch (error) {
        if (error instanceof TemplateError || error instanceof InvalidProperties) return { resource, listed: undefined, problem: error.message };
        throw error;
      }
    });
}

/** The properties of a resource with their functions evaluated; without those that are for CloudFormation. Throws TemplateError. */
export function evaluated({ declaration, stack }: DeployedResource, surroundings: Surroundings): Record<string, unknown> {
  const Properties = Object.fromEntries(Object.entries(declaration?.Properties ?? {}).filter(([name]) => !/^Service(Token|Timeout)$/.test(name)));
  return evaluationOf(stack, surroundings).properties({ Type: declaration?.Type ?? '', Properties });
}

export function evaluationOf(stack: DeployedStack, surroundings: Surroundings): Evaluation {
  const { account, region, exports } = surroundings;
  const { description, template } = stack;
  const blueprint = { body: '', template, parameters: parametersOf(stack), capabilities: [], tags: [], notificationArns: description.NotificationARNs ?? [], imports: new Set<string>() };
  const identity = { id: description.StackId, name: description.StackName, account, region };
  return new Evaluation(blueprint, identity, { exports: () => exports }, (logicalId) => {
    const resource = stack.resources.find((each) => each.logicalId === logicalId);
    const { physicalId } = resource ?? {};
    if (!resource || physicalId === undefined) return undefined;
    return { physicalId, attribute: (name) => attributeOf(resource, physicalId, name, surroundings) };
  });
}

/** What Fn::GetAtt gives, where the physical id tells; nobody shows the others. */
function attributeOf(resource: DeployedResource, physicalId: string, name: string, { allocationIdOf, attributeOf: other }: Surroundings): unknown {
  const { logicalId, type, stack } = resource;
  if (type === 'AWS::EC2::EIP' && name === 'AllocationId') {
    const id = allocationIdOf(physicalId);
    if (id !== undefined) return id;
  }
  if (type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) {
    const nested = stack.nested.find(({ description }) => description.StackId === physicalId);
    const output = nested?.description.Outputs?.find(({ OutputKey }) => `Outputs.${OutputKey ?? ''}` === name)?.OutputValue;
    if (output !== undefined) return output;
  }
  if (/^(IpamPoolId|VpcId|SubnetId|InstanceId|NatGatewayId|PublicIp|Id)$/.test(name)) return physicalId;
  if (other) return other(resource, physicalId, name);
  throw new TemplateError(`CloudFormation does not show ${name} of ${logicalId}`);
}

function parametersOf({ description, template }: DeployedStack): Map<string, ParameterValue> {
  const types = template.Parameters ?? {};
  return new Map(
    (description.Parameters ?? []).map(({ ParameterKey: key = '', ParameterValue: given = '', ResolvedValue: resolved }) => {
      const text = resolved ?? given;
      const isList = /CommaDelimitedList|List</.test(types[key]?.Type ?? '');
      return [key, { key, given, value: isList ? text.split(',').map((item) => item.trim()) : text, noEcho: false }];
    }),
  );
}
