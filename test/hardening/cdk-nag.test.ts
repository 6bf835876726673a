import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, NagSuppressions, type INagLogger } from 'cdk-nag';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation, ReleaseOn } from '../../lib';
import type { Statement } from '../lib/stacks';

const SCOPE_ID = 'ipam-scope-0123456789abcdef0';
const IN_ACCOUNT = 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>';

/** What the pack finds in a stack with everything, and why it has to be so. */
const ACKNOWLEDGED: Readonly<Record<string, string>> = {
  'AwsSolutions-IAM5[Resource::*]': 'the Describe calls of EC2 have no resource-level permission',
  [`AwsSolutions-IAM5[Resource::${IN_ACCOUNT}:network-interface/*]`]:
    'a disassociation is authorized on the network interface, too, and nobody knows beforehand which one will have the address',
  [`AwsSolutions-IAM5[Resource::${IN_ACCOUNT}:elastic-ip/*]`]:
    'addresses that are listed by tag or by public IP have no ARN at synth; a condition on the tag or the address narrows the statement to them',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2::<AWS::AccountId>:ipam-pool/*]':
    'what a pool below a listed one has of it is read (GetIpamPoolCidrs), and nobody knows beforehand which pools there are below',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2::<AWS::AccountId>:ipam-scope/*]':
    'stopMonitoring is authorized on the scope of the pool, which nobody can tell at synth from the id of the pool',
};

function stackWithEverything(): Stack {
  const stack = new Stack(new App(), 'Stack');
  const ownPool = (id: string) => new ec2.CfnIPAMPool(stack, id, { addressFamily: 'ipv4', ipamScopeId: SCOPE_ID });
  const own = ownPool('Own');
  const imported = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Imported', 'ipam-pool-0ec3f7cf1ae3aba60');
  const theirs = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Theirs', 'ipam-pool-0ec3f7cf1ae3aba61');
  const assumeRole = iam.Role.fromRoleArn(stack, 'Network', 'arn:aws:iam::444455556666:role/network');
  new AddressRelease(stack, 'Release', {
    ipamAllocations: [
      IpamAllocation.fromCidr(imported, '10.0.0.0/23'),
      IpamAllocation.fromTag(imported, 'stage', { value: 'test' }),
      IpamAllocation.fromAllocationId(imported, 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89'),
      IpamAllocation.allManual(own),
      IpamAllocation.allManual(theirs, { assumeRole, region: 'eu-west-1' }),
    ],
    elasticIps: [
      ElasticIp.fromAllocationId('eipalloc-64d5890a'),
      ElasticIp.fromPublicIp('198.51.100.7', { resetReverseDns: true }),
      ElasticIp.fromTag('stage', { value: 'test', disassociate: false }),
      ElasticIp.fromEip(new ec2.CfnEIP(stack, 'Eip')),
    ],
    emptyPools: [{ pool: own, stopMonitoring: true, cascadeWhenUnused: true }],
    deletePools: [{ pool: imported }],
    releaseOn: [ReleaseOn.REMOVAL],
  });
  ownPool('Mixed').with(new EmptyOnDelete());
  // What the newer versions of aws-cdk-lib choose by themselves: this one knows a newer runtime than it takes for such functions.
  for (const construct of stack.node.findAll()) if (construct instanceof CfnFunction) construct.runtime = Runtime.NODEJS_24_X.name;
  return stack;
}

/** The findings of the pack, without those that are suppressed. */
function findings(stack: Stack): string[] {
  const found = new Set<string>();
  const report = ({ ruleId, findingId }: { ruleId: string; findingId: string }) => void found.add(findingId ? `${ruleId}[${findingId}]` : ruleId);
  const ignore = () => undefined;
  const logger: INagLogger = {
    onCompliance: ignore, onNotApplicable: ignore, onSuppressed: ignore, onSuppressedError: ignore,
    onNonCompliance: report,
    onError: ({ ruleId, errorMessage }) => void found.add(`${ruleId}: ${errorMessage}`),
  };
  Aspects.of(stack).add(new AwsSolutionsChecks({ reports: false, additionalLoggers: [logger] }));
  Template.fromStack(stack);
  return [...found].sort();
}

test("cdk-nag's AwsSolutions pack finds nothing in a stack with everything but the wildcards that EC2 asks for", () => {
  expect(findings(stackWithEverything())).toEqual(Object.keys(ACKNOWLEDGED).sort());
});

test('with these suppressed it finds nothing', () => {
  const stack = stackWithEverything();
  const suppressions = Object.entries(ACKNOWLEDGED).map(([id, reason]) => {
    const [, rule = '', finding = ''] = /^([^[]+)\[(.+)\]$/.exec(id) ?? [];
    return { id: rule, reason, appliesTo: [finding] };
  });
  NagSuppressions.addStackSuppressions(stack, suppressions);
  expect(findings(stack)).toEqual([]);
});

/** All that the function of a stack may do. */
function allowedIn(stack: Stack): Statement[] {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Properties?: Granting }> };
  return Object.values(Resources).flatMap(({ Properties: { Policies = [], PolicyDocument: own } = {} }) => {
    const documents = Policies.map(({ PolicyDocument }) => PolicyDocument);
    return [...documents, ...(own ? [own] : [])].flatMap(({ Statement }) => Statement);
  });
}

/** The properties of a role, or of a policy. */
interface Granting {
  readonly Policies?: readonly { readonly PolicyDocument: Document }[];
  readonly PolicyDocument?: Document;
}

interface Document {
  readonly Statement: readonly Statement[];
}

/** The actions of the statements with a resource like this, and on what condition. */
function actionsOn(statements: readonly Statement[], resource: RegExp): Record<string, string[]> {
  const found = statements.filter(({ Resource }) => [Resource].flat().some((each) => resource.test(JSON.stringify(each))));
  return Object.fromEntries(found.map(({ Sid, Action, Condition }) => [Sid, [...[Action].flat(), ...(Condition === undefined ? [] : ['on a condition'])]]));
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
test('no wildcard stands where EC2 has resource-level permission, and the name or a condition could be known', () => {
  const statements = allowedIn(stackWithEverything());
  expect(actionsOn(statements, /^"\*"$/)).toEqual({
    DescribeAddresses: ['ec2:DescribeAddresses'],
    DescribeAllocations: ['ec2:DescribeIpamPoolAllocations'],
    DescribePools: ['ec2:DescribeIpamPools'],
    DescribeResources: ['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribePublicIpv4Pools'],
  });
  expect(actionsOn(statements, /[^"]\*"/)).toEqual({
    DisassociateFromInterface: ['ec2:DisassociateAddress'],
    ListCidrsOfPools: ['ec2:GetIpamPoolCidrs'],
    ReleaseAddressesAndReverseDnsByPublicIp: ['ec2:ReleaseAddress', 'ec2:DisassociateAddress', 'ec2:ResetAddressAttribute', 'on a condition'],
    ReleaseAddressesWithoutDisassociatingByTag1: ['ec2:ReleaseAddress', 'on a condition'],
    StopMonitoring: ['ec2:ModifyIpamResourceCidr', 'ec2:GetIpamResourceCidrs'],
  });
});

test('docs/security.md gives the reason of each', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');
  for (const [id, reason] of Object.entries(ACKNOWLEDGED)) expect(text).toContain(`| \`${id.slice('AwsSolutions-IAM5'.length)}\` | ${reason} |`);
});
