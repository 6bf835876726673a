import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import { readAssembly } from '../../bin/cli/rehearse/assembly';
import { rehearse } from '../../bin/cli/rehearse/rehearse';
import { NOTHING } from '../../bin/cli/rehearse/taking';
import type { Report } from '../../bin/cli/rehearse/report';

const PLACE = { account: '444455556666', region: 'eu-central-1' };

function rehearsal(fill: (stack: Stack, vpc: ec2.Vpc) => void, options: ec2.VpcProps = {}): Promise<Report> {
  const app = new App({ postCliContext: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false } });
  const stack = new Stack(app, 'Network');
  fill(stack, new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, ...options }));
  return rehearse({ stacks: readAssembly(app.synth().directory, PLACE), take: NOTHING, weather: 'everyday' }, { seed: 1, runs: 1, command: '' }, () => undefined);
}

const secondsOf = ({ timeline }: Report, type: string) => timeline.filter((one) => one.type === type).map(({ begins, ends = Number.NaN }) => ends - begins);

test('what networks are made of is deployed and destroyed, and nothing of it is a placeholder', async () => {
  const report = await rehearsal(
    (stack, vpc) => {
      vpc.addFlowLog('FlowLog');
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
      vpc.addVpnConnection('Office', { ip: '203.0.113.1', staticRoutes: ['192.168.10.0/24'] });
      const acl = new ec2.NetworkAcl(stack, 'Acl', { vpc, subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
      acl.addEntry('All', { cidr: ec2.AclCidr.anyIpv4(), ruleNumber: 100, traffic: ec2.AclTraffic.allTraffic() });
      const [one, other] = [new ec2.SecurityGroup(stack, 'One', { vpc }), new ec2.SecurityGroup(stack, 'Other', { vpc })];
      one.connections.allowFrom(other, ec2.Port.tcp(443));
      const fromTemplate = new ec2.LaunchTemplate(stack, 'Template', { securityGroup: one });
      const instance = new ec2.Instance(stack, 'Instance', { vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }), securityGroup: one });
      instance.node.addDependency(fromTemplate);
      const eip = new ec2.CfnEIP(stack, 'InstanceEip');
      new ec2.CfnEIPAssociation(stack, 'Association', { allocationId: eip.attrAllocationId, instanceId: instance.instanceId }).node.addDependency(vpc.internetConnectivityEstablished);
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc, internetFacing: true });
      balancer.addListener('Http', { port: 80 }).addTargets('Targets', { port: 80 });
      const gateway = new ec2.CfnTransitGateway(stack, 'Tgw');
      const subnetIds = vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds;
      new ec2.CfnTransitGatewayAttachment(stack, 'TgwAttachment', { transitGatewayId: gateway.ref, vpcId: vpc.vpcId, subnetIds });
      const endpoint = new resolver.CfnResolverEndpoint(stack, 'Resolver', { direction: 'OUTBOUND', securityGroupIds: [other.securityGroupId], ipAddresses: subnetIds.map((subnetId) => ({ subnetId })) });
      new resolver.CfnResolverRule(stack, 'Rule', { domainName: 'corp.example.com', ruleType: 'FORWARD', resolverEndpointId: endpoint.attrResolverEndpointId, targetIps: [{ ip: '10.1.0.2' }] });
    },
    {
      vpnGateway: true,
      ipProtocol: ec2.IpProtocol.DUAL_STACK,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    },
  );
  expect(report.notModelled).toEqual([]);
  expect(report).toMatchObject({ failures: [], stacks: [{ status: 'DELETE_COMPLETE' }] });
  const notDeleted = report.timeline.filter(({ kind, end }) => kind === 'resource' && end !== 'deleted');
  expect(notDeleted).toMatchObject([{ type: 'AWS::Logs::LogGroup', end: 'retained' }]);
});

test('a security group that stays keeps its VPC, and the rehearsal says so', async () => {
  const report = await rehearsal((stack, vpc) => {
    new ec2.SecurityGroup(stack, 'Kept', { vpc }).applyRemovalPolicy(RemovalPolicy.RETAIN);
  });
  expect(report).toMatchObject({ verdict: 'blocked', stacks: [{ status: 'DELETE_FAILED' }], failures: [{ type: 'AWS::EC2::VPC' }] });
  expect(report.failures[0]?.reason).toMatch(/The vpc 'vpc-\w+' has dependencies and cannot be deleted\./);
});

test('a function in a VPC is deleted only when its interfaces are gone, which takes Lambda up to 40 minutes', async () => {
  const report = await rehearsal((stack, vpc) => {
    new lambda.Function(stack, 'Function', { vpc, runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: lambda.Code.fromInline('def handler(*_): pass') });
  });
  expect(report).toMatchObject({ notModelled: [], failures: [], stacks: [{ status: 'DELETE_COMPLETE' }] });
  const [seconds = 0] = secondsOf(report, 'AWS::Lambda::Function');
  expect(seconds).toBeGreaterThanOrEqual(10 * 60);
  expect(seconds).toBeLessThan(41 * 60);
});
