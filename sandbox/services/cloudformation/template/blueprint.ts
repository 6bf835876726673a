import type { Capability, Tag } from '@aws-sdk/client-cloudformation';
import type { ParameterValue } from './parameters';
import type { Template } from './template';

/** What a stack is to be: its template, and everything that decides what the template means. */
export interface Blueprint {
  readonly body: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly capabilities: readonly Capability[];
  readonly tags: readonly Tag[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  /** The names of the exports it uses, as they are found out when it is deployed. */
  readonly imports: Set<string>;
}
