import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { transformSync } from 'esbuild';
import type { Clock } from '../../lambda/world';
import type { Place } from './account';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { RunMark } from './run-mark';
import { outputOf, RunStack, type Template } from './stacks';
import { SECOND } from './wait';

/** What a custom resource's function saw, and when. */
export interface Sighting {
  readonly probe: string;
  readonly at: number;
  readonly requestType: string;
  readonly requestId: string;
  readonly logicalId: string;
  /** 0 once it has answered, or of a call that it tried. */
  readonly look: number;
  readonly stack?: { readonly status?: string; readonly deletionTime?: string; readonly parent?: string; readonly error?: string };
  /** The parent of a nested stack. */
  readonly parent?: { readonly status?: string; readonly error?: string };
  readonly record?: { readonly status?: string; readonly at?: string; readonly id?: string; readonly error?: string };
  /** When the request was sent, as its URL is signed. */
  readonly sent?: string;
  readonly id?: string;
  readonly isText?: boolean;
  readonly call?: string;
  readonly outcome?: string;
  readonly after?: number;
}

/** As long as a function's output takes to its log group, and some more. */
const LOGS_COME = 20 * SECOND;

/** Until its role's policies are in effect, a function's output is lost. */
const RIGHTS_COME = 30 * SECOND;

/** A function that stands in for the handler in the probes' stacks. */
export class Watcher {
  static async deploy(place: Place, clock: Clock, mark: RunMark): Promise<Watcher> {
    const stack = await new RunStack(place.cloudFormation, clock, mark, 'watcher').create(watcherTemplate([]));
    await clock.sleep(RIGHTS_COME);
    return new Watcher(place, clock, outputOf(stack, 'Function'), outputOf(stack, 'Log'));
  }

  constructor(
    private readonly place: Place,
    private readonly clock: Clock,
    readonly serviceToken: string,
    private readonly logGroup: string,
  ) {}

  /** The same, read by a probe's own clients. */
  at(place: Place): Watcher {
    return new Watcher(place, this.clock, this.serviceToken, this.logGroup);
  }

  /** One that a probe has in a stack of its own, with another role. */
  of(stack: Stack | undefined): Watcher {
    return new Watcher(this.place, this.clock, outputOf(stack, 'Function'), outputOf(stack, 'Log'));
  }

  /** A custom resource that it answers for. */
  resource(probe: string, properties: Readonly<Record<string, string | number>> = {}, dependsOn: readonly string[] = []): object {
    return { Type: 'Custom::Verify', DependsOn: dependsOn, Properties: { ServiceToken: this.serviceToken, Probe: probe, ...properties } };
  }

  /** What the function saw for a probe, oldest first. */
  async sightings(probe: string): Promise<Sighting[]> {
    await this.clock.sleep(LOGS_COME);
    return this.sightingsSoFar(probe);
  }

  async sightingsSoFar(probe: string): Promise<Sighting[]> {
    const seen: Sighting[] = [];
    let nextToken: string | undefined;
    do {
      const { events = [], nextToken: next } = await this.place.logs.send(new FilterLogEventsCommand({ logGroupName: this.logGroup, nextToken }));
      for (const { message = '' } of events) {
        const from = message.indexOf('{"probe":');
        if (from >= 0) seen.push(JSON.parse(message.slice(from)) as Sighting);
      }
      nextToken = next;
    } while (nextToken !== undefined);
    return seen.filter((sighting) => sighting.probe === probe).sort((one, other) => one.at - other.at);
  }
}

export function watcherCode(): string {
  const source = readFileSync(join(__dirname, 'watcher-function.ts'), 'utf8');
  return transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', minifyWhitespace: true, minifySyntax: true }).code;
}

/** The function, with the role and the log that it needs. */
export function watcherTemplate(statements: readonly object[], stackArn: unknown = '*'): Template {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const needed = [
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': ['Log', 'Arn'] } },
    { Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource'], Resource: stackArn },
  ];
  return {
    Resources: {
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 1 } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust,
          Policies: [{ PolicyName: 'watch', PolicyDocument: { Version: '2012-10-17', Statement: [...needed, ...statements] } }],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: watcherCode() },
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          MemorySize: 256,
          Timeout: 900,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          LoggingConfig: { LogGroup: { Ref: 'Log' } },
        },
      },
    },
    Outputs: { Function: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } }, Log: { Value: { Ref: 'Log' } } },
  };
}
