import { deref } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { perform, type Action, type Api } from '../api';
import { AwsError } from '../aws-error';
import { fromCallersTime, toCallersTime } from '../callers-time';
import type { HttpAnswer, HttpRequest, HttpService } from '../http';
import { InvalidParameter, readQueryInput, type ParameterProblem } from './query-input';
import { buildXml, xmlElements } from './xml';

/** How a service of the Query family differs from its siblings. */
export interface QueryService {
  readonly api: Api;
  /** The client package of the AWS SDK: it exports each operation's schema as `OperationName$`. */
  readonly model: object;
  readonly version: string;
  readonly xmlNamespace: string;
  readonly ec2: boolean;
  readonly invalidParameter: (problem: ParameterProblem, action: string) => AwsError;
}

/** Serves an API over the AWS Query or the EC2 Query protocol. */
export function queryService(service: QueryService): HttpService {
  return async (request) => {
    const form = request.method === 'GET' ? request.query : new URLSearchParams(request.body.toString('utf8'));
    try {
      return await answer(service, request, form);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return errorAnswer(service, error, request);
    }
  };
}

async function answer(service: QueryService, request: HttpRequest, form: URLSearchParams): Promise<HttpAnswer> {
  const action = form.get('Action');
  if (!action) throw new AwsError('MissingAction', 'The request must contain the parameter Action');
  const version = form.get('Version');
  if (version !== service.version) {
    throw new AwsError('NoSuchVersion', `The requested version (${version ?? 'none'}) of the service ${service.api.name} does not exist`);
  }
  const operation = (service.model as Record<string, unknown>)[`${action}$`] as StaticOperationSchema | undefined;
  if (!operation) throw service.api.unknownAction(action);
  const input = readInput(service, deref(operation[4]), form, action, request);
  const output = await perform(service.api as Api<Record<string, Action<unknown>>>, request, action, input);
  const { requestId } = request;
  const outputSchema = deref(operation[5]);
  // The model leaves it out, but EC2 answers <return>true</return> where an action has nothing else to say.
  const elements = service.ec2 && outputSchema === 'unit' ? { return: true } : xmlElements(outputSchema, output ?? {}, (time) => new Date(toCallersTime(request, time.getTime())));
  const content = service.ec2
    ? { requestId, ...elements }
    : { [`${action}Result`]: elements, ResponseMetadata: { RequestId: requestId } };
  return xml(200, buildXml(`${action}Response`, content, service.xmlNamespace), requestId);
}

function readInput(
  service: QueryService,
  schema: unknown,
  form: URLSearchParams,
  action: string,
  request: HttpRequest,
): Record<string, unknown> {
  const { world, region, caller, requestId } = request;
  try {
    return readQueryInput(schema as never, form, { ec2: service.ec2, toTime: (time) => new Date(fromCallersTime(request, time.getTime())) });
  } catch (error) {
    if (!(error instanceof InvalidParameter)) throw error;
    const refusal = service.invalidParameter(error.problem, action);
    const at = world.clock.now();
    const { httpStatus, code, message } = refusal;
    const call = { requestId, service: service.api.name, action, region, caller: caller.arn, input: Object.fromEntries(form), at };
    world.calls.record(call);
    world.calls.settle(call, { at, httpStatus, code, message });
    throw refusal;
  }
}

function errorAnswer(service: QueryService, error: AwsError, request: HttpRequest): HttpAnswer {
  const { requestId } = request;
  const { code: Code, message: Message } = error;
  const document = service.ec2
    ? buildXml('Response', { Errors: { Error: { Code, Message } }, RequestID: requestId })
    : buildXml(
        'ErrorResponse',
        { Error: { Type: error.httpStatus < 500 ? 'Sender' : 'Receiver', Code, Message }, RequestId: requestId },
        service.xmlNamespace,
      );
  return xml(error.httpStatus, document, requestId);
}

function xml(status: number, body: string, requestId: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body };
}
