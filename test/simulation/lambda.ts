import { clientsIn } from '../../lambda/clients';
import type { createHandler } from '../../lambda/handler';
import { answerRequest } from '../../sandbox/answer-request';
import { issueCredentials, type Credentials } from '../../sandbox/credentials';
import { inTime } from '../../sandbox/in-process-transport';
import { ACCOUNT, type Principal } from '../../sandbox/principal';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import { EventQueue } from '../../sandbox/services/lambda/event-queue';
import type { LambdaFunction } from '../../sandbox/services/lambda/function';
import type { Invocation, InvocationOutcome } from '../../sandbox/services/lambda/invocation';
import type { World } from '../../sandbox/world';
import { InProcessTransport, type TransportOptions } from './transport';

export const REGION = 'us-east-1';
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:Release`;

/** Who the function is. What it may do is not what is simulated here: its role's permissions come and go as faults. */
export const FUNCTION_ROLE: Principal = {
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Release/Release`,
  userId: 'AROASIMULATEDROLE0001:Release',
};

const TIMEOUT_SECONDS = 900;

const RELEASE: LambdaFunction = {
  arn: FUNCTION_ARN,
  name: 'Release',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/Release`,
  description: '',
  timeoutSeconds: TIMEOUT_SECONDS,
  memoryMb: 256,
  environment: {},
  logGroup: '/aws/lambda/Release',
  logFormat: 'JSON',
  logLevel: 'INFO',
  architectures: ['arm64'],
  code: { folder: '', sha256: '', size: 0 },
  lastModified: 0,
  revisionId: '1',
};

/** Milliseconds until a record can be found in the log. */
const LOG_LAG = 5000;

/** What may befall the function itself. */
export interface LambdaTroubles {
  /** After how many calls each invocation of a Delete is killed, in their order; 'itsTime' is Lambda's own time-out; `undefined` lets it live. */
  readonly killedAfter: readonly (number | 'itsTime' | undefined)[];
  /** How much the function's clock is ahead of AWS's, in milliseconds. */
  readonly clockSkew: number;
  readonly mishap: TransportOptions['mishap'];
}

/** One run of the function. */
export interface Run extends Invocation {
  readonly isDelete: boolean;
  isAlive: boolean;
  calls: number;
  /** When it knew what to answer. */
  decidedAt?: number;
  /** What the function wrote to its log. */
  readonly log: string[];
}

/**
 * Lambda, with the handler in this process: the sandbox's own queue delivers and retries. Every run has an execution environment of
 * its own, so that nothing is remembered that a real one could have lost.
 */
export class SimulatedLambda {
  readonly runs: Run[] = [];
  readonly #credentials: Credentials;
  readonly #queue: EventQueue;

  constructor(
    private readonly world: World,
    private readonly create: typeof createHandler,
    public troubles: LambdaTroubles,
  ) {
    this.#credentials = issueCredentials(world, FUNCTION_ROLE, 365 * 24 * 3_600_000);
    this.#queue = new EventQueue({ world, find: () => RELEASE, configOf: () => ({}), invoke: async (_lambda, attempt) => this.#run(attempt) });
    // Where the sandbox's CloudFormation looks for the functions that it calls.
    world.state(`lambda/functions/${ACCOUNT}/${REGION}`, () => ({
      invokeAsynchronously: (_arn: string, event: unknown) => this.#queue.send(RELEASE.name, event),
    }));
  }

  /** The access key of the function's role, which nobody may see. */
  get secrets(): readonly string[] {
    return [this.#credentials.secretAccessKey, this.#credentials.sessionToken];
  }

  /** Delivers an event, once more or forged. */
  deliver(event: unknown): void {
    this.#queue.send(RELEASE.name, event);
  }

  async #run({ requestId, attempt, event }: Pick<Invocation, 'requestId' | 'attempt' | 'event'>): Promise<Invocation> {
    const { clock } = this.world;
    const isDelete = (event as { RequestType?: unknown }).RequestType === 'Delete';
    const run: Run = { functionName: RELEASE.name, requestId, attempt, event, startedAt: clock.now(), isDelete, isAlive: true, calls: 0, log: [] };
    const killAfter = isDelete ? this.troubles.killedAfter[this.runs.filter((other) => other.isDelete).length] : undefined;
    this.runs.push(run);
    const end = run.startedAt + TIMEOUT_SECONDS * 1000;
    const ended = new Promise<InvocationOutcome>((resolve) => {
      const finish = (outcome: InvocationOutcome) => {
        run.isAlive = false;
        forget();
        resolve(outcome);
      };
      const forget = clock.after(TIMEOUT_SECONDS * 1000, () => finish({ kind: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage: '' } }));
      const onCall = () => {
        run.calls += 1;
        if (run.calls === killAfter) finish({ kind: 'exit', error: { errorType: 'Runtime.ExitError', errorMessage: '' } });
      };
      const handler = this.create(this.#worldOf(run, onCall));
      const context = { getRemainingTimeInMillis: () => end - clock.now(), functionName: RELEASE.name, logGroupName: RELEASE.logGroup };
      handler(event, context).then(
        () => finish({ kind: 'succeeded', result: 'null' }),
        (error: unknown) => {
          const { name, message } = error as Error;
          run.log.push(JSON.stringify({ errorType: name, errorMessage: message }));
          // Instead of saying that it is unfinished, it is still at work when its time is over.
          if (killAfter !== 'itsTime' || name !== 'Unfinished') finish({ kind: 'error', error: { errorType: name, errorMessage: message } });
        },
      );
    });
    run.outcome = await ended;
    run.endedAt = clock.now();
    return run;
  }

  /** A process that was killed goes no further. */
  #unlessDead({ isAlive }: Run): Promise<void> {
    return isAlive ? Promise.resolve() : new Promise(() => undefined);
  }

  /** CloudWatch Logs has it some seconds later, also of a run that was killed. */
  #deliverLog({ requestId, attempt }: Run, message: string): void {
    const groups = logGroups(this.world, ACCOUNT, REGION);
    if (!groups.find(RELEASE.logGroup)) groups.create({ name: RELEASE.logGroup });
    const writtenAt = this.world.clock.now();
    this.world.clock.after(LOG_LAG, () => groups.append(RELEASE.logGroup, `${requestId}/${attempt}`, [message], writtenAt));
  }

  /** The world that lambda/index.ts makes, of this one. */
  #worldOf(run: Run, onCall: () => void): Parameters<typeof createHandler>[0] {
    const { world } = this;
    const { clock } = world;
    const requestHandler = new InProcessTransport({ world, isAlive: () => run.isAlive, mishap: (action) => this.troubles.mishap(action), onEnd: onCall });
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    // What is not said, the SDK would look for in files; and files are not of this world.
    const settings = { requestHandler, maxAttempts: 1, retryMode: 'standard', useDualstackEndpoint: false, useFipsEndpoint: false, defaultsMode: 'legacy', userAgentAppId: '' } as const;
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      await this.#unlessDead(run);
    };
    return {
      clock: { now: () => clock.now() + this.troubles.clockSkew, sleep },
      region: REGION,
      ...clientsIn(REGION, { ...settings, credentials }),
      put: async (url, body) => {
        await this.#unlessDead(run);
        const { pathname, search } = new URL(url, 'http://sandbox');
        try {
          const { status } = await inTime(world, answerRequest(world, { target: `${pathname}${search}`, method: 'PUT', headers: {}, body: Buffer.from(body) }));
          return status;
        } catch {
          throw new TypeError('fetch failed');
        } finally {
          onCall();
          await this.#unlessDead(run);
        }
      },
      log: (message, fields) => {
        if (message === 'done') run.decidedAt = clock.now();
        if (!run.isAlive) return;
        run.log.push(JSON.stringify({ message, ...fields }));
        this.#deliverLog(run, JSON.stringify({ timestamp: new Date(clock.now()).toISOString(), message, ...fields }));
      },
    };
  }
}
