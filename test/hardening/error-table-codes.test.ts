import { ServiceException } from '@smithy/core/client';
import { understand, type Verdict } from '../../lambda/error-table';

function understood(name: string, message = 'message', httpStatusCode = 400): Verdict {
  return understand(new ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } }));
}

const PERMISSION = {
  meaning: 'fatal',
  obstacle: 'permission',
  remedy: "allow the function's role what the message names: look for a permissions boundary, a service control policy or a changed role",
} as const;
const UNNAMED = { meaning: 'fatal', obstacle: 'permission', remedy: expect.stringMatching(/^look in CloudTrail which action was denied/) as string } as const;
const OPERATION = { meaning: 'fatal', obstacle: 'operation', remedy: expect.stringMatching(/^this Region or partition has no such operation/) as string } as const;
const ACCOUNT = { meaning: 'fatal', remedy: 'check the account and its access to this Region' } as const;
const LISTED = { meaning: 'fatal', remedy: 'correct what is listed, and deploy the stack before it is deleted' } as const;

/** Every code of the table, with all that follows from it. */
const CODES: readonly (readonly [code: string, Partial<Verdict>, message?: string])[] = [
  ['InvalidIpamPoolAllocationId.NotFound', { meaning: 'gone' }],
  ['InvalidParameterCombination', { meaning: 'gone' }, 'No allocation found'],
  ['InvalidAllocationID.NotFound', { meaning: 'gone' }],
  ['InvalidAddressID.NotFound', { meaning: 'gone' }],
  ['InvalidAssociationID.NotFound', { meaning: 'gone' }],
  ['InvalidAddress.NotFound', { meaning: 'gone' }],
  ['InvalidIpamPoolId.NotFound', { meaning: 'gone' }],
  ['InvalidIpamScopeId.NotFound', { meaning: 'gone' }],
  ['InvalidIpamId.NotFound', { meaning: 'gone' }],
  ['InvalidPublicIpv4PoolID.NotFound', { meaning: 'gone' }],
  ['AuthFailure', { meaning: 'gone' }, 'it does not belong to you'],
  ['AuthFailure', { meaning: 'retry' }, 'You do not have permission to access the specified resource.'],
  ['IncorrectState', { meaning: 'retry' }],
  ['UnsupportedOperation', { meaning: 'retry' }, 'it is not monitored by IPAM'],
  ['InvalidIPAddress.InUse', { meaning: 'retry' }],
  ['InvalidNetworkInterfaceID.NotFound', { meaning: 'retry' }],
  ['DependencyViolation', { meaning: 'retry' }],
  ['ConcurrentMutationLimitExceeded', { meaning: 'retry' }],
  ['RetryableError', { meaning: 'retry' }],
  ['ConcurrentTagAccess', { meaning: 'retry' }],
  ['InternalError', { meaning: 'retry' }],
  ['InternalFailure', { meaning: 'retry' }],
  ['ServerInternal', { meaning: 'retry' }],
  ['ServiceUnavailable', { meaning: 'retry' }],
  ['Unavailable', { meaning: 'retry' }],
  ['InvalidAddress.Locked', { meaning: 'blocked', remedy: 'ask AWS Support to unlock the address; else delete the stack again and retain this resource' }],
  [
    'InvalidAddress.PtrSet',
    {
      meaning: 'blocked',
      obstacle: 'reverseDns',
      remedy:
        'if nobody sends mail from it any more, remove its reverse DNS record (aws ec2 reset-address-attribute --attribute domain-name --allocation-id ...), or list it with resetReverseDns; ' +
        'else delete the stack again and retain this resource',
    },
  ],
  ['OperationNotPermitted', { meaning: 'retry', remedy: 'if nobody needs what the message names any more, remove that and delete the stack again; else delete the stack again and retain this resource' }],
  ['DryRunOperation', { meaning: 'allowed' }],
  ...['InvalidAction', 'NotImplemented', 'UnknownOperationException'].map((code) => [code, OPERATION] as const),
  ['UnauthorizedOperation', UNNAMED, ''],
  ['UnauthorizedOperation', UNNAMED, 'You are not authorized to perform this operation. Encoded authorization failure message: abc'],
  ['NothingListed', { meaning: 'gone' }],
  ['UnauthorizedOperation', PERMISSION],
  ['AccessDenied', PERMISSION],
  ['AccessDeniedException', PERMISSION],
  ['AuthFailure', ACCOUNT],
  ['OptInRequired', ACCOUNT],
  ['Blocked', ACCOUNT],
  ['PendingVerification', ACCOUNT],
  ['IpamOrganizationAccountNotRegistered', { meaning: 'fatal', remedy: "register the account as IPAM's delegated administrator" }],
  ['InvalidIpamPoolId.Malformed', LISTED],
  ['MissingParameter', LISTED],
  ['UnknownParameter', LISTED],
  ['InvalidParameter', LISTED],
  ['InvalidParameterValue', LISTED],
  ['InvalidParameterCombination', LISTED],
  ['ValidationError', LISTED],
];

