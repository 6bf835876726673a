import { AwsError } from '../../sandbox/aws-error';

/** Which class of EC2's errors it is: whether it can pass by itself. */
export type ErrorClass = 'gone' | 'retry' | 'throttled' | 'blocked' | 'fatal' | 'unknown';

export interface KnownError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly is: ErrorClass;
}

const known = (is: ErrorClass, code: string, message = 'simulated', status = 400): KnownError => ({ code, message, status, is });

/** Every error that EC2, CloudFormation and STS are known to answer to a release. This list does not come from the handler's own table. */
export const ERRORS: readonly KnownError[] = [
  known('gone', 'InvalidIpamPoolAllocationId.NotFound'),
  known('gone', 'InvalidParameterCombination', 'No allocation found with this ID and CIDR.'),
  known('gone', 'InvalidAllocationID.NotFound'),
  known('gone', 'InvalidAddressID.NotFound'),
  known('gone', 'AuthFailure', "The address '192.0.2.1' does not belong to you."),
  known('gone', 'InvalidAssociationID.NotFound'),
  known('gone', 'InvalidAddress.NotFound'),
  known('gone', 'InvalidIpamPoolId.NotFound'),
  known('gone', 'InvalidIpamScopeId.NotFound'),
  known('gone', 'InvalidIpamId.NotFound'),
  known('gone', 'InvalidPublicIpv4PoolID.NotFound'),
  known('retry', 'IncorrectState'),
  known('retry', 'UnsupportedOperation', 'The resource is not monitored by IPAM.'),
  known('retry', 'InvalidIPAddress.InUse'),
  known('retry', 'AuthFailure', 'You do not have permission to access the specified resource.'),
  known('retry', 'DependencyViolation'),
  known('retry', 'ConcurrentMutationLimitExceeded'),
  known('retry', 'RetryableError'),
  known('retry', 'ConcurrentTagAccess'),
  known('retry', 'OperationNotPermitted', "You are not allowed to manage 'ela-attach' attachments."),
  known('throttled', 'RequestLimitExceeded', 'Request limit exceeded.', 503),
  known('throttled', 'Throttling', 'Rate exceeded'),
  known('throttled', 'ThrottlingException', 'Rate exceeded'),
  known('throttled', 'EC2ThrottledException', 'Rate exceeded'),
  known('throttled', 'RequestThrottled', 'Rate exceeded'),
  known('throttled', 'RequestThrottledException', 'Rate exceeded'),
  known('throttled', 'BandwidthLimitExceeded', 'Rate exceeded'),
  known('throttled', 'SlowDown', 'Rate exceeded', 503),
  known('throttled', 'Unheard', 'Too many requests', 429),
  known('retry', 'InternalError', 'An internal error has occurred', 500),
  known('retry', 'InternalFailure', 'An internal error has occurred', 500),
  known('retry', 'ServerInternal', 'An internal error has occurred', 500),
  known('retry', 'ServiceUnavailable', 'Service unavailable', 503),
  known('retry', 'Unavailable', 'Unavailable', 503),
  known('retry', 'NeverSeenBefore', 'Bad gateway', 502),
  known('blocked', 'InvalidAddress.Locked'),
  known('blocked', 'InvalidAddress.PtrSet'),
  known('unknown', 'IpamUnheardOf', 'Something that no page of AWS tells of.'),
  known('unknown', 'UnsupportedOperation', 'Not at this time.'),
  known('fatal', 'UnauthorizedOperation', 'You are not authorized to perform this operation.', 403),
  known('fatal', 'AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
  known('fatal', 'InvalidIpamPoolId.Malformed'),
  known('fatal', 'MissingParameter'),
  known('fatal', 'UnknownParameter'),
  known('fatal', 'InvalidParameterValue'),
  known('fatal', 'InvalidParameterCombination', 'These do not go together.'),
  known('fatal', 'ValidationError'),
  known('fatal', 'OptInRequired', 'You are not subscribed to this service.', 401),
  known('fatal', 'Blocked', 'Your account is currently blocked.'),
  known('fatal', 'IpamOrganizationAccountNotRegistered'),
  known('fatal', 'AccessDenied', 'not authorized', 403),
];

export function awsError({ code, message, status }: KnownError): AwsError {
  return new AwsError(code, message, status);
}
