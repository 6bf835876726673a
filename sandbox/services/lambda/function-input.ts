import { AwsError } from '../../aws-error';

/** A function as it is asked for, in CloudFormation's and Lambda's own terms. */
export interface FunctionInput {
  readonly FunctionName: string;
  readonly Runtime: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Code: { readonly S3Bucket?: string; readonly S3Key?: string; readonly ZipFile?: string };
  readonly Description?: string;
  /** Seconds. @default 3 */
  readonly Timeout?: number;
  /** MB. @default 128 */
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: { readonly LogGroup?: string; readonly LogFormat?: 'Text' | 'JSON'; readonly ApplicationLogLevel?: string };
  /** How many invocations may run at once. @default - the account's limit */
  readonly ReservedConcurrentExecutions?: number;
  readonly Architectures?: readonly string[];
  readonly VpcConfig?: { readonly SubnetIds?: readonly string[]; readonly SecurityGroupIds?: readonly string[] };
}

/** Their code runs on this machine's Node.js, whichever of these it asks for. */
const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

const MOST_ENVIRONMENT_BYTES = 4096;

/** Refuses what Lambda refuses, and the runtimes that the sandbox can't run. */
export function validate(input: FunctionInput): void {
  const { FunctionName, Runtime, Handler, Timeout = 3, MemorySize = 128, Environment } = input;
  if (!/^[\w-]{1,64}$/.test(FunctionName)) refuse(FunctionName, 'functionName', 'satisfy regular expression pattern: [a-zA-Z0-9-_]+, with length less than or equal to 64');
  if (!Number.isInteger(Timeout) || Timeout < 1 || Timeout > 900) refuse(Timeout, 'timeout', 'have value between 1 and 900');
  if (!Number.isInteger(MemorySize) || MemorySize < 128 || MemorySize > 10_240) refuse(MemorySize, 'memorySize', 'have value between 128 and 10240');
  if (!RUNTIMES.includes(Runtime)) {
    throw new AwsError('InvalidParameterValueException', `the sandbox runs Node.js functions only: got runtime ${Runtime}, use one of ${RUNTIMES.join(', ')}`);
  }
  if (!Handler) throw new AwsError('InvalidParameterValueException', 'Handler is required for functions with a Zip package');
  const variables = Environment?.Variables ?? {};
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > MOST_ENVIRONMENT_BYTES) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`,
    );
  }
}

function refuse(value: string | number, field: string, constraint: string): never {
  const message = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${constraint}`;
  throw new AwsError('InvalidParameterValueException', message);
}
