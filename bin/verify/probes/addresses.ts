import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribePublicIpv4PoolsCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
  type Address,
  type ReleaseAddressCommandInput,
} from '@aws-sdk/client-ec2';
import { understand } from '../../../lambda/error-table';
import { createSubnet, takeAddress, takeAddressInUse } from '../network';
import type { Ground, Probe } from '../probe';
import { refusalOf, type Refusal } from '../refusal';
import { MINUTE, need, sayTime, SECOND, waitFor } from '../wait';

const NAT_GATEWAY = { least: 20 * SECOND, most: 5 * MINUTE };
/** As many values as a filter takes. */
const MOST_VALUES = 200;

export const addresses: Probe = {
  name: 'addresses',
  minutes: 10,
  creates: [
    { what: 'public IPv4 address', count: 3 },
    { what: 'NAT gateway', count: 1 },
    { what: 'VPC, subnet or network interface', count: 3 },
  ],
  room: { addresses: 2, vpcs: 1 },
  assumptions: ['A72', 'A73', 'A74', 'A75', 'A77', 'A78', 'A87', 'A98'],
  async run(ground) {
    const { local, find } = ground;
    const codeOf = ({ error }: Refusal) => (error === undefined ? undefined : understand(error).code);
    const { error, said } = await refusalOf(local.ec2.send(new DescribePublicIpv4PoolsCommand({ PoolIds: ['ipv4pool-ec2-0123456789abcdef0'] })));
    find('A72', error !== undefined && understand(error).meaning === 'gone', said);
    await judgeMistakes(ground);

    ground.waiting('addresses, one of them in use');
    const subnet = await createSubnet(ground, 'addresses', '10.67.0.0/24');
    const free = await takeAddress(ground, 'addresses');
    await judgeFilters(ground, free);
    const elsewhere = await release(ground, free, { NetworkBorderGroup: `${local.region}-wl1-las-wlz-1` });
    find('A74', codeOf(elsewhere) === 'InvalidAddress.NotFound', elsewhere.said);
    await release(ground, free);
    const second = await release(ground, free);
    const unknown = await refusalOf(local.ec2.send(new DisassociateAddressCommand({ AssociationId: 'eipassoc-0123456789abcdef0' })));
    const isGone = codeOf(second) === 'InvalidAllocationID.NotFound' && codeOf(unknown) === 'InvalidAssociationID.NotFound';
    find('A73', isGone, `${second.said}; ${unknown.said}`);

    const used = await takeAddressInUse(ground, 'addresses', subnet);
    const inUse = await release(ground, used);
    find('A75', codeOf(inUse) === 'InvalidIPAddress.InUse', inUse.said);
    await judgeNatGateway(ground, subnet);
  },
};

function release({ local }: Ground, { AllocationId, NetworkBorderGroup }: Address, more: Partial<ReleaseAddressCommandInput> = {}): Promise<Refusal> {
  return refusalOf(local.ec2.send(new ReleaseAddressCommand({ AllocationId, NetworkBorderGroup, ...more })));
}

/** What is wrong in a request stays wrong. */
async function judgeMistakes({ local, find }: Ground): Promise<void> {
  const refusals = await Promise.all([{ AllocationId: 'eipalloc-nothing' }, {}].map((input) => refusalOf(local.ec2.send(new ReleaseAddressCommand(input)))));
  find('A98', refusals.every(({ error }) => error !== undefined && understand(error).meaning === 'fatal'), refusals.map(({ said }) => said).join('; '));
}

async function judgeFilters({ local, mark, find, clock }: Ground, { AllocationId = '', PublicIp = '' }: Address): Promise<void> {
  const others = Array.from({ length: MOST_VALUES - 1 }, (_, index) => `eipalloc-0${index.toString(16).padStart(16, '0')}`);
  const filters = [
    { Name: 'allocation-id', Values: [...others, AllocationId] },
    { Name: 'public-ip', Values: [PublicIp] },
    { Name: 'tag:Name', Values: [`${mark.name('addr')}*`] },
    { Name: 'tag-key', Values: ['cdk-address-release-ver*'] },
  ];
  const shown: string[] = [];
  for (const { Name, Values } of filters) {
    // Lists lag, by the tags above all.
    const isShown = await waitFor(clock, { every: 2 * SECOND, atMost: 20 * SECOND }, async () => {
      const { Addresses = [] } = await local.ec2.send(new DescribeAddressesCommand({ Filters: [{ Name, Values }] }));
      return Addresses.some((address) => address.AllocationId === AllocationId) ? true : undefined;
    });
    const { Addresses = [] } = await local.ec2.send(new DescribeAddressesCommand({ Filters: [{ Name, Values: ['nothing-of-that-name'] }] }));
    shown.push(`${Name} ${isShown === undefined ? 'does not find it' : 'finds it'}${Addresses.length > 0 ? ', and also without it' : ''}`);
  }
  find('A87', shown.every((each) => each.endsWith(' finds it')), shown.join('; '));
}

async function judgeNatGateway(ground: Ground, SubnetId: string): Promise<void> {
  const { local, clock, mark, find } = ground;
  ground.waiting('a NAT gateway');
  const address = await takeAddress(ground, 'addresses-nat');
  const { NatGateway } = await local.ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId: address.AllocationId, ...mark.onCreation('natgateway', 'addresses') }));
  const NatGatewayId = NatGateway?.NatGatewayId ?? '';
  await need(clock, { every: 5 * SECOND, atMost: 15 * MINUTE }, 'the NAT gateway', async () => {
    const { NatGateways } = await local.ec2.send(new DescribeNatGatewaysCommand({ Filter: [{ Name: 'nat-gateway-id', Values: [NatGatewayId] }] }));
    return NatGateways?.[0]?.State === 'available' ? true : undefined;
  });
  const held = await release(ground, address);
  const means = held.error === undefined ? undefined : understand(held.error);
  find('A77', means?.code === 'AuthFailure' && means.meaning === 'retry', held.said);
  ground.waiting('the end of the NAT gateway');
  await local.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  const freed = await waitFor(clock, { every: 2 * SECOND, atMost: 15 * MINUTE }, async () => ((await release(ground, address)).error === undefined ? true : undefined));
  find('A78', freed !== undefined && freed.after >= NAT_GATEWAY.least && freed.after <= NAT_GATEWAY.most, freed === undefined ? 'it is still held' : `released ${sayTime(freed.after)} after the gateway was deleted`);
}
