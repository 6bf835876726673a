/** The function of the probes' custom resources: it writes what it sees, and does as its properties say. `watcher.ts` deploys it. */
import https from 'node:https';
import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';

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
  const client = new CloudFormationClient({});
  const stacks = () => client.send(new DescribeStacksCommand({ StackName: StackId }));
  const resource = () => client.send(new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId }));
  for (let look = 1; look <= Number(asked.Looks ?? 1); look += 1) {
    if (look > 1) await sleep(2000);
    const at = Date.now();
    const stack = await stacks().then(({ Stacks }) => ({ status: Stacks?.[0]?.StackStatus, deletionTime: Stacks?.[0]?.DeletionTime }), named);
    const record = await resource().then(({ StackResourceDetail }) => ({ status: StackResourceDetail?.ResourceStatus, at: StackResourceDetail?.LastUpdatedTimestamp, id: StackResourceDetail?.PhysicalResourceId }), named);
    const sent = /X-Amz-Date=(\w+)/.exec(event.ResponseURL)?.[1];
    log({ look, at, stack, record, sent, id: event.PhysicalResourceId, isText: Object.values(asked).every((value) => typeof value === 'string') });
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

  /** DryRuns, until what is to be allowed is: permissions take a while. */
  async function tryCalls(json: string): Promise<void> {
    const since = Date.now();
    for (const { name, region, command, input, until } of JSON.parse(json) as { name: string; region: string; command: string; input: object; until?: string }[]) {
      const Command = (ec2 as unknown as Record<string, new (input: object) => ec2.DescribeRegionsCommand>)[`${command}Command`];
      if (Command === undefined) continue;
      for (;;) {
        const { error = 'answered' } = await new ec2.EC2Client({ region }).send(new Command({ ...input, DryRun: true })).then(() => ({ error: undefined }), named);
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
