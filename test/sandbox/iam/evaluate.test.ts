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
    expect(isAllowed(principal(allow({ Resource: 'a.b+c^$d{1}(e)|[f]\\' })), { ...release, resource: 'a.b+c^$d{1}(e)|[f]\\' })).toBe(true);
    expect(isAllowed(principal(allow({ Action: 'Release' })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Action: 'ec2:Release' })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Action: 'ec2:?ReleaseIpamPoolAllocation' })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Resource: `${POOL}?` })), release)).toBe(false);
    for (const part of [POOL.slice(0, -1), POOL.slice(1), `x${POOL}`, `${POOL}0`]) expect(isAllowed(principal(allow({ Resource: part })), release)).toBe(false);
  });

  it('keeps a wildcard within its segment of an ARN, unless it ends the segment', () => {
    const streams = 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:s';
    const put = (Resource: string) => isAllowed(principal(allow({ Resource })), { action: 'logs:PutLogEvents', resource: streams });
    expect(put('arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*')).toBe(true);
    expect(put('arn:aws:logs:*1:111122223333:log-group:/aws/lambda/f:*')).toBe(true);
    expect(put('arn:aws:l*3:log-group:/aws/lambda/f:*')).toBe(false);
    expect(put('arn:aws:logs:*')).toBe(true);
  });

  it("reads what follows an ARN's fifth colon as one segment, whatever colons and line breaks are in it", () => {
    const get = (Resource: string, key: string) => isAllowed(principal(allow({ Resource })), { action: 's3:GetObject', resource: `arn:aws:s3:::bucket/${key}` });
    expect(get('arn:aws:s3:::bucket/*/report', '2026:01:31/report')).toBe(true);
    expect(get('arn:aws:s3:::bucket/*', 'two\nlines')).toBe(true);
    expect(get('arn:aws:s3:::bucket/two\nlines*', 'two\nlines and more')).toBe(true);
    expect(get('arn:aws:s3:::bucket/*/report', '2026:01:31/report/draft')).toBe(false);
  });

  it('allows with NotAction and NotResource all but what they name', () => {
    expect(isAllowed(principal(allow({ Action: undefined, NotAction: 'ec2:Create*' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Action: undefined, NotAction: 'ec2:*' })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Resource: undefined, NotResource: POOL })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Resource: undefined, NotResource: ['arn:aws:s3:::*', 'arn:aws:ec2::${aws:PrincipalAccount}:*'] })), release)).toBe(false);
  });

  it('takes one of several actions and of several resources', () => {
    expect(isAllowed(principal(allow({ Action: ['ec2:ReleaseAddress', release.action], Resource: ['arn:aws:s3:::*', POOL] })), release)).toBe(true);
    expect(isAllowed(principal(allow({ Action: undefined, NotAction: ['s3:*', release.action] })), release)).toBe(false);
  });

  it('reads a statement without an action, or without a resource, as one about nothing', () => {
    expect(isAllowed(principal(allow({ Action: undefined })), release)).toBe(false);
    expect(isAllowed(principal(allow({ Resource: undefined })), release)).toBe(false);
  });

  it('lets a Deny deny only where its condition is met', () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    const asked = (region: string) => isAllowed(principal(allow(), deny({ Condition })), { ...release, context: { 'aws:RequestedRegion': region } });
    expect([asked('us-east-1'), asked('eu-west-1')]).toEqual([false, true]);
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
    expect(whyRefused(bounded(deny({ Action: 'ec2:Release*' })), release)).toContain(' with an explicit deny in a permissions boundary');
    expect(isAllowed({ ...bounded(allow()), policies: () => [] }, release)).toBe(false);
  });

  it('says why in the words of AWS', () => {
    const start = `User: arn:aws:sts::${ACCOUNT}:assumed-role/Releaser/release is not authorized to perform: ec2:ReleaseIpamPoolAllocation on resource: ${POOL} `;
    expect(whyRefused(principal(), release)).toBe(`${start}because no identity-based policy allows the ec2:ReleaseIpamPoolAllocation action`);
    expect(whyRefused(principal(allow(), deny()), release)).toBe(`${start}with an explicit deny in an identity-based policy`);
    expect(whyRefused(principal(allow()), release)).toBeUndefined();
    expect(whyRefused(principal(), { action: 'ec2:DescribeAddresses', resource: '*' })).toMatch(/to perform: ec2:DescribeAddresses because no identity-based policy/);
  });
});

