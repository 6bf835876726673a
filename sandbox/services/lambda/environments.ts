import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../aws-error';
import { issueCredentials } from '../../credentials';
import type { Principal } from '../../principal';
import type { World } from '../../world';
import { roleNameOf, roles } from '../iam/roles';
import { temporaryFolder } from './code';
import { ExecutionEnvironment } from './execution-environment';
import type { LambdaFunction } from './function';
import { FunctionLog } from './function-log';
import { runtimeScript } from './runtime-bundle';
import { runtimeModules } from './runtime-modules';

const CREDENTIALS_LIFETIME = 12 * 60 * 60 * 1000;

/**
 * The execution environments of the functions of an account in a Region. One is kept after an invocation and taken
 * for the next; when all are busy there is a new one. Unlike Lambda's they are not frozen between invocations.
 */
export class Environments {
  readonly #environments = new Map<string, ExecutionEnvironment[]>();
  readonly #coldStarts = new Map<string, number>();
  #stopped = false;

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly region: string,
  ) {
    world.onStop(async () => {
      this.#stopped = true;
      const all = [...this.#environments.values()].flat();
      for (const environment of all) environment.kill();
      await Promise.all(all.map(({ gone }) => gone));
    });
  }

  of(functionName: string): readonly ExecutionEnvironment[] {
    return this.#environments.get(functionName) ?? [];
  }

  /** How many environments were started for the function. */
  coldStarts(functionName: string): number {
    return this.#coldStarts.get(functionName) ?? 0;
  }

  /** One that is idle, or a new one. It is the caller's until it is released. */
  async acquire(lambda: LambdaFunction): Promise<{ environment: ExecutionEnvironment; cold: boolean }> {
    const idle = this.of(lambda.name).find(({ busy, usable, revisionId }) => !busy && usable && revisionId === lambda.revisionId);
    if (idle) {
      idle.busy = true;
      return { environment: idle, cold: false };
    }
    const script = await this.script();
    if (this.#stopped) throw new AwsError('ServiceException', 'the sandbox is stopping', 500);
    return { environment: this.start(lambda, script), cold: true };
  }

  release(environment: ExecutionEnvironment, current: LambdaFunction | undefined): void {
    environment.busy = false;
    if (environment.revisionId !== current?.revisionId) environment.kill();
  }

  /** Ends the idle environments of a function that was changed or deleted; the busy ones end when they are released. */
  retire(functionName: string): void {
    for (const environment of this.of(functionName)) if (!environment.busy) environment.kill();
  }

  private start(lambda: LambdaFunction, script: string): ExecutionEnvironment {
    const { world, region, account } = this;
    const role = sessionOf(world, account, lambda);
    const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const log = new FunctionLog(world, role, region, lambda.logGroup, `${day}/[$LATEST]${world.random.hex(32)}`);
    const credentials = issueCredentials(world, { ...role, isInside: true }, CREDENTIALS_LIFETIME);
    const variables = {
      NODE_PATH: runtimeModules(world),
      ...lambda.environment,
      ...environmentVariables(lambda, region, log.stream),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL: world.endpoint,
    };
    const { expiration: expiresAt } = credentials;
    const environment = new ExecutionEnvironment({ world, lambda, region, log, script, variables, expiresAt });
    this.#coldStarts.set(lambda.name, this.coldStarts(lambda.name) + 1);
    this.#environments.set(lambda.name, [...this.of(lambda.name), environment]);
    void environment.gone.then(() => {
      this.#environments.set(
        lambda.name,
        this.of(lambda.name).filter((other) => other !== environment),
      );
    });
    return environment;
  }

  private async script(): Promise<string> {
    const text = await runtimeScript();
    return this.world.state('lambda/runtime-script', () => {
      const path = join(temporaryFolder(this.world), 'runtime.js');
      writeFileSync(path, text);
      return path;
    });
  }
}

function sessionOf(world: World, account: string, lambda: LambdaFunction): Principal {
  const roleName = roleNameOf(lambda.roleArn);
  if (!roles(world, account).find(roleName)) {
    throw new AwsError('AccessDeniedException', 'The role defined for the function cannot be assumed by Lambda.', 403);
  }
  return roles(world, account).session(roleName, lambda.name);
}

/** What every function finds in its environment. Of the machine's own, it sees the PATH only. */
function environmentVariables(lambda: LambdaFunction, region: string, logStream: string): Record<string, string> {
  return {
    _HANDLER: lambda.handler,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_REGION: region,
    LAMBDA_TASK_ROOT: lambda.code.folder,
    LANG: 'en_US.UTF-8',
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
  };
}
