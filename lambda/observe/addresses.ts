import { DescribeAddressesCommand, type Address, type Filter } from '@aws-sdk/client-ec2';
import { understand } from '../error-table';
import { placeKey, type AddressesItem, type Item } from '../item';
import { listOf, type With } from '../list-of';
import type { World } from '../world';
import { groupBy, type NonEmpty } from '../group-by';
import { batchesOf, FILTER_VALUES } from './batches';
import { serviceManaged, waiting, type Sighting, type Target } from './sighting';

/** Looks at the listed addresses: as few calls as filters allow. DescribeAddresses has no pages. A87 */
export async function lookAtAddresses(world: World, items: readonly AddressesItem[], sightings: Map<Item, Sighting>): Promise<void> {
  const questions = [...groupBy(items, ({ at }) => placeKey(at)).values()].flatMap((inPlace) => questionsAbout(inPlace));
  await Promise.all(questions.map(async (question) => ask(world, question, sightings)));
}

/** One call of DescribeAddresses: by filter, since among AllocationIds one unknown id would fail the whole call. */
interface Question {
  readonly filter: Filter;
  /** All in one place. */
  readonly about: Readonly<NonEmpty<AddressesItem>>;
}

function questionsAbout(items: readonly AddressesItem[]): Question[] {
  return [
    ...byValue('allocation-id', items, ({ allocationId }) => allocationId),
    ...byValue('public-ip', items, ({ publicIp }) => publicIp),
    ...items.filter(({ tag }) => tag !== undefined).map((item): Question => ({ filter: tagFilter(item), about: [item] })),
  ];
}

function byValue(name: string, items: readonly AddressesItem[], valueOf: (item: AddressesItem) => string | undefined): Question[] {
  const named = items.filter((item) => valueOf(item) !== undefined);
  return batchesOf(named, FILTER_VALUES).map((about) => ({ filter: { Name: name, Values: about.map((item) => valueOf(item) ?? '') }, about }));
}

function tagFilter({ tag }: AddressesItem): Filter {
  return tag?.value === undefined ? { Name: 'tag-key', Values: [tag?.key ?? ''] } : { Name: `tag:${tag.key}`, Values: [tag.value] };
}

async function ask(world: World, { filter, about }: Question, sightings: Map<Item, Sighting>): Promise<void> {
  try {
    const addresses = listOf(await world.ec2(about[0].at).send(new DescribeAddressesCommand({ Filters: [filter] })), 'Addresses', 'AllocationId');
    for (const item of about) {
      const meant = addresses.filter((address) => isMeant(item, address));
      sightings.set(item, { is: 'seen', targets: meant.map((address) => addressTarget(item, address)) });
    }
  } catch (error) {
    for (const item of about) sightings.set(item, { is: 'unclear', verdict: understand(error) });
  }
}

/** EC2's filters know wildcards: what they let through is compared once more. */
function isMeant({ allocationId, publicIp, tag }: AddressesItem, address: Address): boolean {
  if (allocationId !== undefined) return address.AllocationId === allocationId;
  if (publicIp !== undefined) return address.PublicIp === publicIp;
  return (address.Tags ?? []).some(({ Key, Value }) => Key === tag?.key && (tag?.value === undefined || Value === tag.value));
}

function addressTarget(item: AddressesItem, address: With<Address, 'AllocationId'>): Target {
  const { AllocationId: allocationId, PublicIp: publicIp, AssociationId: associationId, NetworkBorderGroup: networkBorderGroup } = address;
  const id = `${item.at.region} ${allocationId}`;
  const identity = { id, name: `Elastic IP ${allocationId}${publicIp === undefined ? '' : ` (${publicIp})`}`, holderId: allocationId };
  if (address.ServiceManaged) {
    return { ...identity, verdict: serviceManaged(address.ServiceManaged) };
  }
  if (associationId !== undefined && !item.disassociate) {
    return { ...identity, verdict: waiting('Associated', `the address is associated with ${holderOf(address)}, and is not to be disassociated`) };
  }
  const step = { do: 'releaseAddress', at: item.at, allocationId, associationId, networkBorderGroup, resetReverseDns: item.resetReverseDns } as const;
  return { ...identity, step };
}

function holderOf({ InstanceId, NetworkInterfaceId, NetworkInterfaceOwnerId }: Address): string {
  const owner = NetworkInterfaceOwnerId === undefined ? '' : ` of account ${NetworkInterfaceOwnerId}`;
  const interface_ = NetworkInterfaceId === undefined ? undefined : `network interface ${NetworkInterfaceId}${owner}`;
  if (InstanceId === undefined) return interface_ ?? 'something that EC2 does not name';
  return `instance ${InstanceId}${interface_ === undefined ? '' : ` (${interface_})`}`;
}
