import { CfnResource, NestedStack, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, ReleaseOn, type AddressReleaseProps } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { addresses, createInterface, takeAddress } from './network';

let cloud: Cloud;
let address: string;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  address = await takeAddress(cloud.ec2);
});
afterEach(async () => cloud.stop());

function release(stack: Stack, props: AddressReleaseProps = {}): AddressRelease {
  return new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId(address)], ...props });
}

/** Something that is always there. */
function base(stack: Stack): void {
  new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
}

/** Something that can't be created, tried after the release was. */
function failAfter(stack: Stack, ...constructs: AddressRelease[]): void {
  const broken = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', IpamPoolId: 'ipam-pool-00000000000000000' } });
  broken.node.addDependency(...constructs);
}

async function expectKept(because: string): Promise<void> {
  expect(await addresses(cloud.ec2)).toEqual([address]);
  expect(cloud.callsByFunctions('ReleaseAddress')).toBe(0);
  expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'nothing released', because: expect.stringMatching(`^${because}$`) as string }));
  const Reason = expect.stringMatching(`^Nothing was released: ${because}, and that is no reason to release what is listed\\.$`) as string;
  expect(cloud.answers).toContainEqual(expect.objectContaining({ Status: 'SUCCESS', Reason }));
}

describe('when the creation of the stack is rolled back', () => {
  const create = async (props: AddressReleaseProps) =>
    cloud.deploy('Stack', (stack) => {
      failAfter(stack, release(stack, props));
    });

  test('nothing is released', async () => {
    expect(await create({})).toBe('ROLLBACK_COMPLETE');
    await expectKept('the stack is ROLLBACK_IN_PROGRESS');
  });

  test('it is released if the user said so', async () => {
    expect(await create({ releaseOn: [ReleaseOn.CREATION_ROLLBACK] })).toBe('ROLLBACK_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });

  test('nothing is released if the user only said so for another cause', async () => {
    expect(await create({ releaseOn: [ReleaseOn.REMOVAL, ReleaseOn.REPLACEMENT] })).toBe('ROLLBACK_COMPLETE');
    await expectKept('the stack is ROLLBACK_IN_PROGRESS');
  });
});

describe('when an update that added it is rolled back', () => {
  const update = async (props: AddressReleaseProps) => {
    await cloud.deploy('Stack', base);
    return cloud.deploy('Stack', (stack) => {
      base(stack);
      failAfter(stack, release(stack, props));
    });
  };

  test('nothing is released', async () => {
    expect(await update({})).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectKept('the stack is UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  test('it is released if the user said so', async () => {
    expect(await update({ releaseOn: [ReleaseOn.CREATION_ROLLBACK] })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});

describe('when an update that changed it is rolled back', () => {
  test('nothing is released, and the old list is in force again', async () => {
    const second = await takeAddress(cloud.ec2);
    await cloud.deploy('Stack', (stack) => void release(stack));
    const status = await cloud.deploy('Stack', (stack) => {
      failAfter(stack, release(stack, { elasticIps: [ElasticIp.fromAllocationId(second)] }));
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloud.callsByFunctions('ReleaseAddress')).toBe(0);
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([second]);
  });
});

describe('when it is removed from the template', () => {
  const removeFrom = async (props: AddressReleaseProps) => {
    await cloud.deploy('Stack', (stack) => {
      base(stack);
      release(stack, props);
    });
    return cloud.deploy('Stack', base);
  };

  test('nothing is released', async () => {
    expect(await removeFrom({})).toBe('UPDATE_COMPLETE');
    await expectKept('the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  test('it is released if the user said so', async () => {
    expect(await removeFrom({ releaseOn: [ReleaseOn.REMOVAL] })).toBe('UPDATE_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});

describe('when it is replaced', () => {
  /** The Delete that CloudFormation sends for the physical id a resource had before, while the stack cleans up after an update. */
  const deleteOldOne = async (props: AddressReleaseProps) => {
    const natAddress = await takeAddress(cloud.ec2);
    const subnetId = cloud.subnetOf(await createInterface(cloud.ec2));
    cloud.sandbox.world.unkindness = { ...KIND, natGatewayDeletion: { min: 180_000, max: 180_000 } };
    const withNat = (isWithNat: boolean) => (stack: Stack) => {
      base(stack);
      release(stack, props);
      if (isWithNat) new ec2.CfnNatGateway(stack, 'Nat', { subnetId, allocationId: natAddress });
    };
    await cloud.deploy('Stack', withNat(true));
    const genuine = cloud.requests().at(-1);
    const updated = cloud.deploy('Stack', withNat(false));
    while ((await cloud.status('Stack')) !== 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') await new Promise((resolve) => setTimeout(resolve, 20));
    await cloud.invokeRelease({ ...genuine, RequestType: 'Delete', PhysicalResourceId: 'the-id-it-had-before' });
    return updated;
  };

  test('nothing is released', async () => {
    const status = await deleteOldOne({ releaseOn: [ReleaseOn.REMOVAL] });
    expect(await addresses(cloud.ec2)).toContain(address);
    expect(cloud.callsByFunctions('ReleaseAddress')).toBe(0);
    expect(status).toBe('UPDATE_COMPLETE');
  });

  test('it is released if the user said so', async () => {
    const status = await deleteOldOne({ releaseOn: [ReleaseOn.REPLACEMENT] });
    expect(await addresses(cloud.ec2)).not.toContain(address);
    expect(status).toBe('UPDATE_COMPLETE');
  });
});

describe('when a creation is cancelled because another one failed', () => {
  test('the Delete that overlaps the Create releases nothing', async () => {
    // The preflight asks for a minute for what it is not allowed, so the Create is still under way when the other creation fails.
    const status = await cloud.deploy('Stack', (stack) => {
      release(stack, { assumeRole: iam.Role.fromRoleArn(stack, 'Nobody', 'arn:aws:iam::444455556666:role/nobody') });
      const slow = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', IpamPoolId: 'ipam-pool-00000000000000000' } });
      slow.node.addDependency(stack.node.findChild('Custom::AddressReleaseFunction'));
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    await expectKept('the stack is ROLLBACK_IN_PROGRESS');
  }, 60_000);
});

describe('a nested stack', () => {
  const parent = (stack: Stack, isWithNested: boolean) => {
    base(stack);
    if (isWithNested) release(new NestedStack(stack, 'Nested'));
  };

  test("releases when its own deletion comes with the parent's", async () => {
    expect(await cloud.deploy('Stack', (stack) => parent(stack, true))).toBe('CREATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([]);
  });

  test("releases when it is removed from the parent's template: then the nested stack itself is deleted", async () => {
    await cloud.deploy('Stack', (stack) => parent(stack, true));
    expect(await cloud.deploy('Stack', (stack) => parent(stack, false))).toBe('UPDATE_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});

describe('a nested stack whose parent is rolled back', () => {
  const nestedThenBroken = (stack: Stack, props: AddressReleaseProps = {}) => {
    base(stack);
    const nested = new NestedStack(stack, 'Nested');
    release(nested, props);
    const broken = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::EIP', properties: { Domain: 'vpc', IpamPoolId: 'ipam-pool-00000000000000000' } });
    broken.node.addDependency(nested);
  };

  test("releases nothing when it is the parent's creation", async () => {
    expect(await cloud.deploy('Stack', (stack) => nestedThenBroken(stack))).toBe('ROLLBACK_COMPLETE');
    await expectKept('the stack above it, arn:.*:stack/Stack/.*, is ROLLBACK_IN_PROGRESS');
  });

  test("releases nothing when it is an update of the parent that added it", async () => {
    await cloud.deploy('Stack', base);
    expect(await cloud.deploy('Stack', (stack) => nestedThenBroken(stack))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectKept('the stack above it, arn:.*:stack/Stack/.*, is UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  test('releases if the user said so', async () => {
    expect(await cloud.deploy('Stack', (stack) => nestedThenBroken(stack, { releaseOn: [ReleaseOn.CREATION_ROLLBACK] }))).toBe('ROLLBACK_COMPLETE');
    expect(await addresses(cloud.ec2)).toEqual([]);
  });
});

test('with the removal policy RETAIN the deletion of the stack releases nothing', async () => {
  await cloud.deploy('Stack', (stack) => {
    release(stack).applyRemovalPolicy(RemovalPolicy.RETAIN);
  });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([address]);
});

test('a forged Delete for a stack that is not being deleted releases nothing', async () => {
  await cloud.deploy('Stack', (stack) => void release(stack));
  const genuine = cloud.requests().at(-1);
  await cloud.invokeRelease({ ...genuine, RequestType: 'Delete', PhysicalResourceId: 'forged' });
  await expectKept('the stack is CREATE_COMPLETE');
});


test('properties that the first version of the package wrote are still understood on Delete', async () => {
  await cloud.deploy('Stack', (stack) => {
    const { customResource } = release(stack);
    const resource = customResource.node.defaultChild as CfnResource;
    for (const added of ['ReleaseOn', 'Preflight', 'EmptyPools', 'DeletePools']) resource.addPropertyDeletionOverride(added);
    resource.addPropertyOverride('ElasticIps', [{ AllocationId: address }]);
    resource.addPropertyOverride('IpamAllocations', []);
  });
  expect(Object.keys(cloud.requests()[0]?.ResourceProperties as object).sort()).toEqual(
    ['ContractVersion', 'ElasticIps', 'IpamAllocations', 'ServiceTimeout', 'ServiceToken', 'Timeout'],
  );
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
});
