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

  describe('what stands in the place of an error is told by its status and its first words', () => {
    const page = '<html>\n<head><title>502 Bad Gateway</title><style>p { color: red }</style></head>\n<body><p>the proxy is out</p></body></html>';
    /** As the SDK throws it: with the code that it makes up. */
    const answered = (name: string, httpStatusCode: number, body: unknown) => Object.assign(ec2Error(name, 'Unknown', httpStatusCode), { $response: { body } });

    test.each([
      ['Unknown', 502, page, 'retry', 'HTTP 502', '502 Bad Gateway the proxy is out'],
      ['Unknown', 429, page, 'throttled', 'HTTP 429', '502 Bad Gateway the proxy is out'],
      ['NotFound', 404, '<html><body>no such page</body></html>', 'unknown', 'HTTP 404', 'no such page'],
      ['Unknown', 400, '', 'unknown', 'HTTP 400', 'an answer without content'],
      ['Unknown', 403, '<Response/>', 'unknown', 'HTTP 403', '<Response/>'],
      ['Unknown', 403, 'a '.repeat(200), 'unknown', 'HTTP 403', `${'a '.repeat(50)}...`],
    ])('%s of status %d', (name, status, body, meaning, code, message) => {
      expect(understand(answered(name, status, Buffer.from(body)))).toMatchObject({ meaning, code, message });
      expect(understand(answered(name, status, body))).toMatchObject({ meaning, code, message });
    });

    test('and never by what may be a credential', () => {
      const token = 'IQoJb3JpZ2luX2VjE'.repeat(30);
      expect(understand(answered('Unknown', 403, `<p>x-amz-security-token: ${token} is not welcome</p>`)).message).toBe('x-amz-security-token: ... is not welcome');
      const answer = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><SecretAccessKey>wJalrXUtnFEMI/K7MDENG</SecretAccessKey>`;
      for (const body of [answer, `<?xml version="1.0"?>\n${answer}`, '{"AssumeRoleResponse": {"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG"']) {
        const cut = Object.assign(new Error('Unclosed tag'), { $metadata: { httpStatusCode: 200 }, $response: { body } });
        expect(understand(cut)).toMatchObject({ meaning: 'retry', code: 'HTTP 200', message: 'the answer was cut off', obstacle: 'silence' });
      }
    });
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
