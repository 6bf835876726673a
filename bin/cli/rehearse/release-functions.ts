import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientsIn } from '../../../lambda/clients';
import { createHandler } from '../../../lambda/handler';
import type { World as HandlerWorld } from '../../../lambda/world';
import { answerRequest } from '../../../sandbox/answer-request';
import { issueCredentials } from '../../../sandbox/credentials';
import { inProcessTransport, inTime } from '../../../sandbox/in-process-transport';
import { roleNameOf, roles } from '../../../sandbox/services/iam/roles';
import type { LambdaFunction } from '../../../sandbox/services/lambda/function';
import { FunctionLog } from '../../../sandbox/services/lambda/function-log';
import { functions } from '../../../sandbox/services/lambda/functions';
import type { Invocation, InvocationOutcome } from '../../../sandbox/services/lambda/invocation';
import type { World } from '../../../sandbox/world';

const LIFETIME = 12 * 3_600_000;

/** Has the functions of AddressReleases in an account and Region run in this process, with their roles and within their time. */
export function runReleasesInProcess(world: World, account: string, region: string): void {
  functions(world, account, region).runInProcess = async (invocation, lambda) => run(world, account, region, invocation, lambda);
}

/** SHA-256 of the handler that a function has, or that this package has: in a rehearsal this package's runs. */
export function handlerHash(folder: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(join(folder, 'index.js'))).digest('hex');
  } catch {
    return undefined;
  }
}

async function run(world: World, account: string, region: string, { event, requestId }: Invocation, lambda: LambdaFunction): Promise<InvocationOutcome> {
  const { clock } = world;
  const role = { ...roles(world, account).session(roleNameOf(lambda.roleArn), lambda.name), isInside: true };
  const log = new FunctionLog(world, role, region, lambda.logGroup, requestId);
  log.beginInvocation();
  const end = clock.now() + lambda.timeoutSeconds * 1000;
  const life = { isOver: false };
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(world, role, LIFETIME);
  const handler = createHandler(handlerWorld(world, region, { accessKeyId, secretAccessKey, sessionToken }, (message) => (life.isOver ? undefined : log.write(message)), life));
  return new Promise((resolve) => {
    const finish = (outcome: InvocationOutcome) => {
      life.isOver = true;
      forget();
      resolve(outcome);
    };
    const errorMessage = `Task timed out after ${lambda.timeoutSeconds}.00 seconds`;
    const forget = clock.after(end - clock.now(), () => finish({ kind: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage } }));
    handler(event, { getRemainingTimeInMillis: () => end - clock.now(), functionName: lambda.name, logGroupName: lambda.logGroup }).then(
      () => finish({ kind: 'succeeded', result: 'null' }),
      (error: unknown) => {
        const { name: errorType, message } = error as Error;
        finish({ kind: 'error', error: { errorType, errorMessage: message } });
      },
    );
  });
}

/** The world that lambda/index.ts makes, of this one. A run whose time is over goes no further. */
function handlerWorld(world: World, region: string, credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string }, write: (line: string) => void, life: { isOver: boolean }): HandlerWorld {
  const unlessOver = async () => {
    if (life.isOver) await new Promise(() => undefined);
  };
  // What is not said, the SDK would look for in files.
  const settings = { maxAttempts: 1, retryMode: 'standard', useDualstackEndpoint: false, useFipsEndpoint: false, defaultsMode: 'legacy', userAgentAppId: '' } as const;
  const transport = inProcessTransport(world);
  const requestHandler: typeof transport = {
    handle: async (request) => {
      await unlessOver();
      return transport.handle(request);
    },
  };
  return {
    clock: {
      now: () => world.clock.now(),
      sleep: async (milliseconds) => {
        await world.clock.sleep(milliseconds);
        await unlessOver();
      },
    },
    region,
    ...clientsIn(region, { ...settings, requestHandler, credentials }),
    put: async (url, body) => {
      await unlessOver();
      const { pathname, search } = new URL(url, 'http://sandbox');
      const { status } = await inTime(world, answerRequest(world, { target: `${pathname}${search}`, method: 'PUT', headers: {}, body: Buffer.from(body) }));
      return status;
    },
    log: (message, fields) => write(JSON.stringify({ timestamp: new Date(world.clock.now()).toISOString(), message, ...fields })),
  };
}
