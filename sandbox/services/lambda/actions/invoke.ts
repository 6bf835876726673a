import type { InvocationResponse, InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { authorize } from '../../iam/authorize';
import { functions } from '../functions';

/** The action is Invoke, the permission lambda:InvokeFunction. */
export async function Invoke(input: InvokeCommandInput, call: CallContext): Promise<InvocationResponse> {
  const { FunctionName = '', InvocationType = 'RequestResponse', LogType, Payload } = input;
  const all = functions(call.world, call.caller.account, call.region);
  const { arn } = all.get(FunctionName);
  authorize({ ...call, action: 'InvokeFunction' }, arn);
  const event = parse(Buffer.from((Payload as Uint8Array | undefined) ?? []));
  if (InvocationType === 'DryRun') return { StatusCode: 204 };
  if (InvocationType === 'Event') {
    all.invokeAsynchronously(arn, event);
    return { StatusCode: 202 };
  }
  const { outcome, environment } = await all.invoke(arn, event);
  const error = outcome?.kind === 'succeeded' ? undefined : outcome?.error;
  const result = outcome?.kind === 'succeeded' ? outcome.result : JSON.stringify(error);
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    FunctionError: error && 'Unhandled',
    LogResult: LogType === 'Tail' ? environment?.log.tail.toString('base64') : undefined,
    Payload: Buffer.from(result),
  };
}

function parse(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`);
  }
}
