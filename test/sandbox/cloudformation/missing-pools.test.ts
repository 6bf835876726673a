import { DeleteIpamPoolCommand, DescribeIpamPoolsCommand, DescribeIpamScopesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { KIND } from '../../../sandbox/unkindness';
import { Deployment, REGION } from './deployment';

const POOL = {
  Ipam: { Type: 'AWS::EC2::IPAM', Properties: { OperatingRegions: [{ RegionName: REGION }] } },
  Pool: { Type: 'AWS::EC2::IPAMPool', Properties: { IpamScopeId: { 'Fn::GetAtt': ['Ipam', 'PrivateDefaultScopeId'] }, AddressFamily: 'ipv4', Locale: REGION } },
  PoolCidr: { Type: 'AWS::EC2::IPAMPoolCidr', Properties: { IpamPoolId: { Ref: 'Pool' }, Cidr: '10.0.0.0/16' } },
};

let deployment: Deployment;
let ec2: EC2Client;
beforeEach(async () => {
  deployment = await Deployment.start(1200);
  ec2 = new EC2Client({ ...deployment.sandbox.clientConfig, region: REGION });
  await deployment.create(POOL);
});
afterEach(async () => {
  ec2.destroy();
  await deployment.stop();
});

async function deletePool(): Promise<string> {
  const { IpamPools } = await ec2.send(new DescribeIpamPoolsCommand({}));
  const id = IpamPools?.[0]?.IpamPoolId ?? '';
  await ec2.send(new DeleteIpamPoolCommand({ IpamPoolId: id, Cascade: true }));
  return id;
}

test('a pool that somebody deleted with all its CIDRs is no obstacle: NotFound counts as deleted', async () => {
  await deletePool();
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

test('neither is one that is still listed as delete-complete', async () => {
  const { world } = deployment.sandbox;
  world.unkindness = { ...KIND, ipamTransition: { min: 600_000, max: 600_000 } };
  await deletePool();
  await world.clock.sleep(660_000);
  expect((await ec2.send(new DescribeIpamPoolsCommand({}))).IpamPools).toMatchObject([{ State: 'delete-complete' }]);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

describe('handlers that do not keep that contract', () => {
  let id: string;
  beforeEach(async () => {
    id = await deletePool();
    deployment.sandbox.world.unkindness = { ...KIND, missingPoolIsDeleted: false };
    await deployment.delete();
  });

  const notFound = () =>
    new RegExp(
      `^Resource handler returned message: "The ipam-pool ID '${id}' does not exist \\(Service: Ec2, Status Code: 400, Request ID: [-0-9a-f]+\\)" \\(RequestToken: [-0-9a-f]+, HandlerErrorCode: NotFound\\)$`,
    );

  test("fail with EC2's own NotFound: that of the CIDR, and, when that is retained, that of the pool", async () => {
    const { StackStatus, StackStatusReason } = await deployment.describe();
    expect([StackStatus, StackStatusReason]).toEqual(['DELETE_FAILED', 'The following resource(s) failed to delete: [PoolCidr]. ']);
    expect(await deployment.reason('PoolCidr', 'DELETE_FAILED')).toMatch(notFound());
    expect(await deployment.delete({ RetainResources: ['PoolCidr'] })).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    expect(await deployment.reason('Pool', 'DELETE_FAILED')).toMatch(notFound());
  });

  test('leave a stack that is deleted with all that is gone retained', async () => {
    expect(await deployment.delete({ RetainResources: ['PoolCidr', 'Pool'] })).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect((await ec2.send(new DescribeIpamScopesCommand({}))).IpamScopes).toEqual([]);
  });
});
