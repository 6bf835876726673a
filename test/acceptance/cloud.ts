import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type OnFailure,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { Stack } from 'aws-cdk-lib';
import { ACCOUNT } from '../../sandbox/principal';
import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox';
import { ec2State } from '../../sandbox/services/ec2/state';
import { buckets } from '../../sandbox/services/s3/buckets';
import { functions, type Functions } from '../../sandbox/services/lambda/functions';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import { publish, synthesize } from './synthesized';

export const REGION = 'us-east-1';

/** A sandbox and what a person does with it: synthesizes apps, deploys and destroys their stack, takes addresses by the API. */
export class Cloud {
  static async start(options: SandboxOptions = {}): Promise<Cloud> {
    return new Cloud(await Sandbox.start({ timeScale: 60, seed: 1, ...options }));
  }

  readonly ec2: EC2Client;
  readonly cloudFormation: CloudFormationClient;

  /** Every line that a function of the stacks wrote. */
  readonly lines: string[] = [];

  /** What the functions answered CloudFormation, in the order of arrival. */
  readonly answers: { readonly Status: string; readonly Reason: string }[] = [];

  private constructor(readonly sandbox: Sandbox) {
    const responses = `cloudformation-custom-resource-response-${REGION.replaceAll('-', '')}`;
    buckets(sandbox.world).onPut(responses, (_, body) => {
      this.answers.push(JSON.parse(body.toString('utf8')) as Cloud['answers'][number]);
    });
    logGroups(sandbox.world, ACCOUNT, REGION).onEvent(({ message }) => this.lines.push(message));
    this.ec2 = this.ec2In(REGION);
    this.cloudFormation = new CloudFormationClient({ ...sandbox.clientConfig, region: REGION });
  }

  ec2In(region: string): EC2Client {
    return new EC2Client({ ...this.sandbox.clientConfig, region });
  }

  /** Creates the stack, or updates it, as `cdk deploy` does. Gives the status it ends in. */
  async deploy(name: string, fill: (stack: Stack) => void, options: { disableRollback?: boolean; onFailure?: OnFailure } = {}): Promise<string> {
    const TemplateURL = this.publish(name, fill);
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    if ((await this.status(name)) === undefined) {
      await this.cloudFormation.send(
        new CreateStackCommand({ StackName: name, TemplateURL, Capabilities, DisableRollback: options.disableRollback, OnFailure: options.onFailure }),
      );
    } else {
      await this.cloudFormation.send(new UpdateStackCommand({ StackName: name, TemplateURL, Capabilities, DisableRollback: options.disableRollback }));
    }
    return (await this.settled(name)) ?? 'gone';
  }

  /** Deletes the stack once, as `cdk destroy` does. Gives the status it ends in; undefined when it is gone. */
  async destroy(name: string): Promise<string | undefined> {
    await this.startDestroy(name);
    return this.settled(name);
  }

  async startDestroy(name: string): Promise<void> {
    await this.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  }

  /** Waits until no operation of the stack is under way. */
  async settled(name: string): Promise<string | undefined> {
    for (;;) {
      const status = await this.status(name);
      if (!status?.endsWith('_IN_PROGRESS')) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async status(name: string): Promise<string | undefined> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({}));
    return Stacks.find(({ StackName }) => StackName === name)?.StackStatus;
  }

  async output(name: string, key: string): Promise<string> {
    const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (output === undefined) throw new Error(`no output ${key}`);
    return output;
  }

  /** The stack's events, oldest first. */
  async events(name: string): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents.reverse();
  }

  /** The requests that the release functions got from CloudFormation. */
  requests(): Record<string, unknown>[] {
    return this.#functions.invocations.map(({ event }) => event as Record<string, unknown>);
  }

  /** Invokes the release function of a stack as anybody may who has the right to, and waits. */
  async invokeRelease(event: unknown, stackName = 'Stack'): Promise<void> {
    const release = this.#functions.all().find(({ name }) => name.startsWith(`${stackName}-`));
    await this.#functions.invoke(release?.name ?? '', event);
  }

  get #functions(): Functions {
    return functions(this.sandbox.world, ACCOUNT, REGION);
  }

  async stackId(name: string): Promise<string> {
    const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0]?.StackId ?? '';
  }

  subnetOf(networkInterfaceId: string): string {
    return ec2State(this.sandbox.world).networkInterfaces.get(networkInterfaceId)?.subnetId ?? '';
  }

  publicIpOf(allocationId: string): string {
    const address = ec2State(this.sandbox.world).addresses.get(allocationId);
    if (!address) throw new Error(`no address ${allocationId}`);
    return address.publicIp;
  }

  /** Why the AddressRelease failed last. */
  async failure(name: string): Promise<string> {
    const failures = (await this.events(name)).filter(
      ({ ResourceType, ResourceStatus }) => ResourceType === 'Custom::AddressRelease' && ResourceStatus?.endsWith('_FAILED'),
    );
    return failures.at(-1)?.ResourceStatusReason ?? 'it did not fail';
  }

  /** The records that release functions wrote, also those whose log group is gone. */
  get log(): Record<string, unknown>[] {
    return this.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** How often the functions called this API, whatever came of it; without DryRuns, or only those. */
  callsByFunctions(action: string, { dryRun = false } = {}): number {
    return this.sandbox.world.calls
      .of(action)
      .filter(({ caller, input }) => caller.includes('assumed-role') && (input.DryRun === true) === dryRun).length;
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
  }

  /** Synthesizes, and puts the assets and the template where `cdk deploy` publishes them. Gives the template's URL. */
  publish(name: string, fill: (stack: Stack) => void): string {
    const synthesized = synthesize(name, REGION, fill);
    publish(this.sandbox.world, REGION, synthesized);
    return synthesized.templateUrl;
  }
}
