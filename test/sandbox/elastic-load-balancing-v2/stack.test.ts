import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EVERYDAY, KIND } from '../../../sandbox/unkindness';
import { Deployment, REGION } from '../cloudformation/deployment';

const ref = (Ref: string) => ({ Ref });
const get = (attribute: string) => ({ 'Fn::GetAtt': ['Balancer', attribute] });
const subnet = (zone: string, index: number) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { VpcId: ref('Vpc'), CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `${REGION}${zone}` },
});

const NETWORK = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Internet: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } },
  SubnetA: subnet('a', 0),
  SubnetB: subnet('b', 1),
};
const BALANCER = {
  Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  Properties: { Subnets: [ref('SubnetA'), ref('SubnetB')] },
  DependsOn: 'Internet',
};

let deployment: Deployment;
let ec2: EC2Client;
beforeEach(async () => {
  deployment = await Deployment.start(1200);
  ec2 = new EC2Client({ ...deployment.sandbox.clientConfig, region: REGION });
});
afterEach(async () => {
  ec2.destroy();
  await deployment.stop();
});

test('a load balancer of a template is known by its ARN, and by the names it has in it', async () => {
  const outputs = { Arn: ref('Balancer'), Name: get('LoadBalancerName'), Full: get('LoadBalancerFullName'), Dns: get('DNSName') };
  const template = { Outputs: Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }])) };
  const { StackStatus, Outputs = [] } = await deployment.create({ ...NETWORK, Balancer: BALANCER }, { template });
  expect(StackStatus).toBe('CREATE_COMPLETE');
  const { Arn = '', Name = '', Full = '', Dns = '' } = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  expect(Arn).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer\/app\/app-Balancer-[0-9A-F]{12}\/[0-9a-f]{16}$/);
  expect([`app/${Name}`, Arn]).toEqual([Full.slice(0, Full.lastIndexOf('/')), `arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/${Full}`]);
  expect(Dns.startsWith(`${Name}-`)).toBe(true);
});

test('its deletion does not wait for its interfaces; that of its subnets and of the way to the internet does', async () => {
  await deployment.create({ ...NETWORK, Balancer: BALANCER });
  deployment.sandbox.world.unkindness = { ...KIND, loadBalancerInterfaces: EVERYDAY.loadBalancerInterfaces, managedAddresses: EVERYDAY.managedAddresses };
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  for (const action of ['DeleteSubnet', 'DetachInternetGateway']) {
    expect(deployment.sandbox.world.calls.of(action).map(({ outcome }) => outcome?.code)).toContain('DependencyViolation');
  }
});

test('its creation fails in the words of Elastic Load Balancing', async () => {
  const { Internet, ...cutOff } = NETWORK;
  expect(Internet).toBeDefined();
  const { StackStatus } = await deployment.create({ ...cutOff, Balancer: { ...BALANCER, DependsOn: [] } });
  expect(StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await deployment.reason('Balancer', 'CREATE_FAILED')).toMatch(/VPC vpc-\w+ has no internet gateway \(Service: ElasticLoadBalancingV2, Status Code: 400, /);
  expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
});
