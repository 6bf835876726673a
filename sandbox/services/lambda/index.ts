import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { perform, type Api } from '../../api';
import { AwsError } from '../../aws-error';
import type { HttpAnswer, HttpRequest, HttpService } from '../../http';
import { GetFunction } from './actions/get-function';
import { GetFunctionConfiguration } from './actions/get-function-configuration';
import { Invoke } from './actions/invoke';
import { ListFunctions } from './actions/list-functions';

export const lambdaApi = {
  name: 'lambda',
  actions: { GetFunction, GetFunctionConfiguration, Invoke, ListFunctions },
  unknownAction: (action) => new AwsError('UnknownOperationException', `the sandbox's Lambda has no action for ${action}`, 404),
} satisfies Api;

/** Lambda over HTTP: REST with JSON bodies. */
export const lambda: HttpService = async (request) => {
  try {
    return await answer(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const body = JSON.stringify({ Type: error.httpStatus < 500 ? 'User' : 'Service', Message: error.message, message: error.message });
    return { status: error.httpStatus, headers: { ...headersOf(request), 'x-amzn-errortype': error.code }, body };
  }
};

const VERSION_OF_PATHS = '2015-03-31';

async function answer(request: HttpRequest): Promise<HttpAnswer> {
  const { method, path } = request;
  const [, name = '', rest = ''] = new RegExp(`^/${VERSION_OF_PATHS}/functions/?([^/]*)(/.*)?$`).exec(path) ?? [];
  const json = (body: unknown): HttpAnswer => ({ status: 200, headers: headersOf(request), body: JSON.stringify(body) });
  if (method === 'POST' && rest === '/invocations') return await invoke(request, name);
  if (method === 'GET' && rest === '/configuration') return json(await perform(lambdaApi, request, 'GetFunctionConfiguration', { FunctionName: name }));
  if (method === 'GET' && name !== '' && rest === '') return json(await perform(lambdaApi, request, 'GetFunction', { FunctionName: name }));
  if (method === 'GET' && path.replace(/\/$/, '') === `/${VERSION_OF_PATHS}/functions`) return json(await perform(lambdaApi, request, 'ListFunctions', {}));
  throw lambdaApi.unknownAction(`${method} ${path}`);
}

async function invoke(request: HttpRequest, FunctionName: string): Promise<HttpAnswer> {
  const { headers, body } = request;
  const input = {
    FunctionName,
    InvocationType: headers['x-amz-invocation-type'],
    LogType: headers['x-amz-log-type'],
    Payload: body,
  } as InvokeCommandInput;
  const { StatusCode = 200, FunctionError, LogResult, ExecutedVersion, Payload } = await perform(lambdaApi, request, 'Invoke', input);
  return {
    status: StatusCode,
    headers: {
      ...headersOf(request),
      ...(ExecutedVersion !== undefined && { 'x-amz-executed-version': ExecutedVersion }),
      ...(FunctionError !== undefined && { 'x-amz-function-error': FunctionError }),
      ...(LogResult !== undefined && { 'x-amz-log-result': LogResult }),
    },
    body: Buffer.from(Payload ?? []),
  };
}

function headersOf({ requestId }: HttpRequest): Record<string, string> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
}
