import type { ResourceType } from '../resource-type';
import { cdkMetadata } from './cdk-metadata';
import { cloudFormationCustomResource } from './cloudformation-custom-resource';
import { cloudFormationStack } from './cloudformation-stack';
import { cloudFormationWaitConditionHandle } from './cloudformation-wait-condition-handle';
import { placeholder } from './placeholder';

const TYPES: Readonly<Record<string, ResourceType | undefined>> = {
  'AWS::CDK::Metadata': cdkMetadata,
  'AWS::CloudFormation::CustomResource': cloudFormationCustomResource,
  'AWS::CloudFormation::Stack': cloudFormationStack(resourceType),
  'AWS::CloudFormation::WaitConditionHandle': cloudFormationWaitConditionHandle,
};

/** How resources of a type are created, updated and deleted. */
export function resourceType(name: string): ResourceType {
  return name.startsWith('Custom::') ? cloudFormationCustomResource : (TYPES[name] ?? placeholder);
}
