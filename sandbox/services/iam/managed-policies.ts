import type { PolicyDocument } from './policy-document';

const allow = (Action: string | readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: allow('*'),
  AmazonEC2FullAccess: allow(['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*']),
  AmazonEC2ReadOnlyAccess: allow(['ec2:Describe*', 'ec2:GetSecurityGroupsForVpc', 'elasticloadbalancing:Describe*', 'autoscaling:Describe*']),
  'service-role/AWSLambdaBasicExecutionRole': allow(LOGS),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow([
    ...LOGS,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ]),
};

const NOTHING: PolicyDocument = { Version: '2012-10-17', Statement: [] };
const reported = new Set<string>();

/** What a managed policy grants. One that the sandbox does not know grants nothing, and that is said once. */
export function managedPolicy(arn: string): PolicyDocument {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const document = name === undefined ? undefined : MANAGED_POLICIES[name];
  if (!document && !reported.has(arn)) {
    reported.add(arn);
    process.stderr.write(`sandbox: the managed policy ${arn} is not modelled and grants nothing; use an inline policy\n`);
  }
  return document ?? NOTHING;
}
