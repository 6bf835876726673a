import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { AwsError } from '../../../aws-error';
import { functions } from '../../lambda/functions';
import { NothingDone, type Properties, type ResourceContext } from '../handlers/resource-type';
import { readAnswer, type CustomResourceAnswer } from './answer';
import { responseBucket } from './response-bucket';

/** The function answered that it failed. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';

  constructor(
    message: string,
    /** As the answer had it. */
    readonly physicalId?: string,
  ) {
    super(message);
  }
}

export interface CustomResourceRequest {
  readonly type: CloudFormationCustomResourceEvent['RequestType'];
  readonly properties: Properties;
  readonly physicalId?: string;
  readonly oldProperties?: Properties;
}

/** The default, and the most, that ServiceTimeout may be. */
const LONGEST_TIMEOUT_SECONDS = 3600;

/** Sends one request to the function of a custom resource, and waits for the answer as long as its ServiceTimeout says. */
export async function send(request: CustomResourceRequest, context: ResourceContext): Promise<CustomResourceAnswer> {
  const { world, region, stackId, logicalId } = context;
  const functionArn = functionArnOf(request.properties);
  const timeout = timeoutOf(request.properties);
  const requestId = world.random.uuid();
  const echo = { StackId: stackId, RequestId: requestId, LogicalResourceId: logicalId };
  const expected = responseBucket(world, region).expect(`${stackId}|${logicalId}|${requestId}`);
  try {
    invoke(functionArn, eventOf(request, context, { ...echo, ServiceToken: functionArn, ResponseURL: expected.url }), context);
    const answer = readAnswer(await inTime(expected.answer, timeout, requestId, context), echo);
    if (answer.status === 'SUCCESS') return answer;
    const message = `Received response status [FAILED] from custom resource. Message returned: ${answer.reason ?? ''} (RequestId: ${requestId})`;
    throw new RequestFailed(message, answer.physicalId);
  } finally {
    expected.forget();
  }
}

function eventOf({ type, properties, physicalId, oldProperties }: CustomResourceRequest, { resourceType }: ResourceContext, envelope: object): object {
  return {
    RequestType: type,
    ...envelope,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: resourceType,
    ResourceProperties: stringified(properties),
    ...(oldProperties === undefined ? {} : { OldResourceProperties: stringified(oldProperties) }),
  };
}

/** Every scalar of a custom resource's properties reaches its function as a string. */
function stringified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringified);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, stringified(item)]));
  }
  return String(value);
}

function functionArnOf({ ServiceToken }: Properties): string {
  if (typeof ServiceToken !== 'string' || ServiceToken === '') throw new NothingDone('Service token must be specified');
  if (/^arn:[^:]+:sns:/.test(ServiceToken)) {
    throw new NothingDone('Invalid service token: the sandbox has no SNS; the ServiceToken must be the ARN of a Lambda function');
  }
  if (!/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/.test(ServiceToken)) throw new NothingDone('Invalid service token.');
  return ServiceToken;
}

/** Milliseconds. */
function timeoutOf({ ServiceTimeout = LONGEST_TIMEOUT_SECONDS }: Properties): number {
  const seconds = Number(ServiceTimeout);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TIMEOUT_SECONDS) {
    throw new NothingDone(`Property validation failure: ServiceTimeout must be an integer from 1 to ${LONGEST_TIMEOUT_SECONDS}, got ${String(ServiceTimeout)}`);
  }
  return seconds * 1000;
}

function invoke(functionArn: string, event: object, { world }: ResourceContext): void {
  const [, , , region = '', account = ''] = functionArn.split(':');
  try {
    functions(world, account, region).invokeAsynchronously(functionArn, event);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new NothingDone(`${error.message} (Service: Lambda, Status Code: ${error.httpStatus}, Error Code: ${error.code})`);
  }
}

/** The answer, unless the time is up or the operation is cancelled before. */
function inTime(answer: Promise<Buffer>, timeout: number, requestId: string, { world, signal }: ResourceContext): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const giveUp = (reason: string) => {
      forgetTimer();
      signal.removeEventListener('abort', cancel);
      reject(new Error(reason));
    };
    const cancel = () => {
      giveUp('cancelled');
    };
    const forgetTimer = world.clock.after(timeout, () => {
      giveUp(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
      );
    });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel);
    void answer.then((body) => {
      forgetTimer();
      signal.removeEventListener('abort', cancel);
      resolve(body);
    });
  });
}
