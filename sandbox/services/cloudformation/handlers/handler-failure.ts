import { AwsError } from '../../../aws-error';
import type { ResourceContext } from './resource-type';

/** The codes by which CloudFormation's handlers classify what an API answered. */
const HANDLER_ERROR_CODES: readonly (readonly [RegExp, string])[] = [
  [/NotFound$|^NoSuch/, 'NotFound'],
  [/^UnauthorizedOperation$|AccessDenied|^AuthFailure$/, 'AccessDenied'],
  [/Throttl|^RequestLimitExceeded$/, 'Throttling'],
  [/AlreadyExists|Duplicate/, 'AlreadyExists'],
  [/LimitExceeded/, 'ServiceLimitExceeded'],
  [/^(InternalError|InternalFailure|ServiceUnavailable|Unavailable)$/, 'ServiceInternalError'],
];

/** A failure as it stands in a stack event: `Resource handler returned message: "..." (RequestToken: ..., HandlerErrorCode: ...)`. */
export function handlerFailure(message: string, handlerErrorCode: string, { world }: Pick<ResourceContext, 'world'>): Error {
  return new Error(`Resource handler returned message: "${message}" (RequestToken: ${world.random.uuid()}, HandlerErrorCode: ${handlerErrorCode})`);
}

/** The same for an error that a service's API answered. */
export function serviceFailure(error: unknown, service: string, context: Pick<ResourceContext, 'world'>): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code, message, httpStatus } = error;
  const detail = `${message} (Service: ${service}, Status Code: ${httpStatus}, Request ID: ${context.world.random.uuid()})`;
  return handlerFailure(detail, HANDLER_ERROR_CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'InvalidRequest', context);
}
