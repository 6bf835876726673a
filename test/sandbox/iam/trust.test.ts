import { ACCOUNT } from '../../../sandbox/principal';
import type { PolicyStatement } from '../../../sandbox/services/iam/policy-document';
import { trusts } from '../../../sandbox/services/iam/trust';

const OTHER = '444455556666';
const FUNCTION = `arn:aws:iam::${ACCOUNT}:role/Function`;
const SESSION = { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Function/release`, account: ACCOUNT };
const LAMBDA = { service: 'lambda.amazonaws.com' };

const statement = (Principal: unknown, more: Partial<PolicyStatement> = {}): PolicyStatement => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more });
const asSession = (...Statement: PolicyStatement[]) => trusts({ Statement }, SESSION);

describe('whom a role trusts', () => {
  test.each([
    ['everybody', '*', true],
    ['everybody, as AWS writes it', { AWS: '*' }, true],
    ['an account', { AWS: ACCOUNT }, true],
    ['an account by the ARN of its root', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, true],
    ['the role of a session', { AWS: FUNCTION }, true],
    ['one session', { AWS: SESSION.arn }, true],
    ['one of several', { AWS: [OTHER, FUNCTION] }, true],
    ['another account', { AWS: OTHER }, false],
    ['another account’s role of that name', { AWS: FUNCTION.replace(ACCOUNT, OTHER) }, false],
    ['another role', { AWS: `${FUNCTION}s` }, false],
    ['a part of a name', { AWS: FUNCTION.slice(0, -1) }, false],
    ['a service', { Service: LAMBDA.service }, false],
    ['nobody', undefined, false],
  ])('%s: a session of a role of account 111122223333', (_, principal, expected) => {
    expect(asSession(statement(principal))).toBe(expected);
  });

  test('a user is trusted by its own ARN', () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/ann`;
    expect(trusts({ Statement: statement({ AWS: arn }) }, { arn, account: ACCOUNT })).toBe(true);
  });

  test('a service is trusted by its name alone, and its conditions are taken for given', () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': OTHER } };
    expect(trusts({ Statement: statement({ Service: ['states.amazonaws.com', LAMBDA.service] }, { Condition }) }, LAMBDA)).toBe(true);
    expect(trusts({ Statement: statement({ Service: 'states.amazonaws.com' }) }, LAMBDA)).toBe(false);
    expect(trusts({ Statement: statement({ AWS: ACCOUNT }) }, LAMBDA)).toBe(false);
    expect(trusts({ Statement: statement(undefined) }, LAMBDA)).toBe(false);
  });

  test('only to be assumed, not for anything else', () => {
    expect(asSession(statement('*', { Action: 'sts:TagSession' }))).toBe(false);
    expect(asSession(statement('*', { Action: undefined }))).toBe(false);
    expect(asSession(statement('*', { Action: ['sts:TagSession', 'STS:assume*'] }))).toBe(true);
  });

  test('only where its conditions are met, also on who asks', () => {
    const on = (key: string, value: string) => asSession(statement('*', { Condition: { StringEquals: { [key]: value } } }));
    expect([on('aws:PrincipalArn', FUNCTION), on('aws:PrincipalArn', SESSION.arn)]).toEqual([true, false]);
    expect([on('aws:PrincipalAccount', ACCOUNT), on('aws:PrincipalAccount', OTHER)]).toEqual([true, false]);
    const withExternalId = (id?: string) =>
      trusts({ Statement: statement('*', { Condition: { StringEquals: { 'sts:ExternalId': 'shared' } } }) }, SESSION, id === undefined ? undefined : { 'sts:ExternalId': id });
    expect([withExternalId('shared'), withExternalId('other'), withExternalId()]).toEqual([true, false, false]);
  });

  test('a Deny wins, where it is met', () => {
    const allow = statement('*');
    expect(asSession(allow, statement({ AWS: FUNCTION }, { Effect: 'Deny' }))).toBe(false);
    expect(asSession(allow, statement({ AWS: OTHER }, { Effect: 'Deny' }))).toBe(true);
    expect(asSession()).toBe(false);
  });
});
