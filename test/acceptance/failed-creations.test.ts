import { CfnResource, CfnStack, NestedStack, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IDependable } from 'constructs';
import { AwsError } from '../../sandbox/aws-error';
import { AddressRelease, ElasticIp, ReleaseOn, type AddressReleaseProps } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { addresses, takeAddress } from './network';

// A stack whose creation failed is deleted as well, and is DELETE_IN_PROGRESS then like one that its user deletes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (OnFailure)
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html

let cloud: Cloud;
let address: string;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  address = await takeAddress(cloud.ec2);
});
afterEach(async () => cloud.stop());

const WANTED = { releaseOn: [ReleaseOn.CREATION_ROLLBACK] };

function release(stack: Stack, props: AddressReleaseProps = {}): AddressRelease {
  return new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId(address)], ...props });
}

/** What can't be created, after something that can. */
function impossible(stack: Stack, after: IDependable): void {
  const broken = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', IpamPoolId: 'ipam-pool-00000000000000000' } });
  broken.node.addDependency(after);
}

const releaseThenFail = (props: AddressReleaseProps) => (stack: Stack) => impossible(stack, release(stack, props));

async function expectKept(because = /^the stack is DELETE_IN_PROGRESS and was never created completely$/): Promise<void> {
  expect(await addresses(cloud.ec2)).toEqual([address]);
  expect(cloud.callsByFunctions('ReleaseAddress')).toBe(0);
  expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'nothing released', because: expect.stringMatching(because) as string }));
}

describe('a creation that fails with OnFailure=DELETE, as StackSets create stacks', () => {
  const create = async (props: AddressReleaseProps) => cloud.deploy('Stack', releaseThenFail(props), { onFailure: 'DELETE' });

  test('releases nothing', async () => {
    expect(await create({})).toBe('gone');
    await expectKept();
  });

  test('releases if the user said so', async () => {
    expect(await create(WANTED)).toBe('gone');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });

  test('releases nothing that a nested stack lists, which was created completely', async () => {
    const status = await cloud.deploy(
      'Stack',
      (stack) => {
        const nested = new NestedStack(stack, 'Nested');
        release(nested);
        impossible(stack, nested);
      },
      { onFailure: 'DELETE' },
    );
    expect(status).toBe('gone');
    await expectKept(/^the stack above it, arn:.*:stack\/Stack\/.*, is DELETE_IN_PROGRESS and was never created completely$/);
  });
});

describe('a creation that fails without a rollback', () => {
  const create = async (props: AddressReleaseProps) => cloud.deploy('Stack', releaseThenFail(props), { disableRollback: true });

  test('and is deleted to be deployed anew releases nothing', async () => {
    expect(await create({})).toBe('CREATE_FAILED');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    await expectKept();
  });

  test('and is deleted releases if the user said so', async () => {
    expect(await create(WANTED)).toBe('CREATE_FAILED');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });

  test('and is completed by an update is a stack like any other: its user deletes it', async () => {
    expect(await create({})).toBe('CREATE_FAILED');
    expect(await cloud.deploy('Stack', (stack) => void release(stack))).toBe('UPDATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});

test('a creation that could not be rolled back, which `cdk deploy` deletes to create it anew, releases nothing', async () => {
  let isForbidden = true;
  const denied = new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
  cloud.sandbox.world.faults.add({ action: 'DeleteVpc', when: () => isForbidden, with: denied });
  const status = await cloud.deploy('Stack', (stack) => {
    // It is deleted before the release, and its failure leaves that as it is.
    const blocker = new ec2.CfnVPC(stack, 'Blocker', { cidrBlock: '192.168.0.0/24' });
    blocker.node.addDependency(release(stack));
    impossible(stack, blocker);
  });
  expect(status).toBe('ROLLBACK_FAILED');
  isForbidden = false;
  expect(await cloud.destroy('Stack')).toBeUndefined();
  await expectKept();
});

test('an update that fails without a rollback leaves a stack that its user deletes: everything listed is released', async () => {
  await cloud.deploy('Stack', (stack) => void release(stack));
  expect(await cloud.deploy('Stack', (stack) => impossible(stack, release(stack)), { disableRollback: true })).toBe('UPDATE_FAILED');
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
});

describe("a template that somebody else's stack nests", () => {
  /** The template as it was synthesized: nobody knew at synth that it would have a parent. */
  const nest = async (allow: (stack: Stack, release: AddressRelease) => void) => {
    const templateUrl = cloud.publish('Template', (stack) => allow(stack, release(stack)));
    return cloud.deploy('Parent', (stack) => {
      new CfnStack(stack, 'Nested', { templateUrl });
    });
  };

  test('is refused when it is deployed, since its deletion would have to ask the parent', async () => {
    expect(await nest(() => undefined)).toBe('ROLLBACK_COMPLETE');
    const [embedded] = (await cloud.events('Parent')).filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    expect(embedded?.ResourceStatusReason).toContain('was not successfully created');
    const reason = cloud.answers.map(({ Reason }) => Reason).find((text) => text.includes('would stop the release later'));
    expect(reason).toMatch(/the role is not authorized to perform: cloudformation:DescribeStack(s|Events) on resource: arn:aws:cloudformation:.*:stack\/Parent\//);
  }, 60_000);

  test('releases when the parent is deleted, once the role may ask', async () => {
    const status = await nest((stack, { role }) => {
      const actions = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'];
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: 'Parent/*' })] }));
    });
    expect(status).toBe('CREATE_COMPLETE');
    expect(await cloud.destroy('Parent')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});
