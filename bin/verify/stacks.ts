import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type CloudFormationClient,
  type OnFailure,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../lambda/world';
import type { RunMark } from './run-mark';
import { MINUTE, need, SECOND } from './wait';

export interface Template {
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: object }>>;
}

/** One stack of a run. */
export class RunStack {
  #id = '';

  constructor(
    private readonly cloudFormation: CloudFormationClient,
    private readonly clock: Clock,
    private readonly mark: RunMark,
    private readonly what: string,
  ) {}

  get name(): string {
    return this.mark.name(this.what);
  }

  /** Gives the stack when it is at rest. */
  async create(template: Template, onFailure: OnFailure = 'ROLLBACK'): Promise<Stack | undefined> {
    const { StackId = '' } = await this.cloudFormation.send(
      new CreateStackCommand({
        StackName: this.name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_IAM'],
        OnFailure: onFailure,
        Tags: this.mark.tags(this.what),
      }),
    );
    this.#id = StackId;
    return this.settled();
  }

  async update(template: Template): Promise<Stack | undefined> {
    await this.cloudFormation.send(new UpdateStackCommand({ StackName: this.name, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'], Tags: this.mark.tags(this.what) }));
    return this.settled();
  }

  /** Some resources of a stack that could not be deleted may be left alone. */
  async delete(RetainResources?: string[]): Promise<Stack | undefined> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName: this.name, RetainResources }));
    return this.settled();
  }

  /** Also of a stack that is gone. */
  async settled(): Promise<Stack | undefined> {
    return need(this.clock, { every: 10 * SECOND, atMost: 65 * MINUTE }, `the end of what the stack ${this.name} does`, async () => {
      const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.#id }));
      const [stack] = Stacks ?? [];
      return stack?.StackStatus?.endsWith('_IN_PROGRESS') === true ? undefined : stack;
    });
  }

  /** Oldest first. */
  async events(): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.cloudFormation.send(new DescribeStackEventsCommand({ StackName: this.#id }));
    return StackEvents.reverse();
  }
}

export function outputOf(stack: Stack | undefined, key: string): string {
  const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (value === undefined) throw new Error(`the stack ${stack?.StackName ?? ''} is ${stack?.StackStatus ?? 'gone'} and has no output ${key}: ${stack?.StackStatusReason ?? ''}`);
  return value;
}
