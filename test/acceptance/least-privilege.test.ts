import { AssociateAddressCommand, CreateTagsCommand, CreateVpcCommand, DeprovisionIpamPoolCidrCommand, EC2Client, ModifyAddressAttributeCommand } from '@aws-sdk/client-ec2';
import { NestedStack, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import { issueCredentials } from '../../sandbox/credentials';
import { administrator } from '../../sandbox/principal';
import { roles } from '../../sandbox/services/iam/roles';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { accessesAtWork, policiesInForce, statementsOf, unneeded } from './grants';
import { addresses, createInterface, createPool, createPoolBelow, takeAddress, takeCidr } from './network';

const OTHER_ACCOUNT = '444455556666';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

/** EC2 as an administrator of the other account sees it. */
function theirEc2(): EC2Client {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, administrator(OTHER_ACCOUNT), 24 * 60 * 60_000);
  return new EC2Client({ endpoint: cloud.sandbox.url, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

/** A role of theirs that ours may assume, to release addresses. */
function theirRole(): string {
  const { arn } = roles(cloud.sandbox.world, OTHER_ACCOUNT).create({
    roleName: 'releaser',
    assumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }] },
    policies: [{ policyName: 'release', policyDocument: { Statement: [{ Effect: 'Allow', Action: ['ec2:DescribeAddresses', 'ec2:ReleaseAddress'], Resource: '*' }] } }],
  });
  return arn;
}

test('of all that the construct can grant, no action on any resource is spare: without it a call would be refused', async () => {
  const [released, monitored, deleted, cascaded] = [await createPool(cloud.ec2), await createPool(cloud.ec2), await createPool(cloud.ec2), await createPool(cloud.ec2)];
  await takeCidr(cloud.ec2, released, { NetmaskLength: 24 });
  const below = await createPoolBelow(cloud.ec2, monitored, '10.1.0.0/16');
  await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: monitored, Ipv4NetmaskLength: 24 }));
  await takeCidr(cloud.ec2, cascaded, { NetmaskLength: 24 });
  const [associated, named, byIp, tagged] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2), await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  await cloud.ec2.send(new AssociateAddressCommand({ AllocationId: associated, NetworkInterfaceId: await createInterface(cloud.ec2) }));
  await cloud.ec2.send(new ModifyAddressAttributeCommand({ AllocationId: named, DomainName: 'mail.example.com' }));
  await cloud.ec2.send(new CreateTagsCommand({ Resources: [tagged], Tags: [{ Key: 'stage', Value: 'test' }] }));
  const theirs = theirEc2();
  const [their, theirRoleArn] = [await takeAddress(theirs), theirRole()];

  const status = await cloud.deploy('Stack', (parent: Stack) => {
    const stack = new NestedStack(parent, 'Nested');
    const pool = (id: string) => ec2.CfnIPAMPool.fromIpamPoolId(stack, `Pool${id}`, id);
    const assumeRole = iam.Role.fromRoleArn(stack, 'Releaser', theirRoleArn);
    new AddressRelease(stack, 'AddressRelease', {
      ipamAllocations: [IpamAllocation.allManual(pool(released))],
      elasticIps: [
        ElasticIp.fromAllocationId(associated),
        ElasticIp.fromAllocationId(named, { disassociate: false, resetReverseDns: true }),
        ElasticIp.fromPublicIp(cloud.publicIpOf(byIp), { disassociate: false }),
        ElasticIp.fromTag('stage', { value: 'test', disassociate: false }),
        ElasticIp.fromAllocationId(their, { assumeRole }),
      ],
      emptyPools: [{ pool: pool(monitored), stopMonitoring: true }],
      deletePools: [{ pool: pool(deleted) }, { pool: pool(cascaded), cascade: true }],
    });
  });
  expect({ status, why: await cloud.failure('Stack') }).toEqual({ status: 'CREATE_COMPLETE', why: 'it did not fail' });
  const policies = policiesInForce(cloud.sandbox.world);
  expect(policies.flatMap(statementsOf).map(({ Sid }) => Sid)).toEqual([
    'WriteLog',
    'CountCalls',
    'WhyDeleted',
    'WhyParentDeletes',
    'DescribePools',
    'DescribeAllocations',
    'ListAllocations',
    'ReleaseAllocations',
    'DescribeAddresses',
    'ReleaseAddresses',
    'DisassociateFromInterface',
    'ReleaseAddressesWithoutDisassociatingAndReverseDns',
    'ReleaseAddressesWithoutDisassociatingByPublicIp',
    'ReleaseAddressesWithoutDisassociatingByTag1',
    'AssumeRoles',
    'ListCidrsOfPools',
    'DescribeResources',
    'StopMonitoring',
    'DeletePools',
    'DeletePoolsInCascade',
  ]);
  // IPAM has not noticed yet what a pool below gave back.
  cloud.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, pool: { min: 120_000, max: 120_000 } } };
  await cloud.ec2.send(new DeprovisionIpamPoolCidrCommand({ IpamPoolId: below, Cidr: '10.1.0.0/16' }));
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect([await addresses(cloud.ec2), await addresses(theirs)]).toEqual([[], []]);
  // Subnets take from pools of a VPC, as in teardown-policy.test.ts; calls are counted when the time of one is over; a share is taken back
  // in shared-pool.test.ts.
  expect(unneeded(policies, accessesAtWork(cloud.sandbox.world))).toEqual([
    expect.stringMatching(/^CountCalls: logs:FilterLogEvents on .*LogGroup/),
    'DescribeAllocations: ec2:DescribeIpamPoolAllocations on *',
    'DescribeResources: ec2:DescribeSubnets on *',
  ]);
}, 60_000);
