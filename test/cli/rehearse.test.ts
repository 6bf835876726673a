import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { readAssembly } from '../../bin/cli/rehearse/assembly';
import { rehearse } from '../../bin/cli/rehearse/rehearse';
import { takingOf } from '../../bin/cli/rehearse/taking';
import type { Report } from '../../bin/cli/rehearse/report';
import { EmptyOnDelete } from '../../lib';

const PLACE = { account: '444455556666', region: 'eu-central-1' };
const TAKE = { allocations: 3, addresses: 2 };

/** A fresh app: a VPC whose CIDR is from a pool of the same stack. */
function rehearsal(fill: (pool: ec2.CfnIPAMPool) => void, runs = 1): Promise<Report> {
  const app = new App({ postCliContext: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': true } });
  const stack = new Stack(app, 'Network');
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale: stack.region, provisionedCidrs: [{ cidr: '10.0.0.0/8' }] });
  fill(pool);
  const ipAddresses = ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 20, defaultSubnetIpv4NetmaskLength: 24 });
  new ec2.Vpc(stack, 'Vpc', { ipAddresses, natGateways: 1, vpnGateway: true, gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } } });
  const stacks = readAssembly(app.synth().directory, PLACE);
  return rehearse({ stacks, take: takingOf(TAKE), weather: 'everyday' }, { seed: 1, runs, command: '' }, () => undefined);
}

test('without EmptyOnDelete the rehearsal says which destroy fails, what is in the way, and what is left', async () => {
  const report = await rehearsal(() => undefined);
  expect(report).toMatchObject({ verdict: 'blocked', monthlyUsd: 7.3, stacks: [{ name: 'Network', ...PLACE, status: 'DELETE_FAILED' }] });
  expect(report.failures).toMatchObject([{ stack: 'Network', logicalId: 'Pool', type: 'AWS::EC2::IPAMPool' }]);
  expect(report.failures[0]?.because).toMatch(/manual allocation.*allocation of vpc vpc-\w+, which is gone, but IPAM has not noticed yet/);
  expect(report.summary).toBe('The destroy of Network fails: Pool (AWS::EC2::IPAMPool) is not deleted. 2 addresses are left, and cost USD 7.30 a month.');
  expect(report.left.filter(({ what }) => what === 'manual allocation')).toHaveLength(TAKE.allocations);
});

test('with EmptyOnDelete one destroy is enough, as long as IPAM takes to notice that the VPC is gone', async () => {
  const report = await rehearsal((pool) => pool.with(new EmptyOnDelete()), 3);
  expect(report).toMatchObject({ verdict: 'pending', failures: [], stacks: [{ status: 'DELETE_COMPLETE' }] });
  const ends = report.timeline.filter(({ kind }) => kind === 'allocation').map(({ end }) => end);
  expect(ends.sort()).toEqual(['noticed', 'released', 'released', 'released']);
  // 10 to 30 minutes, and what CloudFormation and NAT gateways take.
  expect(report.seconds.least).toBeGreaterThan(10 * 60);
  expect(report.seconds.most).toBeLessThan(35 * 60);
  expect(report.seconds.least).toBeLessThan(report.seconds.most);
});

test('the custom resources of others are not run: they are listed, and all of it goes', async () => {
  const { notModelled, timeline } = await rehearsal((pool) => pool.with(new EmptyOnDelete()));
  expect(notModelled.map(({ type }) => type)).toEqual(['Custom::VpcRestrictDefaultSG']);
  expect(timeline.filter(({ kind, end }) => kind === 'resource' && end !== 'deleted')).toEqual([]);
});

test('the same seed gives the same rehearsal', async () => {
  const [one, other] = [await rehearsal(() => undefined), await rehearsal(() => undefined)];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});
