import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import { administrator } from '../../sandbox/principal';
import { issueCredentials } from '../../sandbox/credentials';
import { roles } from '../../sandbox/services/iam/roles';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr } from './network';
import { EC2Client } from '@aws-sdk/client-ec2';

const FAR = 'eu-central-1';
const OTHER_ACCOUNT = '444455556666';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

function regionsOf(action: string): string[] {
  return [...new Set(cloud.sandbox.world.calls.of(action).filter(({ caller }) => caller.includes('assumed-role')).map(({ region }) => region))];
}

/** EC2 as an administrator of another account sees it. */
function ec2Of(account: string): EC2Client {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, administrator(account), 24 * 60 * 60_000);
  return new EC2Client({ endpoint: cloud.sandbox.url, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

test("allocations are released in the pool's locale, which the stack's own Region tells", async () => {
  const poolId = await createPool(cloud.ec2, { locale: FAR });
  const { cidr, allocationId } = await takeCidr(cloud.ec2In(FAR), poolId, { NetmaskLength: 24 });
  await cloud.deploy('Stack', (stack) => {
    const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
    new AddressRelease(stack, 'AddressRelease', { ipamAllocations: [IpamAllocation.fromAttributes({ pool, cidr, allocationId })] });
  });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(cloud.ec2In(FAR), poolId)).toEqual([]);
  expect(regionsOf('ReleaseIpamPoolAllocation')).toEqual([FAR]);
});

test('a pool whose home and locale are other Regions is found in the Region that is named', async () => {
  const far = cloud.ec2In(FAR);
  const poolId = await createPool(far, { locale: 'eu-west-1' });
  await takeCidr(cloud.ec2In('eu-west-1'), poolId, { NetmaskLength: 24 });
  await cloud.deploy('Stack', (stack) => {
    const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
    new AddressRelease(stack, 'AddressRelease', {
      ipamAllocations: [IpamAllocation.allManual(pool, { region: FAR })],
      deletePools: [{ pool, region: FAR }],
    });
  });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(regionsOf('ReleaseIpamPoolAllocation')).toEqual(['eu-west-1']);
  expect(regionsOf('DeprovisionIpamPoolCidr')).toEqual([FAR]);
  expect(regionsOf('DeleteIpamPool')).toEqual([FAR]);
});

test('an Elastic IP of another Region is released there', async () => {
  const far = cloud.ec2In(FAR);
  const [listed, other] = [await takeAddress(far), await takeAddress(far)];
  await cloud.deploy('Stack', (stack) => {
    new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId(listed, { region: FAR })] });
  });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(far)).toEqual([other]);
});

test("another account's pools and addresses are released through a role to assume, the stack's own without it", async () => {
  const theirs = ec2Of(OTHER_ACCOUNT);
  const poolId = await createPool(theirs);
  await takeCidr(theirs, poolId, { NetmaskLength: 24 });
  const [theirAddress, ourAddress] = [await takeAddress(theirs), await takeAddress(cloud.ec2)];
  const { arn } = roles(cloud.sandbox.world, OTHER_ACCOUNT).create({
    roleName: 'releaser',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    },
    policies: [
      {
        policyName: 'release',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['ec2:DescribeIpamPools', 'ec2:GetIpamPoolAllocations', 'ec2:ReleaseIpamPoolAllocation', 'ec2:DescribeAddresses', 'ec2:ReleaseAddress'],
              Resource: '*',
            },
          ],
        },
      },
    ],
  });
  const status = await cloud.deploy('Stack', (stack) => {
    const assumeRole = iam.Role.fromRoleArn(stack, 'Releaser', arn);
    new AddressRelease(stack, 'AddressRelease', {
      ipamAllocations: [IpamAllocation.allManual(ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId), { assumeRole })],
      elasticIps: [ElasticIp.fromAllocationId(theirAddress, { assumeRole }), ElasticIp.fromAllocationId(ourAddress)],
    });
  });
  expect({ status, why: await cloud.failure('Stack') }).toEqual({ status: 'CREATE_COMPLETE', why: 'it did not fail' });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(theirs, poolId)).toEqual([]);
  expect(await addresses(theirs)).toEqual([]);
  expect(await addresses(cloud.ec2)).toEqual([]);
});

test('a role that can not be assumed fails the deployment, and says so', async () => {
  const status = await cloud.deploy('Stack', (stack) => {
    const assumeRole = iam.Role.fromRoleArn(stack, 'Nobody', `arn:aws:iam::${OTHER_ACCOUNT}:role/nobody`);
    new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')], assumeRole });
  });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(await cloud.failure('Stack')).toContain('is not authorized to perform: sts:AssumeRole');
}, 60_000);

