import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AllocateAddressCommand, DescribeIpamPoolsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { cdkQuietly } from '../../bin/demo/cdk';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { seedPoolShare } from '../../sandbox/services/ec2/seed';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { synthesizeExamples } from './examples';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr } from './network';

// All examples in one sandbox, deployed by one run of the CDK CLI and destroyed by another: each costs a second that way.

const OWNER = '444455556666';
const ELSEWHERE = ['eu-central-1', 'eu-west-1'];

let cloud: Cloud;
let folder: string;
let deployed: string[];
let left: { readonly stacks: string[]; readonly pools: string[]; readonly addresses: string[]; readonly elsewhere: string[][]; readonly network: string[]; readonly shared: string[] };
let expected: { readonly address: string; readonly network: string[]; readonly shared: string[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 40 });
  const { ec2, sandbox } = cloud;
  const theirs = ec2Of(OWNER);

  // What is there before: a pool of the network team's, and one of another account's.
  const network = await createPool(ec2);
  const [one, another, unlisted] = [await takeCidr(ec2, network, { NetmaskLength: 23 }), await takeCidr(ec2, network, { NetmaskLength: 24 }), await takeCidr(ec2, network, { NetmaskLength: 28 })];
  const [listed, kept] = [await takeAddress(ec2), await takeAddress(ec2)];
  const shared = await createPool(theirs);
  seedPoolShare(sandbox.world, shared, ACCOUNT);

  const assembly = await synthesizeExamples(folder, {
    'taken-outside': { poolId: network, cidr: one.cidr, allocationId: one.allocationId, anotherCidr: another.cidr, elasticIp: listed },
    'review-environment': { branch: 'fix-42' },
    'shared-pool': { poolArn: `arn:aws:ec2::${OWNER}:ipam-pool/${shared}` },
  });
  await cdkQuietly(sandbox, ['deploy', '**', '--app', assembly, '--concurrency', '10', '--require-approval', 'never', '--no-notices']);
  deployed = await stacks();

  // Meanwhile, people take things by the API: CloudFormation knows of none of them.
  const tagged = { environment: 'SharedPool' };
  const theirAllocation = await takeCidr(theirs, shared, { NetmaskLength: 28 }, tagged);
  await takeCidr(ec2, shared, { NetmaskLength: 28 }, tagged);
  for (const pool of await pools()) if (!pool.isPublic && pool.id !== network) await takeCidr(cloud.ec2In(pool.locale), pool.id, { NetmaskLength: 28 });
  await takeTagged(ec2, 'fix-42');
  await takeTagged(ec2, 'NestedStacks');
  for (const region of ELSEWHERE) await takeTagged(cloud.ec2In(region), 'OtherRegions');

  await cdkQuietly(sandbox, ['destroy', '**', '--app', assembly, '--force', '--concurrency', '10', '--no-notices']);
  expected = { address: kept, network: [unlisted.allocationId], shared: [theirAllocation.allocationId] };
  left = {
    stacks: await stacks(),
    pools: (await pools()).map(({ id }) => id).filter((id) => id !== network),
    addresses: await addresses(ec2),
    elsewhere: await Promise.all(ELSEWHERE.map((region) => addresses(cloud.ec2In(region)))),
    network: await allocationsOf(ec2, network),
    shared: await allocationsOf(theirs, shared),
  };
}, 240_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

/** EC2 as an administrator of another account sees it. */
function ec2Of(account: string): EC2Client {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, administrator(account), 24 * 60 * 60_000);
  return new EC2Client({ endpoint: cloud.sandbox.url, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

async function stacks(): Promise<string[]> {
  const { Stacks = [] } = await cloud.cloudFormation.send(new DescribeStacksCommand({}));
  return Stacks.filter(({ ParentId, StackName }) => ParentId === undefined && StackName !== 'CDKToolkit').map(({ StackName = '', StackStatus = '' }) => `${StackName} ${StackStatus}`).sort();
}

/** The pools of the account that are not deleted. */
async function pools(): Promise<{ readonly id: string; readonly locale: string; readonly isPublic: boolean }[]> {
  const { IpamPools = [] } = await cloud.ec2.send(new DescribeIpamPoolsCommand({}));
  return IpamPools.filter(({ State, OwnerId }) => State !== 'delete-complete' && OwnerId === ACCOUNT).map(({ IpamPoolId = '', Locale = '', IpamScopeType }) => ({
    id: IpamPoolId,
    locale: Locale,
    isPublic: IpamScopeType === 'public',
  }));
}

async function takeTagged(ec2: EC2Client, environment: string): Promise<void> {
  await ec2.send(new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'environment', Value: environment }] }] }));
}

test('each example deploys', () => {
  expect(deployed).toEqual(
    ['NestedStacks', 'OtherRegions', 'Pipeline', 'PublicPool', 'Review-Network', 'Review-fix-42', 'SharedPool', 'TakenOutside', 'VpcFromPool'].map((name) => `${name} CREATE_COMPLETE`),
  );
});

test('one cdk destroy leaves no stack and no pool of any of them', () => {
  expect(left.stacks).toEqual([]);
  expect(left.pools).toEqual([]);
});

test("of the network team's pool and of the account's addresses, only what is listed is released", () => {
  expect(left.network).toEqual(expected.network);
  expect(left.addresses).toEqual([expected.address]);
});

test('in other Regions nothing stays behind', () => {
  expect(left.elsewhere).toEqual([[], []]);
});

test("in a pool that is shared, the other account's allocation stays, though it has the same tag", () => {
  expect(left.shared).toEqual(expected.shared);
});
