import { Stack } from 'aws-cdk-lib';
import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Report } from '../../bin/cli/rehearse/report';
import { anonymized } from '../../bin/cli/rehearse/snapshot/anonymize';
import type { Snapshot } from '../../bin/cli/rehearse/snapshot/snapshot';
import { Account, outcomeOf, rehearsed, type Outcome } from './account';

const RUNS = 6;

/** A VPC with nearly all that CDK makes of one, a function in it, and a load balancer with the stack's own addresses. */
function network(stack: Stack): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 2, vpnGateway: true });
  vpc.addFlowLog('FlowLog');
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
  vpc.addVpnConnection('Office', { ip: '203.0.113.1', staticRoutes: ['192.168.10.0/24'] });
  const [one, other] = [new ec2.SecurityGroup(stack, 'One', { vpc }), new ec2.SecurityGroup(stack, 'Other', { vpc })];
  one.connections.allowFrom(other, ec2.Port.tcp(443));
  new ec2.Instance(stack, 'Instance', { vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.genericLinux({ [stack.region]: 'ami-1', 'us-east-1': 'ami-1' }), securityGroup: one });
  new lambda.Function(stack, 'Function', { vpc, securityGroups: [other], runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => undefined;') });
  const subnetMappings = vpc.publicSubnets.map(({ subnetId }, place) => ({ subnetId, allocationId: new ec2.CfnEIP(stack, `Eip${place}`).attrAllocationId }));
  const balancer = new elbv2.CfnLoadBalancer(stack, 'Balancer', { type: 'network', scheme: 'internet-facing', subnetMappings });
  balancer.node.addDependency(vpc.internetConnectivityEstablished);
}

describe('a VPC with what CDK makes of it', () => {
  let snapshot: Snapshot;
  let report: Report;
  let real: Outcome;
  beforeAll(async () => {
    const account = new Account();
    await account.deploy((app) => network(new Stack(app, 'Network', { env: { region: 'us-east-1' } })));
    snapshot = await account.snapshot('Network');
    report = await rehearsed(snapshot, RUNS);
    real = await account.destroy('Network');
    await account.stop();
  }, 60_000);

  test('none of it is a placeholder, and none of its interfaces is left out', () => {
    expect(report.notModelled).toEqual([]);
    expect(report.notes).toEqual([]);
  });

  test('its copy ends as the stack does, in the same range of time', () => {
    const { seconds, ...end } = real;
    expect(outcomeOf(report)).toMatchObject(end);
    // The load balancer's interfaces hold its addresses for some minutes after it is gone: CloudFormation does not wait.
    expect(end).toMatchObject({ status: 'DELETE_FAILED', resources: ['Eip0 DELETE_FAILED', 'Eip1 DELETE_FAILED', expect.stringMatching(/^VpcFlowLogLogGroup\w+ DELETE_SKIPPED$/)] });
    expect(seconds).toBeGreaterThanOrEqual(report.seconds.least);
    expect(seconds).toBeLessThanOrEqual(report.seconds.most);
  });

  test('an anonymous copy ends the same', async () => {
    const anonymous = await rehearsed(anonymized(snapshot));
    expect(anonymous).toMatchObject({ verdict: report.verdict, notModelled: [], notes: [] });
    expect(anonymous.failures.map(({ type }) => type)).toEqual(['AWS::EC2::EIP', 'AWS::EC2::EIP']);
  });
});

/** A VPC with one subnet, its gateway and a group; and interfaces in it that somebody made by hand. */
async function withOutsiders(account: Account, fill: (stack: Stack, vpc: ec2.Vpc, group: ec2.SecurityGroup) => void, groups: readonly ('stack' | 'none')[]): Promise<{ snapshot: Snapshot; ids: string[] }> {
  await account.deploy((app) => {
    const stack = new Stack(app, 'Network');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });
    fill(stack, vpc, new ec2.SecurityGroup(stack, 'Group', { vpc }));
  });
  const idOf = async (type: string) => (await account.snapshot('Network')).stack.resources.find((each) => each.type === type)?.physicalId ?? '';
  const [SubnetId, group] = [await idOf('AWS::EC2::Subnet'), await idOf('AWS::EC2::SecurityGroup')];
  const ids: string[] = [];
  for (const of of groups) {
    const { NetworkInterface } = await account.byHand('CreateNetworkInterface', { SubnetId, Description: 'by hand', ...(of === 'stack' ? { Groups: [group] } : {}) });
    ids.push(NetworkInterface?.NetworkInterfaceId ?? '');
  }
  return { snapshot: await account.snapshot('Network'), ids };
}

test('an interface that nothing of the stack has keeps its subnet, in the rehearsal as in the destroy, and the failure names it', async () => {
  const account = new Account();
  const { snapshot, ids } = await withOutsiders(account, (_stack, vpc) => vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM, subnets: { subnetType: ec2.SubnetType.PUBLIC } }), ['none']);
  const report = await rehearsed(snapshot, RUNS);
  const { seconds, ...end } = await account.destroy('Network');
  await account.stop();
  expect(outcomeOf(report)).toMatchObject(end);
  expect(seconds).toBeGreaterThanOrEqual(report.seconds.least);
  expect(seconds).toBeLessThanOrEqual(report.seconds.most);
  expect(report).toMatchObject({ verdict: 'blocked', notes: [`Network interfaces in the VPCs of the stack that nothing of it is known to have, and that stay: ${ids.join()}`] });
  expect(report.failures).toMatchObject([{ type: 'AWS::EC2::Subnet', because: `${ids.join()} (by hand) is there, and nothing of the stack is known to have it`, remedy: expect.stringContaining(ids.join()) as string }]);
});

test('an interface is taken to go with a placeholder that comes to both its subnet and its group, and no other is', async () => {
  const account = new Account();
  const fill = (stack: Stack, vpc: ec2.Vpc, group: ec2.SecurityGroup) => {
    const template = new ec2.CfnLaunchTemplate(stack, 'Template', { launchTemplateData: { securityGroupIds: [group.securityGroupId] } });
    const launchTemplate = { launchTemplateId: template.ref, version: template.attrLatestVersionNumber };
    new CfnAutoScalingGroup(stack, 'Instances', { minSize: '1', maxSize: '1', vpcZoneIdentifier: vpc.publicSubnets.map(({ subnetId }) => subnetId), launchTemplate });
  };
  const { snapshot, ids } = await withOutsiders(account, fill, ['stack', 'none']);
  await account.stop();
  const report = await rehearsed(snapshot);
  expect(report.notModelled).toMatchObject([{ type: 'AWS::AutoScaling::AutoScalingGroup' }]);
  expect(report.notes).toEqual([expect.stringMatching(/which is a placeholder: 1$/), expect.stringMatching(new RegExp(`and that stay: ${ids[1] ?? ''}$`))]);
});
