import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, IpamAllocation, type AddressReleaseProps } from '../../lib';
import { HOSTILE } from './hostile';
import { DELETE, handle } from './stub-world';

const POOL_ID = 'ipam-pool-0ec3f7cf1ae3aba60';
const ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89';

const poolOf = (stack: Stack, id = POOL_ID) => ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', id);
const roleOf = (stack: Stack, arn: string) => iam.Role.fromRoleArn(stack, 'ToAssume', arn);

/** Every prop that is a text: how it is given, its name in a message of the construct, and in one of the handler. */
const TEXTS: readonly (readonly [string, string, (stack: Stack, value: string) => AddressReleaseProps])[] = [
  ['IpamAllocation: cidr', 'IpamAllocations[0].Cidr', (stack, value) => ({ ipamAllocations: [IpamAllocation.fromCidr(poolOf(stack), value)] })],
  ['IpamAllocation: allocationId', 'IpamAllocations[0].AllocationId', (stack, value) => ({ ipamAllocations: [IpamAllocation.fromAllocationId(poolOf(stack), value)] })],
  ['IpamAllocation: cidr', 'IpamAllocations[0].Cidr', (stack, value) => ({ ipamAllocations: [IpamAllocation.fromAttributes({ pool: poolOf(stack), cidr: value, allocationId: ALLOCATION_ID })] })],
  ['IpamAllocation: region', 'IpamAllocations[0].Region', (stack, value) => ({ ipamAllocations: [IpamAllocation.allManual(poolOf(stack), { region: value })] })],
  ['IpamAllocation: pool id', 'IpamAllocations[0].PoolId', (stack, value) => ({ ipamAllocations: [IpamAllocation.allManual(poolOf(stack, value))] })],
  ['ElasticIp: allocationId', 'ElasticIps[0].AllocationId', (_, value) => ({ elasticIps: [ElasticIp.fromAllocationId(value)] })],
  ['ElasticIp: publicIp', 'ElasticIps[0].PublicIp', (_, value) => ({ elasticIps: [ElasticIp.fromPublicIp(value)] })],
  ['ElasticIp: region', 'ElasticIps[0].Region', (_, value) => ({ elasticIps: [ElasticIp.fromTag('key', { region: value })] })],
  ['AddressRelease: emptyPools[0]: pool id', 'EmptyPools[0].PoolId', (stack, value) => ({ emptyPools: [{ pool: poolOf(stack, value) }] })],
  ['AddressRelease: emptyPools[0]: region', 'EmptyPools[0].Region', (stack, value) => ({ emptyPools: [{ pool: poolOf(stack), region: value }] })],
  ['AddressRelease: deletePools[0]: pool id', 'DeletePools[0].PoolId', (stack, value) => ({ deletePools: [{ pool: poolOf(stack, value) }] })],
  ['AddressRelease: assumeRole', 'EmptyPools[0].RoleArn', (stack, value) => ({ emptyPools: [{ pool: poolOf(stack) }], assumeRole: roleOf(stack, value) })],
  ['AddressRelease: deletePools[0]: assumeRole', 'DeletePools[0].RoleArn', (stack, value) => ({ deletePools: [{ pool: poolOf(stack), assumeRole: roleOf(stack, value) }] })],
];

function newStack(): Stack {
  return new Stack(new App(), 'Stack');
}

/** What a constructor says; undefined when it takes the value. */
function complaint(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(TEXTS)('%s (%s in the template)', (nameInConstruct, nameInTemplate, propsWith) => {
  test('is refused at synth when it is hostile, by its name', () => {
    for (const text of HOSTILE) {
      const stack = newStack();
      const said = complaint(() => new AddressRelease(stack, 'Release', propsWith(stack, text)));
      // What is no ARN at all the CDK refuses itself.
      if (!said?.startsWith('ARNs must start with "arn:"')) expect({ text, said }).toEqual({ text, said: expect.stringContaining(`${nameInConstruct} must `) as string });
    }
  });

  test('passes as a token, and is refused by the handler when it turns out hostile, by its name', async () => {
    const stack = newStack();
    new AddressRelease(stack, 'Release', propsWith(stack, new CfnParameter(stack, 'Value').valueAsString));
    const [resource] = Object.values(Template.fromStack(stack).findResources('Custom::AddressRelease')) as { Properties: unknown }[];
    for (const text of HOSTILE) {
      const ResourceProperties = JSON.parse(JSON.stringify(resource?.Properties), (_, value: unknown) => (isParameter(value) ? text : value)) as unknown;
      const { answers, ec2Calls } = await handle({ ...DELETE, ResourceProperties });
      expect({ text, answers, ec2Calls }).toMatchObject({ answers: [{ Status: 'FAILED', Reason: expect.stringContaining(`InvalidProperties: ${nameInTemplate} must `) as string }], ec2Calls: 0 });
    }
  });
});

function isParameter(value: unknown): boolean {
  return JSON.stringify(value) === '{"Ref":"Value"}';
}
