import { ServiceException } from '@smithy/core/client';
import { isFinal, understand, type Meaning } from '../../lambda/error-table';

function ec2Error(name: string, message = 'message', httpStatusCode = 400): ServiceException {
  return new ServiceException({ name, message, $fault: httpStatusCode < 500 ? 'client' : 'server', $metadata: { httpStatusCode } });
}

describe('what an EC2 error means for a release', () => {
  test.each<[code: string, message: string, meaning: Meaning]>([
    ['InvalidIpamPoolAllocationId.NotFound', '', 'gone'],
    ['InvalidParameterCombination', "No allocation found with the ID 'x'", 'gone'],
    ['InvalidParameterCombination', 'You can only specify one of these', 'fatal'],
    ['InvalidAllocationID.NotFound', '', 'gone'],
    ['InvalidAddressID.NotFound', '', 'gone'],
    ['InvalidAddress.NotFound', '', 'gone'],
    ['InvalidAssociationID.NotFound', '', 'gone'],
    ['InvalidIpamPoolId.NotFound', '', 'gone'],
    ['InvalidIpamScopeId.NotFound', '', 'gone'],
    ['InvalidIpamId.NotFound', '', 'gone'],
    ['AuthFailure', 'The address 198.51.100.7 does not belong to you.', 'gone'],
    ['AuthFailure', 'You do not have permission to access the specified resource.', 'retry'],
    ['AuthFailure', 'AWS was not able to validate the provided access credentials', 'fatal'],
    ['Client.AuthFailure', 'You do not have permission to access the specified resource.', 'retry'],
    ['IncorrectState', '', 'retry'],
    ['UnsupportedOperation', 'The resource vpc-1 is not monitored by IPAM', 'retry'],
    ['UnsupportedOperation', 'Something else', 'unknown'],
    ['InvalidIPAddress.InUse', '', 'retry'],
    ['InvalidNetworkInterfaceID.NotFound', "The networkInterface ID 'eni-08eafb69f87d11547' does not exist", 'retry'],
    ['InvalidAddress.TransferPending', 'The address cannot be released because its transfer is pending.', 'retry'],
    ['IncorrectState', 'The address has a pending transfer.', 'retry'],
    ['DependencyViolation', '', 'retry'],
    ['ConcurrentMutationLimitExceeded', '', 'retry'],
    ['RetryableError', '', 'retry'],
    ['ConcurrentTagAccess', '', 'retry'],
    ['RequestLimitExceeded', '', 'throttled'],
    ['Client.RequestLimitExceeded', '', 'throttled'],
    ['Throttling', '', 'throttled'],
    ['ThrottlingException', '', 'throttled'],
    ['ThrottledException', '', 'throttled'],
    ['EC2ThrottledException', '', 'throttled'],
    ['RequestThrottled', '', 'throttled'],
    ['RequestThrottledException', '', 'throttled'],
    ['BandwidthLimitExceeded', '', 'throttled'],
    ['SlowDown', '', 'throttled'],
    ['InternalError', '', 'retry'],
    ['InternalFailure', '', 'retry'],
    ['ServerInternal', '', 'retry'],
    ['Server.InternalError', '', 'retry'],
    ['ServiceUnavailable', '', 'retry'],
    ['Unavailable', '', 'retry'],
    ['InvalidAddress.Locked', '', 'blocked'],
    ['InvalidAddress.PtrSet', '', 'blocked'],
    ['OperationNotPermitted', 'You are not allowed to manage ela-attach attachments.', 'retry'],
    ['UnauthorizedOperation', '', 'fatal'],
    ['InvalidIpamPoolId.Malformed', '', 'fatal'],
    ['MissingParameter', '', 'fatal'],
    ['UnknownParameter', '', 'fatal'],
    ['InvalidParameterValue', '', 'fatal'],
    ['ValidationError', '', 'fatal'],
    ['OptInRequired', '', 'fatal'],
    ['Blocked', '', 'fatal'],
    ['IpamOrganizationAccountNotRegistered', '', 'fatal'],
    ['NobodyHasSeenThisOne', '', 'unknown'],
  ])('%s "%s" is %s', (code, message, meaning) => {
    expect(understand(ec2Error(code, message))).toMatchObject({ meaning, code: code.replace(/^(Client|Server)\./, ''), message });
  });

  test('an unknown code with a status of 500 or more is tried again, with 429 at a slower pace', () => {
    expect(understand(ec2Error('NobodyHasSeenThisOne', '', 500)).meaning).toBe('retry');
    expect(understand(ec2Error('NobodyHasSeenThisOne', '', 503)).meaning).toBe('retry');
    expect(understand(ec2Error('NobodyHasSeenThisOne', '', 429)).meaning).toBe('throttled');
  });

  test('no answer at all (socket errors, time-outs, an answer that was cut off) is tried again', () => {
    expect(understand(Object.assign(new Error('socket hang up'), { name: 'Error', code: 'ECONNRESET' })).meaning).toBe('retry');
    expect(understand(Object.assign(new Error('timed out'), { name: 'TimeoutError' })).meaning).toBe('retry');
    expect(understand(undefined).meaning).toBe('retry');
  });

  test('whatever only the user can change says how', () => {
    for (const code of ['InvalidAddress.Locked', 'InvalidAddress.PtrSet', 'OperationNotPermitted', 'UnauthorizedOperation']) {
      expect(understand(ec2Error(code)).remedy).toBeDefined();
    }
  });
});

test.each<[Meaning, boolean]>([
  ['gone', false],
  ['retry', false],
  ['throttled', false],
  ['allowed', false],
  ['unknown', false],
  ['blocked', true],
  ['fatal', true],
])('%s is final: %s', (meaning, is) => {
  expect(isFinal({ meaning, code: 'Code', message: '' })).toBe(is);
});
