import type { UnpackedCode } from './code';

/** How asynchronous invocations that fail are retried. */
export interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
}

/** A function of the sandbox. */
export interface LambdaFunction {
  readonly arn: string;
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly logLevel: string;
  readonly reservedConcurrency?: number;
  readonly architectures: readonly string[];
  /** The VPC that its network interfaces are in. */
  readonly vpcConfig?: { readonly vpcId: string; readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  readonly code: UnpackedCode;
  readonly lastModified: number;
  /** Changes with every update. */
  readonly revisionId: string;
}
