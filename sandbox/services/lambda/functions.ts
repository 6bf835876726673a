import { AwsError } from '../../aws-error';
import { PARTITION } from '../../principal';
import type { World } from '../../world';
import { roleNameOf, roles } from '../iam/roles';
import { trusts } from '../iam/trust';
import { unpack } from './code';
import { Environments } from './environments';
import { EventQueue } from './event-queue';
import type { ExecutionEnvironment } from './execution-environment';
import type { EventInvokeConfig, LambdaFunction } from './function';
import { validate, type FunctionInput } from './function-input';
import { attachToVpc, giveUpInterfaces } from './network-interfaces';
import { run, type Invocation, type InvocationOutcome } from './invocation';

/** The functions of an account in a Region. */
export function functions(world: World, account: string, region: string): Functions {
  return world.state(`lambda/functions/${account}/${region}`, () => new Functions(world, account, region));
}

export class Functions {
  /** Every run there was, in the order of their starts. */
  readonly invocations: Invocation[] = [];
  /** Runs a function in the place of a process of its own, which can't follow time that jumps. */
  runInProcess?: (invocation: Invocation, lambda: LambdaFunction) => Promise<InvocationOutcome>;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #eventInvokeConfigs = new Map<string, EventInvokeConfig>();
  readonly #environments: Environments;
  readonly #queue: EventQueue;
  readonly #listeners = new Set<(invocation: Invocation) => void>();

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly region: string,
  ) {
    this.#environments = new Environments(world, account, region);
    this.#queue = new EventQueue({
      world,
      find: (name) => this.find(name),
      configOf: (name) => this.#eventInvokeConfigs.get(name) ?? {},
      invoke: (lambda, attempt) => this.attempt(lambda, attempt),
    });
  }

  create(input: FunctionInput): LambdaFunction {
    if (this.#functions.has(input.FunctionName)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${input.FunctionName}`, 409);
    }
    return this.store(input);
  }

  /** Replaces the whole configuration and the code. */
  update(input: FunctionInput): LambdaFunction {
    const before = this.get(input.FunctionName);
    const lambda = this.store(input);
    giveUpInterfaces(this.world, before, () => this.all());
    this.#environments.retire(lambda.name);
    return lambda;
  }

  /** Invocations that are under way go on; what is queued is dropped. */
  delete(nameOrArn: string): void {
    const lambda = this.get(nameOrArn);
    const { name } = lambda;
    this.#functions.delete(name);
    giveUpInterfaces(this.world, lambda, () => this.all());
    this.#eventInvokeConfigs.delete(name);
    this.#environments.retire(name);
  }

  /** By name or ARN, qualified or not. Undefined when there is no such function. */
  find(nameOrArn: string): LambdaFunction | undefined {
    return this.#functions.get(functionNameOf(nameOrArn));
  }

  get(nameOrArn: string): LambdaFunction {
    const lambda = this.find(nameOrArn);
    if (!lambda) throw new AwsError('ResourceNotFoundException', `Function not found: ${this.arnOf(functionNameOf(nameOrArn))}`, 404);
    return lambda;
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  arnOf(name: string): string {
    return `arn:${PARTITION}:lambda:${this.region}:${this.account}:function:${name}`;
  }

  /** Undefined takes the configuration away. */
  configureEventInvoke(nameOrArn: string, config: EventInvokeConfig | undefined): void {
    const name = functionNameOf(nameOrArn);
    if (config === undefined) this.#eventInvokeConfigs.delete(name);
    else this.#eventInvokeConfigs.set(this.get(name).name, config);
  }

  /** Queues an event for the function and returns its request id; retries are Lambda's own. */
  invokeAsynchronously(nameOrArn: string, event: unknown): string {
    return this.#queue.send(this.get(nameOrArn).name, event);
  }

  /** Runs the function and waits for its result. */
  async invoke(nameOrArn: string, event: unknown): Promise<Invocation> {
    const lambda = this.get(nameOrArn);
    const requestId = this.world.random.uuid();
    const invocation = await this.attempt(lambda, { requestId, attempt: 1, event });
    if (!invocation) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return invocation;
  }

  /** The processes that run the function, or are kept for its next invocation. */
  environments(name: string): readonly ExecutionEnvironment[] {
    return this.#environments.of(name);
  }

  coldStarts(name: string): number {
    return this.#environments.coldStarts(name);
  }

  /** Calls `listener` when an invocation starts and when it has ended, until the returned function is called. */
  onInvocation(listener: (invocation: Invocation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined when there is no concurrency left, of the function's own or of the account's. */
  private async attempt(
    lambda: LambdaFunction,
    { requestId, attempt, event }: Pick<Invocation, 'requestId' | 'attempt' | 'event'>,
  ): Promise<Invocation | undefined> {
    const underWay = this.invocations.filter(({ outcome }) => !outcome);
    const ofFunction = underWay.filter(({ functionName }) => functionName === lambda.name).length;
    if (underWay.length >= this.world.unkindness.lambdaConcurrency || ofFunction >= (lambda.reservedConcurrency ?? Number.POSITIVE_INFINITY)) return undefined;
    const invocation: Invocation = { functionName: lambda.name, requestId, attempt, event, startedAt: this.world.clock.now() };
    this.invocations.push(invocation);
    this.tell(invocation);
    const running = this.runInProcess?.(invocation, lambda) ?? run(this.world, this.#environments, invocation, lambda, () => this.find(lambda.name));
    invocation.outcome = await running.catch(failure);
    invocation.endedAt = this.world.clock.now();
    this.tell(invocation);
    return invocation;
  }

  private tell(invocation: Invocation): void {
    for (const listener of this.#listeners) listener(invocation);
  }

  private store(input: FunctionInput): LambdaFunction {
    validate(input);
    this.requireAssumableRole(input.Role);
    const { FunctionName: name, LoggingConfig = {} } = input;
    const lambda: LambdaFunction = {
      arn: this.arnOf(name),
      name,
      runtime: input.Runtime,
      handler: input.Handler,
      roleArn: input.Role,
      description: input.Description ?? '',
      timeoutSeconds: input.Timeout ?? 3,
      memoryMb: input.MemorySize ?? 128,
      environment: input.Environment?.Variables ?? {},
      logGroup: LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
      logFormat: LoggingConfig.LogFormat ?? 'Text',
      logLevel: LoggingConfig.ApplicationLogLevel ?? 'INFO',
      reservedConcurrency: input.ReservedConcurrentExecutions,
      architectures: input.Architectures ?? ['x86_64'],
      vpcConfig: attachToVpc(this.world, this.account, this.region, input),
      code: unpack(this.world, input.Code),
      lastModified: this.world.clock.now(),
      revisionId: this.world.random.uuid(),
    };
    this.#functions.set(name, lambda);
    return lambda;
  }

  private requireAssumableRole(roleArn: string): void {
    const role = roles(this.world, this.account).find(roleNameOf(roleArn));
    if (role && trusts(role.assumeRolePolicyDocument, { service: 'lambda.amazonaws.com' })) return;
    throw new AwsError('InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.');
  }
}

/** Lambda could not run the function at all. A mistake of the sandbox's own is not an outcome. */
function failure(error: unknown): InvocationOutcome {
  if (!(error instanceof AwsError)) throw error;
  return { kind: 'error', error: { errorType: error.code, errorMessage: error.message } };
}

/** From a name, a partial ARN or an ARN, with or without a version or an alias. */
export function functionNameOf(nameOrArn: string): string {
  return /^(?:(?:arn:[^:]+:lambda:[^:]+:)?\d{12}:)?(?:function:)?([^:]+)(?::[^:]+)?$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