describe('the error table', () => {
  test.each(CODES.map(([code, verdict, message = 'message']) => ({ code, verdict, message })))('$code says all of $verdict', ({ code, verdict, message }) => {
    expect(understood(code, message)).toEqual({ code, message, ...verdict });
  });

  test.each(CODES.map(([code, , message = 'message']) => ({ code, message })))('a code that only begins or ends like $code is one that nobody knows', ({ code, message }) => {
    const prefixed = code.endsWith('.Malformed') ? [] : [`Not${code}`];
    for (const other of [...prefixed, `${code}.Other`]) expect(understood(other, message)).toEqual({ meaning: 'unknown', code: other, message });
  });

  test.each(['RequestLimitExceeded', 'Throttling', 'EC2ThrottledException', 'RequestThrottled', 'TooManyRequests', 'BandwidthLimitExceeded', 'SlowDown'])(
    'whatever begins like %s asks to slow down, but not what ends like it',
    (code) => {
      expect(understood(`${code}Exception`)).toEqual({ meaning: 'throttled', code: `${code}Exception`, message: 'message' });
      expect(understood(`Not${code}`).meaning).toBe('unknown');
    },
  );

  test('the side that is to blame is taken off the beginning of a code only', () => {
    expect(understood('Client.IncorrectState').code).toBe('IncorrectState');
    expect(understood('Server.Unavailable').code).toBe('Unavailable');
    expect(understood('MyClient.IncorrectState').code).toBe('MyClient.IncorrectState');
  });

  test('without an answer the code is the name of the error, or that there was none', () => {
    expect(understand(Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }))).toEqual({ meaning: 'retry', code: 'TimeoutError', message: 'socket hang up', obstacle: 'silence' });
    expect(understand(undefined)).toEqual({ meaning: 'retry', code: 'NoAnswer', message: '', obstacle: 'silence' });
    expect(understand(null)).toEqual({ meaning: 'retry', code: 'NoAnswer', message: '', obstacle: 'silence' });
    expect(understand({})).toEqual({ meaning: 'retry', code: 'NoAnswer', message: '', obstacle: 'silence' });
  });

  test('a code of the table counts only in an answer', () => {
    expect(understand({ name: 'UnauthorizedOperation', message: 'of our own making' }).meaning).toBe('retry');
  });

  test('a status decides for unknown codes: up to 499, and without one, nobody knows; from 500 on it is tried again', () => {
    expect(understood('Unknown', '', 499).meaning).toBe('unknown');
    expect(understood('Unknown', '', 500).meaning).toBe('retry');
    expect(understand({ name: 'Unknown', $fault: 'client' })).toEqual({ meaning: 'unknown', code: 'Unknown', message: '' });
    expect(understand({ $fault: 'client', message: 'x' })).toEqual({ meaning: 'unknown', code: '', message: 'x' });
  });
});
