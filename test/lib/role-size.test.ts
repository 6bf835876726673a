import { App, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AddressRelease, ElasticIp, type ElasticIpOptions } from '../../lib';
import { importedPool, newStack, statementsOf, synthesisError } from './stacks';

function manyAddresses(count: number, options: ElasticIpOptions = {}): ElasticIp[] {
  return Array.from({ length: count }, (_, index) => ElasticIp.fromAllocationId(`eipalloc-${index.toString(16).padStart(17, '0')}`, options));
}

/** The characters of a policy as IAM counts them, once CloudFormation has filled it in. */
function characters(stack: Stack): number {
  const filledIn = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(filledIn);
    const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref } = value as Record<string, unknown>;
    if (Array.isArray(join)) return (join[1] as unknown[]).map(filledIn).join('');
    if (attribute !== undefined) return `arn:aws:logs:ap-northeast-1:123456789012:log-group:${'x'.repeat(60)}:*`;
    if (Ref !== undefined) return Ref === 'AWS::Partition' ? 'aws-us-gov' : Ref === 'AWS::StackId' ? 'x'.repeat(229) : 'ap-northeast-1';
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item)]));
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: filledIn(statementsOf(stack)) }).length;
}

describe('a policy that would not fit into a role', () => {
  const stackWith = (count: number, options: ElasticIpOptions = {}) => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', { elasticIps: manyAddresses(count, options) });
    return stack;
  };
  const release = (stack: Stack) => statementsOf(stack).find(({ Sid }) => Sid.startsWith('ReleaseAddresses'));
  const warning = (may: string) =>
    `more is listed than a role's policy can name (10,240 characters), so the function may release from ${may}; ` +
    'list by tag, or split the list over several stacks [ack: cdk-address-release:lessPrivilege]';

  test.each([
    ['a hundred addresses are named by their ARNs', 100, (stack: Stack) => expect(release(stack)?.Resource).toHaveLength(100)],
    [
      'two hundred are named in a condition',
      200,
      (stack: Stack) => {
        const { Condition } = release(stack) as { Condition: { StringEquals: { 'ec2:AllocationId': string[] } } };
        expect(Condition.StringEquals['ec2:AllocationId']).toHaveLength(200);
      },
    ],
  ])('%s, and no more is allowed', (_, count, check) => {
    const stack = stackWith(count);
    check(stack);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    expect(characters(stack)).toBeLessThanOrEqual(10_240);
  });

  test('a thousand are any address of the account, with a warning', () => {
    const stack = stackWith(1000);
    Annotations.fromStack(stack).hasWarning('/Stack/Release', warning('any Elastic IP of the account'));
    expect(release(stack)).toMatchObject({ Sid: 'ReleaseAddresses' });
    expect(release(stack)).not.toHaveProperty('Condition');
    expect(characters(stack)).toBeLessThanOrEqual(10_240);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('several hundred pools are any pool of the account, with a warning', () => {
    const stack = newStack();
    const pools = Array.from({ length: 300 }, (_, index) => importedPool(stack, `ipam-pool-${index.toString(16).padStart(17, '0')}`));
    new AddressRelease(stack, 'Release', { emptyPools: pools.map((pool) => ({ pool })) });
    Annotations.fromStack(stack).hasWarning('/Stack/Release', warning('any Elastic IP and IPAM pool of the account'));
    expect(characters(stack)).toBeLessThanOrEqual(10_240);
  });

  test('as many addresses are named as fit', () => {
    const howNamed = (count: number) => {
      const stack = stackWith(count);
      const { Condition, Resource } = release(stack) ?? {};
      return { how: Condition !== undefined ? 'in a condition' : Array.isArray(Resource) ? 'by ARN' : 'not', taken: characters(stack) };
    };
    for (const [count, how, next] of [[101, 'by ARN', 'in a condition'], [301, 'in a condition', 'not']] as const) {
      const most = howNamed(count);
      expect(most.how).toBe(how);
      expect(most.taken).toBeLessThanOrEqual(10_240);
      expect(most.taken).toBeGreaterThan(10_000);
      expect(howNamed(count + 1).how).toBe(next);
    }
  });

  test('addresses that only the deployment knows are reckoned, too', () => {
    const stack = newStack();
    const ids = Array.from({ length: 100 }, (_, index) => Fn.importValue(`Address${index}`));
    new AddressRelease(stack, 'Release', { elasticIps: ids.map((id) => ElasticIp.fromAllocationId(id)) });
    expect(release(stack)).toHaveProperty('Condition');
  });

  test('what several releases of a stack list is added up', () => {
    const stack = stackWith(80);
    expect(release(stack)).not.toHaveProperty('Condition');
    const second = stackWith(80);
    new AddressRelease(second, 'Second', {
      elasticIps: Array.from({ length: 80 }, (_, index) => ElasticIp.fromAllocationId(`eipalloc-${(index + 4096).toString(16).padStart(17, '0')}`)),
    });
    expect(release(second)).toHaveProperty('Condition');
  });
});

test('a list of five thousand addresses synthesizes to a valid template', () => {
  const stack = new Stack(new App(), 'Stack');
  new AddressRelease(stack, 'Release', { elasticIps: manyAddresses(5000) });
  expect(synthesisError(stack)).toBe('the synthesis did not fail');
  expect(JSON.stringify(Template.fromStack(stack).toJSON()).length).toBeLessThan(1_000_000);
});
