import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  UpdateStackCommand,
  type CreateStackCommandInput,
  type DeleteStackCommandInput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ACCOUNT } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { stacks } from '../../../sandbox/services/cloudformation/stacks/stacks';
import { functions } from '../../../sandbox/services/lambda/functions';
import { KIND } from '../../../sandbox/unkindness';

export const REGION = 'us-east-1';
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:handler`;

type Resources = Readonly<Record<string, object>>;

/** A sandbox with one stack to play with. */
export class Deployment {
  static async start(timeScale = 600): Promise<Deployment> {
    return new Deployment(await Sandbox.start({ timeScale, unkindness: KIND, seed: 7 }));
  }

  readonly cfn: CloudFormationClient;
  /** Every request that the custom resources' function got. */
  readonly requests: CloudFormationCustomResourceEvent[] = [];
  /** What the function answers; nothing when it returns undefined. */
  answer: (request: CloudFormationCustomResourceEvent) => object | undefined = () => ({});

  private constructor(readonly sandbox: Sandbox) {
    this.cfn = new CloudFormationClient({ ...sandbox.clientConfig, region: REGION });
    jest.spyOn(functions(sandbox.world, ACCOUNT, REGION), 'invokeAsynchronously').mockImplementation((_arn, event) => {
      const request = event as CloudFormationCustomResourceEvent;
      this.requests.push(request);
      const answer = this.answer(request);
      if (answer) void respond(request, answer);
      return 'request-id';
    });
  }

  stop(): Promise<void> {
    this.cfn.destroy();
    return this.sandbox.stop();
  }

  /** Creates the stack and waits for the outcome. */
  async create(resources: Resources, more: Partial<CreateStackCommandInput> & { readonly template?: object } = {}): Promise<Stack> {
    const { template, ...input } = more;
    const TemplateBody = JSON.stringify({ Resources: resources, ...template });
    const { StackId = '' } = await this.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody, ...input }));
    return this.settled(StackId);
  }

  async update(resources: Resources, more: Partial<CreateStackCommandInput> & { readonly template?: object } = {}): Promise<Stack> {
    const { template, ...input } = more;
    const TemplateBody = JSON.stringify({ Resources: resources, ...template });
    const { StackId = '' } = await this.cfn.send(new UpdateStackCommand({ StackName: 'app', TemplateBody, ...input }));
    return this.settled(StackId);
  }

  async delete(more: Partial<DeleteStackCommandInput> = {}): Promise<Stack> {
    const { StackId = '' } = await this.describe(more.StackName ?? 'app');
    await this.cfn.send(new DeleteStackCommand({ StackName: StackId, ...more }));
    return this.settled(StackId);
  }

  async describe(name = 'app'): Promise<Stack> {
    const { Stacks } = await this.cfn.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    if (!stack) throw new Error(`no description of ${name}`);
    return stack;
  }

  /** The stack, once nothing is in progress. */
  settled(name = 'app'): Promise<Stack> {
    return this.until(name, ({ StackStatus = '' }) => !StackStatus.endsWith('_IN_PROGRESS'));
  }

  async until(name: string, test: (stack: Stack) => boolean): Promise<Stack> {
    for (;;) {
      const stack = await this.describe(name);
      if (test(stack)) return stack;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Oldest first, as "LogicalId STATUS". */
  async history(name = 'app'): Promise<string[]> {
    return (await this.events(name)).map(({ LogicalResourceId = '', ResourceStatus = '' }) => `${LogicalResourceId} ${ResourceStatus}`);
  }

  /** Oldest first. */
  async events(name = 'app'): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    for await (const page of paginateDescribeStackEvents({ client: this.cfn }, { StackName: name })) events.push(...(page.StackEvents ?? []));
    return events.reverse();
  }

  /** When a resource entered a status, in milliseconds of the sandbox's time. */
  enteredAt(logicalId: string, status: string): number {
    const events = stacks(this.sandbox.world, ACCOUNT, REGION).find('app')?.events;
    return Number(events?.find((event) => event.LogicalResourceId === logicalId && event.ResourceStatus === status)?.Timestamp);
  }

  /** Why a resource got into a status. */
  async reason(logicalId: string, status: string, name = 'app'): Promise<string | undefined> {
    const event = (await this.events(name)).findLast((one) => one.LogicalResourceId === logicalId && one.ResourceStatus === status);
    return event?.ResourceStatusReason;
  }

  /** What the function was asked, as "Create A". */
  get asked(): string[] {
    return this.requests.map(({ RequestType, LogicalResourceId }) => `${RequestType} ${LogicalResourceId}`);
  }
}

/** A custom resource that the function stands behind. */
export function custom(properties: object = {}, more: object = {}): object {
  return { Type: 'Custom::Thing', Properties: { ServiceToken: FUNCTION_ARN, ...properties }, ...more };
}

/** Puts an answer where the request wants it: what is not given is a success under the resource's first id. */
export async function respond(request: CloudFormationCustomResourceEvent, answer: object = {}): Promise<Response> {
  const { StackId, RequestId, LogicalResourceId } = request;
  const PhysicalResourceId = 'PhysicalResourceId' in request ? request.PhysicalResourceId : `thing-${LogicalResourceId}`;
  const body = JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...answer });
  return fetch(request.ResponseURL, { method: 'PUT', body: Buffer.from(body) });
}

export const FAILED = { Status: 'FAILED', Reason: 'no can do' };
