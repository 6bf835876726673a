import { zipSync } from 'fflate';
import { ACCOUNT } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { roles } from '../../../sandbox/services/iam/roles';
import type { PolicyStatement } from '../../../sandbox/services/iam/policy-document';
import type { FunctionInput } from '../../../sandbox/services/lambda/function-input';
import { functions, type Functions } from '../../../sandbox/services/lambda/functions';
import type { Invocation } from '../../../sandbox/services/lambda/invocation';
import { logGroups, type LogGroups } from '../../../sandbox/services/logs/log-groups';
import { buckets } from '../../../sandbox/services/s3/buckets';
import { KIND, type Unkindness } from '../../../sandbox/unkindness';

export const REGION = 'us-east-1';
export const LOGGING: PolicyStatement = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };

/** A sandbox with functions in it. */
export interface Cloud {
  readonly sandbox: Sandbox;
  readonly functions: Functions;
  readonly logs: LogGroups;
  /** Creates the function `f` with a role of its own. */
  deploy(source: string, options?: Partial<FunctionInput> & { readonly policy?: readonly PolicyStatement[] }): void;
  /** What `f` wrote, without Lambda's own lines. */
  output(): string[];
  /** Resolves when that many invocations have ended. */
  ended(count: number): Promise<readonly Invocation[]>;
}

export async function startCloud(unkindness: Partial<Unkindness> = {}, timeScale = 60): Promise<Cloud> {
  const sandbox = await Sandbox.start({ timeScale, unkindness: { ...KIND, ...unkindness } });
  const all = functions(sandbox.world, ACCOUNT, REGION);
  const logs = logGroups(sandbox.world, ACCOUNT, REGION);
  logs.create({ name: '/aws/lambda/f' });
  return {
    sandbox,
    functions: all,
    logs,
    deploy(source, { policy = [LOGGING], ...options } = {}) {
      const { arn } = roles(sandbox.world, ACCOUNT).create({
        roleName: 'FunctionRole',
        assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } },
        policies: [{ policyName: 'p', policyDocument: { Version: '2012-10-17', Statement: policy } }],
      });
      all.create({ FunctionName: 'f', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: arn, Code: { ZipFile: source }, ...options });
    },
    output() {
      const own = /^(INIT_START|START|END|REPORT) /;
      return logs.events('/aws/lambda/f').flatMap(({ message }) => (own.test(message) ? [] : [message.split('\t').at(-1) ?? '']));
    },
    ended: (count) =>
      new Promise((resolve) => {
        const look = () => {
          const done = all.invocations.filter(({ endedAt }) => endedAt !== undefined);
          if (done.length >= count) resolve(done);
        };
        all.onInvocation(look);
        look();
      }),
  };
}

/** Publishes files as a ZIP, as the CDK CLI does; returns the function's Code. */
export function publish({ sandbox }: Cloud, files: Record<string, string>): FunctionInput['Code'] {
  const archive = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
  const code = { S3Bucket: `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`, S3Key: 'code.zip' };
  buckets(sandbox.world).put(code.S3Bucket, code.S3Key, Buffer.from(archive));
  return code;
}
