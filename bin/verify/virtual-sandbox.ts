import { readFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import { answerRequest } from '../../sandbox/answer-request';
import { issueCredentials } from '../../sandbox/credentials';
import { inProcessTransport } from '../../sandbox/in-process-transport';
import { ACCOUNT } from '../../sandbox/principal';
import { roleNameOf, roles } from '../../sandbox/services/iam/roles';
import type { LambdaFunction } from '../../sandbox/services/lambda/function';
import { FunctionLog } from '../../sandbox/services/lambda/function-log';
import { functions } from '../../sandbox/services/lambda/functions';
import type { Invocation, InvocationOutcome } from '../../sandbox/services/lambda/invocation';
import { EVERYDAY } from '../../sandbox/unkindness';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { World } from '../../sandbox/world';
import type { Connection } from './account';

/**
 * A sandbox in this process, in time that jumps: an hour of probes takes a second. The probes' functions run here too, from the code that
 * was deployed.
 */
export async function inVirtualSandbox<T>(regions: readonly string[], seed: number, work: (connection: Connection, world: World) => Promise<T>): Promise<T> {
  const clock = new VirtualClock();
  const world = new World(clock, EVERYDAY, seed, 'https://sandbox');
  for (const region of regions) functions(world, ACCOUNT, region).runInProcess = async (invocation, lambda) => run(world, region, invocation, lambda);
  try {
    return await clock.run(() => work({ clock, settings: settingsFor(world, { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }) }, world));
  } finally {
    await world.stop();
  }
}

/** What is not said, the SDK would look for in files. */
function settingsFor(world: World, credentials: object): object {
  const rest = { maxAttempts: 5, retryMode: 'standard', useDualstackEndpoint: false, useFipsEndpoint: false, defaultsMode: 'legacy', userAgentAppId: '' };
  return { ...rest, requestHandler: inProcessTransport(world), credentials, retryStrategy: undefined };
}

type Handler = (event: unknown, context: object) => Promise<void>;

async function run(world: World, region: string, { event, requestId }: Invocation, lambda: LambdaFunction): Promise<InvocationOutcome> {
  const { clock } = world;
  const role = { ...roles(world, ACCOUNT).session(roleNameOf(lambda.roleArn), lambda.name), isInside: true };
  const log = new FunctionLog(world, role, region, lambda.logGroup, requestId);
  log.beginInvocation();
  const end = clock.now() + lambda.timeoutSeconds * 1000;
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(world, role, 12 * 3_600_000);
  const settings = settingsFor(world, { accessKeyId, secretAccessKey, sessionToken });
  const handler = load(lambda, { world, region, settings, write: (line) => log.write(line) });
  return new Promise((resolve) => {
    const error = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' };
    const forget = clock.after(end - clock.now(), () => {
      resolve({ kind: 'timeout', error });
    });
    handler(event, { getRemainingTimeInMillis: () => end - clock.now() })
      .then(
        () => {
          resolve({ kind: 'succeeded', result: 'null' });
        },
        (thrown: unknown) => {
          const { name: errorType, message: errorMessage } = thrown as Error;
          resolve({ kind: 'error', error: { errorType, errorMessage } });
        },
      )
      .finally(forget);
  });
}

interface Setting {
  readonly world: World;
  readonly region: string;
  readonly settings: object;
  readonly write: (line: string) => void;
}

/** The deployed code, with this sandbox as its AWS, its time and its log. */
function load({ code }: LambdaFunction, { world, region, settings, write }: Setting): Handler {
  const source = readFileSync(join(code.folder, 'index.js'), 'utf8');
  class CloudFormationClient extends cloudFormation.CloudFormationClient {
    constructor(given: object) {
      super({ region, ...settings, ...given });
    }
  }
  class EC2Client extends ec2.EC2Client {
    constructor(given: object) {
      super({ region, ...settings, ...given });
    }
  }
  class CloudWatchLogsClient extends logs.CloudWatchLogsClient {
    constructor(given: object) {
      super({ region, ...settings, ...given });
    }
  }
  const modules: Readonly<Record<string, object>> = {
    '@aws-sdk/client-cloudformation': { ...cloudFormation, CloudFormationClient },
    '@aws-sdk/client-cloudwatch-logs': { ...logs, CloudWatchLogsClient },
    '@aws-sdk/client-ec2': { ...ec2, EC2Client },
    'node:https': { request: (options: HttpsOptions, onResponse: (response: EventEmitter) => void) => requestTo(world, options, onResponse) },
  };
  const exported: { handler?: Handler } = {};
  const asModule = { exports: exported as Readonly<Record<string, unknown>> };
  const evaluate = compileFunction(source, ['require', 'module', 'exports', 'setTimeout', 'process', 'Date']) as (...names: unknown[]) => void;
  const setTimer = (callback: () => void, milliseconds: number) => world.clock.after(milliseconds, callback);
  evaluate((name: string) => modules[name] ?? {}, asModule, exported, setTimer, { stdout: { write } }, Date);
  return asModule.exports.handler as Handler;
}

interface HttpsOptions {
  readonly path: string;
}

/** As much of node:https as the watcher takes. */
function requestTo(world: World, { path }: HttpsOptions, onResponse: (response: EventEmitter) => void): EventEmitter & { end: (body: string) => void } {
  return Object.assign(new EventEmitter(), {
    end(body: string) {
      void answerRequest(world, { target: path, method: 'PUT', headers: {}, body: Buffer.from(body) }).then(() => {
        const response = Object.assign(new EventEmitter(), { resume: () => undefined });
        onResponse(response);
        response.emit('end');
      });
    },
  });
}
