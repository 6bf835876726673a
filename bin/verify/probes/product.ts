import { AllocateIpamPoolCidrCommand, DescribeAddressesCommand, DescribeIpamPoolsCommand } from '@aws-sdk/client-ec2';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Place } from '../account';
import { cdk, type ProductContext } from '../cdk';
import { allocateAddress } from '../network';
import type { Ground, Probe } from '../probe';
import { outputOf } from '../stacks';
import { MINUTE, sayTime } from '../wait';

/** With what nobody uses any more deleted, and with IPAM waited for. */
const WAYS = [true, false] as const;

/** README's example, both ways at once: its pools are of the shared IPAM, at its home. */
export const readmeExample: Probe = {
  name: 'readme-example',
  minutes: 50,
  creates: [
    { what: 'stack, role and log group', count: 2 },
    { what: 'Lambda function', count: 2 },
    { what: 'IPAM pool', count: 2 },
    { what: 'public IPv4 address', count: 4 },
    { what: 'VPC, subnet or network interface', count: 2 },
  ],
  needsCdk: 'home',
  assumptions: ['A110', 'A111'],
  async run(ground) {
    ground.waiting("deployments and destroys of README's example, with and without cascadeWhenUnused");
    await Promise.all(
      WAYS.map(async (cascadeWhenUnused, index) => {
        await live(ground, ground.home, cascadeWhenUnused ? 'A110' : 'A111', { what: `readme-${index}`, cascadeWhenUnused, scope: ground.scopes.private, cidr: `10.${72 + index}.0.0/24` });
      }),
    );
  },
};

/** The stack that hurts most. It has an IPAM of its own: one way after the other. */
export const teardownExample: Probe = {
  name: 'teardown-example',
  minutes: 60,
  creates: [
    { what: 'stack, role and log group', count: 1 },
    { what: 'Lambda function', count: 1 },
    { what: 'IPAM pool', count: 3 },
    { what: 'NAT gateway', count: 1 },
    { what: 'contiguous public IPv4 address', count: 8 },
    { what: 'public IPv4 address', count: 2 },
    { what: 'VPC, subnet or network interface', count: 4 },
  ],
  ownIpam: true,
  room: { addresses: 3, vpcs: 1 },
  needsCdk: 'local',
  assumptions: ['A112', 'A113'],
  async run(ground) {
    for (const [index, cascadeWhenUnused] of WAYS.entries()) {
      ground.waiting(`the deployment and the destroy of the teardown example, ${cascadeWhenUnused ? 'with' : 'without'} cascadeWhenUnused`);
      await live(ground, ground.local, cascadeWhenUnused ? 'A112' : 'A113', { what: `teardown-${index}`, cascadeWhenUnused });
    }
  },
};

/** Deploys the app, takes what it lists and an address that it does not list, destroys it once, and looks what is there. */
async function live(ground: Ground, place: Place, number: string, how: Omit<ProductContext, 'run'>): Promise<void> {
  const { clock, mark, find } = ground;
  const context = { ...how, run: mark.run };
  const name = mark.name(how.what);
  const deployed = await cdk(ground, place.region, ['deploy', name, '--require-approval', 'never'], context);
  const { Stacks } = await place.cloudFormation.send(new DescribeStacksCommand({ StackName: name })).catch(() => ({ Stacks: [] }));
  if (deployed.code !== 0) {
    // What did not come to AWS tells nothing of it.
    if (Stacks?.length === 0) throw new Error(deployed.said);
    find(number, false, `it is not deployed: ${deployed.said}`);
    return;
  }
  const IpamPoolId = outputOf(Stacks?.[0], 'PoolId');
  for (const NetmaskLength of [27, 28]) await place.ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength, ...mark.onCreation('ipam-pool-allocation', how.what) }));
  const listed = await allocateAddress(ground, place, how.what, [{ Key: 'environment', Value: name }]);
  const unlisted = await allocateAddress(ground, place, how.what);
  const began = clock.now();
  const destroyed = await cdk(ground, place.region, ['destroy', name, '--force'], context);
  const took = clock.now() - began;
  const { IpamPools = [] } = await place.ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId] }] }));
  const { Addresses = [] } = await place.ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [listed, unlisted] }] }));
  const there = new Set(Addresses.map(({ AllocationId }) => AllocationId));
  const wrong = [
    ...(destroyed.code === 0 ? [] : [`the destroy fails: ${destroyed.said}`]),
    ...(IpamPools.every(({ State }) => State?.startsWith('delete-')) ? [] : ['the pool is still there']),
    ...(there.has(listed) ? ['the listed address is still there'] : []),
    ...(there.has(unlisted) ? [] : ['an address that nobody listed is gone']),
    ...(took <= LONGEST ? [] : ['it took too long']),
  ];
  find(number, wrong.length === 0, `destroyed in ${sayTime(took)}${wrong.length === 0 ? '; all that is listed is gone, an address that is not listed is there' : `: ${wrong.join('; ')}`}`);
}

const LONGEST = 45 * MINUTE;
