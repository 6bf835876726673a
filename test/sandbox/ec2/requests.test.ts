import {
  AllocateAddressCommand,
  AllocateIpamPoolCidrCommand,
  CreateIpamCommand,
  CreateIpamPoolCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeIpamPoolsCommand,
  DescribeRegionsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetIpamPoolAllocationsCommand,
  paginateDescribeVpcs,
  ProvisionIpamPoolCidrCommand,
  ReleaseAddressCommand,
  ReleaseIpamPoolAllocationCommand,
} from '@aws-sdk/client-ec2';
import { Sandbox } from '../../../sandbox/sandbox';
import { KIND } from '../../../sandbox/unkindness';

let sandbox: Sandbox;
let ec2: EC2Client;

beforeAll(async () => {
  sandbox = await Sandbox.start({ unkindness: KIND });
  ec2 = new EC2Client({ ...sandbox.clientConfig, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(async () => {
  ec2.destroy();
  await sandbox.stop();
});

/** A request written by hand, as no SDK would send it. */
async function send(parameters: Record<string, string>): Promise<{ status: number; body: string }> {
  const response = await fetch(sandbox.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({ Version: '2016-11-15', ...parameters }),
  });
  return { status: response.status, body: await response.text() };
}

test("the AWS documentation's example works over HTTP: allocate 10.0.0.0/23, try to release, release, release again", async () => {
  const { Ipam } = await ec2.send(new CreateIpamCommand({ OperatingRegions: [{ RegionName: 'eu-west-1' }] }));
  const { IpamPool } = await ec2.send(new CreateIpamPoolCommand({ IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4', Locale: 'eu-west-1' }));
  const IpamPoolId = IpamPool?.IpamPoolId;
  await ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.0.0.0/16' }));
  const ireland = new EC2Client({ ...sandbox.clientConfig, region: 'eu-west-1', maxAttempts: 1 });
  const { IpamPoolAllocation } = await ireland.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.0.0.0/23' }));
  const release = { IpamPoolId, Cidr: '10.0.0.0/23', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId };
  await expect(ireland.send(new ReleaseIpamPoolAllocationCommand({ ...release, DryRun: true }))).rejects.toMatchObject({
    name: 'DryRunOperation',
    $metadata: { httpStatusCode: 412 },
  });
  await expect(ec2.send(new ReleaseIpamPoolAllocationCommand(release))).rejects.toMatchObject({ name: 'InvalidIpamPoolId.NotFound' });
  expect(await ireland.send(new ReleaseIpamPoolAllocationCommand(release))).toMatchObject({ Success: true });
  await expect(ireland.send(new ReleaseIpamPoolAllocationCommand(release))).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
    message: expect.stringContaining('No allocation found') as string,
  });
  expect((await ireland.send(new GetIpamPoolAllocationsCommand({ IpamPoolId }))).IpamPoolAllocations).toEqual([]);
  ireland.destroy();
});

test('parameters are checked as EC2 checks them', async () => {
  expect(await send({ Action: 'ReleaseIpamPoolAllocation', Cidr: '10.0.0.0/23' })).toMatchObject({
    status: 400,
    body: expect.stringContaining('<Code>MissingParameter</Code><Message>The request must contain the parameter IpamPoolId</Message>') as string,
  });
  expect(await send({ Action: 'DescribeAddresses', Colour: 'blue' })).toMatchObject({
    status: 400,
    body: expect.stringContaining('<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>') as string,
  });
  expect(await send({ Action: 'DescribeAddresses', DryRun: 'perhaps' })).toMatchObject({
    status: 400,
    body: expect.stringContaining('<Code>InvalidParameterValue</Code>') as string,
  });
  expect(await send({ Action: 'EatAddresses' })).toMatchObject({ status: 400, body: expect.stringContaining('<Code>InvalidAction</Code>') as string });
});

test('an action without an answer of its own answers true, as EC2 does', async () => {
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({}));
  expect(await send({ Action: 'ReleaseAddress', AllocationId: AllocationId ?? '' })).toMatchObject({
    status: 200,
    body: expect.stringContaining('<return>true</return></ReleaseAddressResponse>') as string,
  });
});

test('ids that can not be one are refused before they are looked for', async () => {
  await expect(ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: ['pool-1'] }))).rejects.toMatchObject({ name: 'InvalidIpamPoolId.Malformed' });
  await expect(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-z'] }))).rejects.toMatchObject({ name: 'InvalidVpcID.Malformed' });
  await expect(ec2.send(new ReleaseAddressCommand({ AllocationId: 'eipalloc-1' }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('filters know wildcards, tags and each other; an unknown one is refused', async () => {
  const address = async (team: string) =>
    (await ec2.send(new AllocateAddressCommand({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'team', Value: team }] }] }))).AllocationId;
  const red = await address('red*team');
  const blue = await address('red and blue');
  const find = async (...filters: [string, ...string[]][]) => {
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: filters.map(([Name, ...Values]) => ({ Name, Values })) }));
    return Addresses.map(({ AllocationId }) => AllocationId);
  };
  expect(await find(['tag:team', 'red*'])).toEqual([red, blue]);
  expect(await find(['tag:team', 'red\\*team'])).toEqual([red]);
  expect(await find(['tag:team', 'red?and*', 'green'])).toEqual([blue]);
  expect(await find(['tag-key', 'team'], ['allocation-id', blue ?? ''])).toEqual([blue]);
  expect(await find(['tag:team', 'Red*'])).toEqual([]);
  await expect(find(['colour', 'red'])).rejects.toMatchObject({ name: 'InvalidParameterValue', message: "The filter 'colour' is invalid" });
  await expect(find(['public-ip', ...Array.from({ length: 201 }, (_, i) => `192.0.2.${i}`)])).rejects.toMatchObject({ name: 'FilterLimitExceeded' });
});

