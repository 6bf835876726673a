import type { World } from '../../../../lambda/world';
import type { Aws } from '../../aws';
import { Failure } from '../../failure';
import { addressReleases, type Surroundings } from '../../plan/address-releases';
import { allResources, exportsOf, readStack } from '../../plan/deployed-stack';
import { addressesIn, placeOf } from '../../plan/look';
import { holdersOf } from './interface-holders';
import { readEc2 } from './read-ec2';
import { readSnapshotStack } from './read-stack';
import type { Snapshot } from './snapshot';

const VPC_OR_SUBNET = /\b(?:vpc|subnet)-[0-9a-f]{8,17}\b/g;

/** Reads a deployed stack and what deleting it has to do with. Changes nothing. */
export async function takeSnapshot(aws: Aws, world: World, name: string): Promise<Snapshot> {
  const { account, region } = aws;
  const cloudFormation = aws.cloudFormation(region);
  const stack = await readStack(cloudFormation, name);
  if (!('resources' in stack)) throw new Failure(`stack ${name} was deleted already`, 'name a stack that is there');
  const { StackStatus } = stack.description;
  if (StackStatus.endsWith('_IN_PROGRESS')) throw new Failure(`stack ${name} is ${StackStatus}`, 'wait until nobody changes it, and rehearse it then');
  const here = await addressesIn(world, region);
  const surroundings: Surroundings = {
    account,
    region,
    exports: await exportsOf(cloudFormation),
    allocationIdOf: (publicIp) => here.find(({ PublicIp }) => PublicIp === publicIp)?.AllocationId,
  };
  const resources = allResources(stack);
  const physicalIds = (type: string) => resources.flatMap((resource) => (resource.type === type ? (resource.physicalId ?? []) : []));
  const releases = addressReleases(resources, surroundings);
  const listed = releases.flatMap((release) => release.listed?.items ?? []);
  const elsewhere = listed.filter((item) => placeOf(item).roleArn !== undefined);
  const seen = listed.filter((item) => !elsewhere.includes(item));
  const found = await readSnapshotStack(stack, { world, cloudFormation, surroundings });
  const regions = await readEc2({
    account,
    ec2: aws.ec2,
    regions: [...new Set([region, ...seen.map((item) => placeOf(item).region)])],
    poolIds: [...physicalIds('AWS::EC2::IPAMPool'), ...seen.flatMap((item) => ('pool' in item ? [item.pool.poolId] : []))],
    ipamIds: physicalIds('AWS::EC2::IPAM'),
    networkIds: [...new Set(JSON.stringify(found).match(VPC_OR_SUBNET))],
  });
  const snapshot: Snapshot = {
    schemaVersion: '1',
    takenAt: new Date(world.clock.now()).toISOString(),
    account,
    region,
    isAnonymous: false,
    stack: found,
    regions,
    holders: holdersOf(stack, regions.flatMap(({ networkInterfaces }) => networkInterfaces), surroundings),
    notes: [
      ...(elsewhere.length === 0 ? [] : [`${elsewhere.length} listed with a role could not be seen: the rehearsal leaves them out`]),
      ...releases.flatMap(({ resource, problem }) => (problem === undefined ? [] : [`What ${resource.logicalId} lists can't be told: ${problem}`])),
    ],
  };
  // As it comes out of a file.
  return JSON.parse(JSON.stringify(snapshot)) as Snapshot;
}
