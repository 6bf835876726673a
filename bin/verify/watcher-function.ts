/** The function of the probes' custom resources: it writes what it sees, and does as its properties say. `watcher.ts` deploys it. */
import https from 'node:https';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';

/** A call that a probe has it try, for what the role may. */
export interface Trial {
  readonly name: string;
  readonly service: 'ec2' | 'cloudFormation' | 'logs';
  readonly region: string;
  readonly command: string;
  readonly input: object;
  /** Tried again until the outcome is this one, for a minute at most. */
  readonly until?: string;
}

interface Event {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, string>>;
}

export async function handler(event: Event, context: { getRemainingTimeInMillis: () => number }): Promise<void> {
  const { RequestType, StackId, LogicalResourceId, RequestId, ResourceProperties: asked } = event;
  const client = new cloudFormation.CloudFormationClient({});
  const stacks = (StackName: string) => client.send(new cloudFormation.DescribeStacksCommand({ StackName }));
  const resource = () => client.send(new cloudFormation.DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId }));
  for (let look = 1; look <= Number(asked.Looks ?? 1); look += 1) {
    if (look > 1) await sleep(2000);
    const at = Date.now();
    const stack = await stacks(StackId).then(({ Stacks }) => ({ status: Stacks?.[0]?.StackStatus, deletionTime: Stacks?.[0]?.DeletionTime, parent: Stacks?.[0]?.ParentId }), named);
    const parent = 'parent' in stack && stack.parent !== undefined ? await stacks(stack.parent).then(({ Stacks }) => ({ status: Stacks?.[0]?.StackStatus }), named) : undefined;
    const record = await resource().then(({ StackResourceDetail }) => ({ status: StackResourceDetail?.ResourceStatus, at: StackResourceDetail?.LastUpdatedTimestamp, id: StackResourceDetail?.PhysicalResourceId }), named);
    const sent = /X-Amz-Date=(\w+)/.exec(event.ResponseURL)?.[1];
    log({ look, at, stack, parent, record, sent, id: event.PhysicalResourceId, isText: Object.values(asked).every((value) => typeof value === 'string') });
  }
  if (RequestType === 'Create' && asked.Calls !== undefined) await tryCalls(asked.Calls);
  if (asked.Sleeps === RequestType) await sleep(Math.min(Number(asked.Seconds), context.getRemainingTimeInMillis() / 1000 - 5) * 1000);
  if (asked.Throws === RequestType) throw new Error('as asked');
  await answer(asked.Refuses === RequestType ? 'FAILED' : 'SUCCESS');
  if (asked.Twice === RequestType) await answer('FAILED');
  log({ look: 0, at: Date.now() });

  function log(fields: object): void {
    process.stdout.write(`${JSON.stringify({ probe: asked.Probe, requestType: RequestType, requestId: RequestId, logicalId: LogicalResourceId, ...fields })}\n`);
  }

  /** Of EC2's calls DryRuns. */
  async function tryCalls(json: string): Promise<void> {
    const since = Date.now();
    const services: Record<Trial['service'], [object, new (settings: { region: string }) => { send: (command: never) => Promise<unknown> }]> = {
      ec2: [ec2, ec2.EC2Client],
      cloudFormation: [cloudFormation, cloudFormation.CloudFormationClient],
      logs: [logs, logs.CloudWatchLogsClient],
    };
    for (const { name, service, region, command, input, until } of JSON.parse(json) as Trial[]) {
      const [commands, Client] = services[service];
      const Command = (commands as unknown as Record<string, new (input: object) => never>)[`${command}Command`];
      if (Command === undefined) continue;
      for (;;) {
        const asked = new Command(service === 'ec2' ? { ...input, DryRun: true } : input);
        const { error = 'answered' } = await new Client({ region }).send(asked).then(() => ({ error: undefined }), named);
        log({ look: 0, at: Date.now(), call: name, outcome: error, after: Date.now() - since });
        if (until === undefined || error === until || Date.now() - since > 60_000) break;
        await sleep(1000);
      }
    }
  }

  function answer(Status: string): Promise<void> {
    const PhysicalResourceId = (RequestType === 'Delete' ? undefined : asked.Id) ?? event.PhysicalResourceId ?? `${asked.Probe}-${LogicalResourceId}`;
    const bodyWith = (Reason: string) => JSON.stringify({ Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId });
    const body = bodyWith('as asked'.padEnd(Number(asked.Bytes ?? 0) - bodyWith('').length, '.'));
    const { hostname, pathname, search } = new URL(event.ResponseURL);
    return new Promise((resolve, reject) => {
      const request = https.request({ hostname, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } }, (response) => {
        response.resume();
        response.on('end', resolve);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

function named(error: unknown): { readonly error: string } {
  return { error: (error as Error).name };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