describe('conditions', () => {
  it.each([
    ['StringEquals', 'blue', 'blue', 'Blue'],
    ['StringEqualsIgnoreCase', 'blue', 'BLUE', 'red'],
    ['StringLike', 'bl*', 'blue', 'red'],
    ['StringNotEquals', 'blue', 'red', 'blue'],
    ['StringNotEqualsIgnoreCase', 'blue', 'red', 'BLUE'],
    ['StringNotLike', 'bl*', 'red', 'blue'],
    ['ArnLike', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:vpc/x', 'arn:aws:ec2::1:subnet/x'],
    ['ArnLike', 'arn:aws:logs:*:*:log-group:*', 'arn:aws:logs:eu:1:log-group:x:y', 'arn:aws:logs:eu:1'],
    ['ArnEquals', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:vpc/x', 'arn:aws:ec2:eu:1:vpc/x'],
    ['ArnNotEquals', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2:eu:1:vpc/x', 'arn:aws:ec2::1:vpc/x'],
    ['ArnNotLike', 'arn:aws:ec2::*:vpc/*', 'arn:aws:ec2::1:subnet/x', 'arn:aws:ec2::1:vpc/x'],
    ['Bool', 'true', 'True', 'false'],
    ['NumericEquals', '10', '10.0', '11'],
    ['NumericNotEquals', '10', '11', '10.0'],
    ['NumericLessThan', '10', '9', '10'],
    ['NumericLessThanEquals', '10', '10', '11'],
    ['NumericGreaterThan', '9', '10', '9'],
    ['NumericGreaterThanEquals', '10', '10', '9'],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:01Z'],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-01-01T01:00:00+01:00'],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z'],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z'],
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

  it('compares the segments of ARNs one by one: a wildcard never stands for a colon, and what has no six segments is no ARN', () => {
    const like = (wanted: string, actual: string) => met({ ArnLike: { 'aws:SourceArn': wanted } }, { 'aws:SourceArn': actual });
    expect(like('arn:aws:logs:*', 'arn:aws:logs:eu:1:log-group:x')).toBe(false);
    expect(like('arn:aws:logs:*', 'arn:aws:logs:eu')).toBe(false);
    expect(like('arn:aws:l*1:log-group:x', 'arn:aws:logs:eu:1:log-group:x')).toBe(false);
    expect(like('arn:aws:ec2::*:*', 'arn:aws:ec2::1')).toBe(false);
  });

  it('takes a line break for a character like any other', () => {
    expect(met({ StringLike: { 'aws:ResourceTag/note': 'two*lines' } }, { 'aws:ResourceTag/note': 'two\nlines' })).toBe(true);
  });

  it('is met by a negated operator only when none of several values matches', () => {
    const Condition = { StringNotEquals: { 'aws:ResourceTag/team': ['net', 'dev'] } };
    expect(met(Condition, { 'aws:ResourceTag/team': 'dev' })).toBe(false);
    expect(met(Condition, { 'aws:ResourceTag/team': 'ops' })).toBe(true);
  });

  it('fills policy variables in', () => {
    const Condition = { StringEquals: { 'aws:ResourceTag/owner': 'account ${aws:PrincipalAccount}, user ${aws:userid}' } };
    expect(met(Condition, { 'aws:ResourceTag/owner': `account ${ACCOUNT}, user AROA1:release` })).toBe(true);
    expect(met(Condition, { 'aws:ResourceTag/owner': 'account , user ' })).toBe(false);
  });

  it('takes booleans and numbers as the texts that they are in JSON', () => {
    expect(met({ Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' })).toBe(true);
    expect(met({ NumericEquals: { 'ec2:Size': 24 } }, { 'ec2:Size': '24' })).toBe(true);
  });

  it('finds keys whatever their case', () => {
    expect(met({ StringEquals: { 'AWS:requestedregion': 'us-east-1' } }, { 'aws:RequestedRegion': 'us-east-1' })).toBe(true);
  });

  it('is unmet when the request lacks the key, unless the operator is negated or ends in IfExists', () => {
    expect(met({ StringEquals: { 'aws:ResourceTag/team': 'net' } })).toBe(false);
    expect(met({ StringNotEquals: { 'aws:ResourceTag/team': 'net' } })).toBe(true);
    expect(met({ StringEqualsIfExists: { 'aws:ResourceTag/team': 'net' } })).toBe(true);
    expect(met({ StringEqualsIfExists: { 'aws:ResourceTag/team': 'net' } }, { 'aws:ResourceTag/team': 'dev' })).toBe(false);
    expect(met({ StringEquals: { 'aws:TagKeys': 'net' } }, { 'aws:TagKeys': [] })).toBe(false);
    expect(met({ StringEqualsIfExists: { 'aws:TagKeys': 'net' } }, { 'aws:TagKeys': [] })).toBe(true);
  });

  it('asks with Null whether a key is there', () => {
    expect(met({ Null: { 'aws:ResourceTag/team': 'true' } })).toBe(true);
    expect(met({ Null: { 'aws:ResourceTag/team': 'false' } })).toBe(false);
    expect(met({ Null: { 'aws:ResourceTag/team': 'false' } }, { 'aws:ResourceTag/team': 'net' })).toBe(true);
    expect(met({ Null: { 'aws:ResourceTag/team': ['true', 'false'] } })).toBe(true);
    expect(met({ Null: { 'aws:ResourceTag/team': 'True' } }, { 'aws:ResourceTag/team': 'net' })).toBe(false);
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

  it('compares sets with negated operators, too', () => {
    const anyOther = { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } };
    const allOthers = { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } };
    const noSet = { StringNotEquals: { 'aws:TagKeys': ['a', 'b'] } };
    expect(met(anyOther, { 'aws:TagKeys': ['a', 'c'] })).toBe(true);
    expect(met(anyOther, { 'aws:TagKeys': ['a', 'b'] })).toBe(false);
    expect(met(anyOther)).toBe(false);
    expect(met(allOthers, { 'aws:TagKeys': ['a', 'c'] })).toBe(false);
    expect(met(allOthers, { 'aws:TagKeys': ['c', 'd'] })).toBe(true);
    expect(met(noSet, { 'aws:TagKeys': ['a', 'c'] })).toBe(false);
  });

  it('knows who calls: the role of a session, or else the caller itself', () => {
    const asked = (caller: Principal, key: string, value: string) =>
      isAllowed({ ...caller, policies: () => [{ Statement: [allow({ Condition: { StringEquals: { [key]: value } } })] }] }, release);
    const user: Principal = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/network/ann`, userId: 'AIDA1' };
    expect(asked(principal(), 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/Releaser`)).toBe(true);
    expect(asked(user, 'aws:PrincipalArn', user.arn)).toBe(true);
    expect(asked(user, 'aws:PrincipalAccount', ACCOUNT)).toBe(true);
    expect(asked(user, 'aws:userid', 'AIDA1')).toBe(true);
  });

  it('trusts no operator that it does not know, and says so, once', () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(met(Condition)).toBe(false);
    expect(isAllowed(principal(allow(), deny({ Condition })), release)).toBe(false);
    expect(isAllowed(principal(allow(), deny({ Condition: { ...Condition, StringEquals: { 'aws:ResourceTag/team': 'net' } } })), release)).toBe(true);
    expect(said.mock.calls).toEqual([['sandbox: IAM condition operator IpAddress is not modelled; statements with it allow nothing and deny what they name\n']]);
    said.mockRestore();
  });
});