test('lists come in pages of the size that was asked for', async () => {
  for (let i = 0; i < 12; i++) await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${i}.0.0/16` }));
  const pages: number[] = [];
  const seen = new Set<string | undefined>();
  for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: ec2, pageSize: 5 }, {})) {
    pages.push(Vpcs.length);
    for (const { VpcId } of Vpcs) seen.add(VpcId);
  }
  expect(pages).toEqual([5, 5, 2]);
  expect(seen.size).toBe(12);
  await expect(ec2.send(new DescribeVpcsCommand({ MaxResults: 4 }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ec2.send(new DescribeVpcsCommand({ MaxResults: 1001 }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ec2.send(new DescribeVpcsCommand({ NextToken: 'page two' }))).rejects.toMatchObject({ name: 'InvalidPaginationToken' });
});

test('a create that is sent again with its token creates once', async () => {
  const create = (Description: string) => ec2.send(new CreateIpamCommand({ ClientToken: 'once', Description }));
  const first = await create('ours');
  expect((await create('ours')).Ipam?.IpamId).toBe(first.Ipam?.IpamId);
  await expect(create('theirs')).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
});

test('tags are added, listed and taken away', async () => {
  const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({}));
  const tags = async () => {
    const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [AllocationId] }] }));
    return Tags.map(({ Key, Value, ResourceType }) => [ResourceType, Key, Value]);
  };
  await ec2.send(new CreateTagsCommand({ Resources: [AllocationId], Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }));
  expect(await tags()).toEqual([['elastic-ip', 'a', '1'], ['elastic-ip', 'b', '2']]);
  await ec2.send(new DeleteTagsCommand({ Resources: [AllocationId], Tags: [{ Key: 'a' }, { Key: 'b', Value: 'other' }] }));
  expect(await tags()).toEqual([['elastic-ip', 'b', '2']]);
  await expect(ec2.send(new CreateTagsCommand({ Resources: ['eipalloc-64d5890a'], Tags: [{ Key: 'a' }] }))).rejects.toMatchObject({ name: 'InvalidAllocationID.NotFound' });
  await expect(ec2.send(new CreateTagsCommand({ Resources: [AllocationId], Tags: [{ Key: 'aws:x' }] }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('Regions and Availability Zones are those of AWS', async () => {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-west-1'] }));
  expect(Regions).toMatchObject([{ RegionName: 'eu-west-1', Endpoint: 'ec2.eu-west-1.amazonaws.com' }]);
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  expect(AvailabilityZones.map(({ ZoneName, ZoneId }) => [ZoneName, ZoneId])).toContainEqual(['us-east-1a', 'use1-az1']);
});
