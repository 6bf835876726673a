import { ACCOUNT, administrator, type Principal } from '../../../sandbox/principal';
import { isAllowed, whyRefused } from '../../../sandbox/services/iam/evaluate';
import type { PolicyStatement } from '../../../sandbox/services/iam/policy-document';

const POOL = `arn:aws:ec2::${ACCOUNT}:ipam-pool/ipam-pool-1`;

const principal = (...Statement: PolicyStatement[]): Principal => ({
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Releaser/release`,
  userId: 'AROA1:release',
  policies: () => [{ Version: '2012-10-17', Statement }],
});

const allow = (statement: Partial<PolicyStatement> = {}): PolicyStatement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...statement });
const deny = (statement: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(statement), Effect: 'Deny' });
const release = { action: 'ec2:ReleaseIpamPoolAllocation', resource: POOL };

/** Whether a statement with that condition lets the release through. */
const met = (Condition: PolicyStatement['Condition'], context: Record<string, string | string[]> = {}) =>
  isAllowed(principal(allow({ Condition })), { ...release, context });

describe('who may do what', () => {
  it('lets an administrator do everything', () => {
    expect(isAllowed(administrator(), release)).toBe(true);
  });

  it('denies what no statement allows', () => {
    expect(isAllowed(principal(), release)).toBe(false);
    expect(isAllowed(principal(allow({ Action: 'ec2:ReleaseAddress' })), release)).toBe(false);
  });

  it('lets a Deny win over every Allow', () => {
    expect(isAllowed(principal(allow(), deny({ Action: 'ec2:Release*' })), release)).toBe(false);
    expect(isAllowed(principal(allow(), deny({ Action: 'ec2:Create*' })), release)).toBe(true);
  });

  it('reads actions without regard to case, and resources with regard to it', () => {
    expect(isAllowed(principal(allow({ Action: 'EC2:releaseipampoolallocation' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Resource: POOL.toUpperCase() })), release)).toBe(false);
  });

  it('knows * and ? in actions and resources, and takes every other character literally', () => {
    expect(isAllowed(principal(allow({ Action: 'ec2:Release?pamPool*', Resource: 'arn:aws:ec2::*:ipam-pool/ipam-pool-?' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Resource: POOL.replace('ec2', 'ec.') })), release)).toBe(false);
  });

  it('keeps a wildcard within its segment of an ARN, unless it ends the segment', () => {
    const streams = 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:s';
    const put = (Resource: string) => isAllowed(principal(allow({ Resource })), { action: 'logs:PutLogEvents', resource: streams });
    expect(put('arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*')).toBe(true);
    expect(put('arn:aws:logs:*1:111122223333:log-group:/aws/lambda/f:*')).toBe(true);
    expect(put('arn:aws:l*3:log-group:/aws/lambda/f:*')).toBe(false);
  });

  it('allows with NotAction and NotResource all but what they name', () => {
    expect(isAllowed(principal(allow({ Action: undefined, NotAction: 'ec2:Create*' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Action: undefined, NotAction: 'ec2:*' })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Resource: undefined, NotResource: POOL })), release)).toBe(false);
  });

  it('fills policy variables in, and matches nothing with one that the request lacks', () => {
    const own = principal(allow({ Resource: 'arn:aws:ec2::${aws:PrincipalAccount}:ipam-pool/*' }));
    expect(isAllowed(own, release)).toBe(true);
    expect(isAllowed(own, { ...release, resource: POOL.replace(ACCOUNT, '444455556666') })).toBe(false);
    expect(isAllowed(principal(allow({ Resource: 'arn:aws:ec2::${aws:username}:ipam-pool/*' })), release)).toBe(false);
  });

  it('allows no more than the permissions boundary does', () => {
    const bounded = (boundary: PolicyStatement): Principal => ({ ...principal(allow()), permissionsBoundary: () => [{ Statement: boundary }] });
    expect(isAllowed(bounded(allow({ Action: 'ec2:*' })), release)).toBe(true);
    expect(whyRefused(bounded(allow({ Action: 's3:*' })), release)).toContain('because no permissions boundary allows the ec2:ReleaseIpamPoolAllocation action');
  });

  it('says why in the words of AWS', () => {
    const start = `User: arn:aws:sts::${ACCOUNT}:assumed-role/Releaser/release is not authorized to perform: ec2:ReleaseIpamPoolAllocation on resource: ${POOL} `;
    expect(whyRefused(principal(), release)).toBe(`${start}because no identity-based policy allows the ec2:ReleaseIpamPoolAllocation action`);
    expect(whyRefused(principal(allow(), deny()), release)).toBe(`${start}with an explicit deny in an identity-based policy`);
    expect(whyRefused(principal(allow()), release)).toBeUndefined();
  });
});

describe('conditions', () => {
  it.each([
    ['StringEquals', 'blue', 'blue', 'Blue'],
    ['StringEqualsIgnoreCase', 'blue', 'BLUE', 'red'],
    ['StringLike', 'bl*', 'blue', 'red'],
    ['StringNotEquals', 'blue', 'red', 'blue'],
    ['StringNotLike', 'bl*', 'red', 'blue'],
    ['ArnLike', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:vpc/x', 'arn:aws:ec2::1:subnet/x'],
    ['ArnEquals', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:vpc/x', 'arn:aws:ec2:eu:1:vpc/x'],
    ['ArnNotLike', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:subnet/x', 'arn:aws:ec2::1:vpc/x'],
    ['Bool', 'true', 'True', 'false'],
    ['NumericLessThan', '10', '9', '10'],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2025-06-01T00:00:00Z'],
  ])('%s %s is met by %s, not by %s', (operator, wanted, fitting, other) => {
    expect(met({ [operator]: { 'aws:ResourceTag/team': wanted } }, { 'aws:ResourceTag/team': fitting })).toBe(true);
    expect(met({ [operator]: { 'aws:ResourceTag/team': wanted } }, { 'aws:ResourceTag/team': other })).toBe(false);
  });

  it('needs every operator and every key, and one of several values', () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'], 'aws:ResourceTag/team': 'net' } };
    expect(met(Condition, { 'aws:RequestedRegion': 'eu-west-1', 'aws:ResourceTag/team': 'net' })).toBe(true);
    expect(met(Condition, { 'aws:RequestedRegion': 'eu-west-1' })).toBe(false);
    expect(met(Condition, { 'aws:RequestedRegion': 'eu-west-2', 'aws:ResourceTag/team': 'net' })).toBe(false);
  });

  it('finds keys whatever their case', () => {
    expect(met({ StringEquals: { 'AWS:requestedregion': 'us-east-1' } }, { 'aws:RequestedRegion': 'us-east-1' })).toBe(true);
  });

  it('is unmet when the request lacks the key, unless the operator is negated or ends in IfExists', () => {
    expect(met({ StringEquals: { 'aws:ResourceTag/team': 'net' } })).toBe(false);
    expect(met({ StringNotEquals: { 'aws:ResourceTag/team': 'net' } })).toBe(true);
    expect(met({ StringEqualsIfExists: { 'aws:ResourceTag/team': 'net' } })).toBe(true);
    expect(met({ StringEqualsIfExists: { 'aws:ResourceTag/team': 'net' } }, { 'aws:ResourceTag/team': 'dev' })).toBe(false);
  });

  it('asks with Null whether a key is there', () => {
    expect(met({ Null: { 'aws:ResourceTag/team': 'true' } })).toBe(true);
    expect(met({ Null: { 'aws:ResourceTag/team': 'false' } })).toBe(false);
    expect(met({ Null: { 'aws:ResourceTag/team': 'false' } }, { 'aws:ResourceTag/team': 'net' })).toBe(true);
  });

  it('compares sets: one value is enough for ForAnyValue, ForAllValues needs all, or none at all', () => {
    const any = { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } };
    const all = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } };
    expect(met(any, { 'aws:TagKeys': ['b', 'c'] })).toBe(true);
    expect(met(any, { 'aws:TagKeys': ['c'] })).toBe(false);
    expect(met(any)).toBe(false);
    expect(met(all, { 'aws:TagKeys': ['b', 'c'] })).toBe(false);
    expect(met(all, { 'aws:TagKeys': ['a'] })).toBe(true);
    expect(met(all)).toBe(true);
  });

  it('knows who calls', () => {
    expect(met({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Releaser` } })).toBe(true);
  });

  it('trusts no operator that it does not know, and says so', () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(met(Condition)).toBe(false);
    expect(isAllowed(principal(allow(), deny({ Condition })), release)).toBe(false);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('IpAddress'));
    said.mockRestore();
  });
});
