import { isDeepStrictEqual } from 'node:util';
import type { NetworkPartEntity } from '../../ec2/entities';
import { createInterfacesOf, createPart, deletePart } from '../../ec2/network-parts';
import type { ResourceKind } from '../../ec2/resource-ids';
import { ec2State } from '../../ec2/state';
import { withTags } from '../../ec2/tags';
import { ownSubnet } from '../../ec2/vpcs';
import { ec2ResourceType, pollUntil, retag, tagSpecifications, text } from './ec2-calls';
import { NothingDone, type Properties, type ResourceContext, type ResourceState, type ResourceType } from './resource-type';
import { whileDependent } from './while-dependent';

/** How a part of a network is made of a template's properties. */
export interface PartDefinition {
  readonly kind: ResourceKind;
  /** Before the id's digits. @default - the kind's */
  readonly prefix?: (properties: Properties) => string;
  readonly replacedBy?: readonly string[];
  /** What its Describe action shows. */
  readonly shown?: (properties: Properties, context: ResourceContext) => Readonly<Record<string, unknown>>;
  /** @default - the property VpcId */
  readonly vpcId?: (properties: Properties, context: ResourceContext) => string | undefined;
  /** The subnets in which it has an interface each, and how these look. */
  readonly interfaces?: (properties: Properties, context: ResourceContext) => readonly PartInterfaces[];
  /** The attribute that gives the same as `Ref`. @default Id */
  readonly id?: string;
  readonly attributes?: (part: NetworkPartEntity, interfaceIds: readonly string[], context: ResourceContext) => ResourceState['attributes'];
}

type InterfaceSettings = Omit<Parameters<typeof createInterfacesOf>[3], 'description'>;

export interface PartInterfaces extends InterfaceSettings {
  readonly subnetIds: readonly unknown[];
  readonly description: (id: string) => string;
}

/** A resource type whose resources are parts of networks. EC2's API does not make them in the sandbox: this does. */
export function networkPart(definition: PartDefinition): ResourceType {
  const { kind, prefix = () => kind.prefix, replacedBy = ['VpcId'], shown = () => ({}), vpcId = ({ VpcId }) => text(VpcId), interfaces = () => [], id: idAttribute = 'Id', attributes = () => ({}) } = definition;
  return ec2ResourceType({
    replacedBy,

    async create(properties, context) {
      const { world, account, region } = context;
      const settings = interfaces(properties, context).map(({ subnetIds, ...rest }) => ({ ...rest, subnets: subnetIds.map((subnetId) => ownSubnet(context, text(subnetId) ?? '')) }));
      const part = createPart(world, kind, { id: world.random.id(prefix(properties)), account, region, vpcId: vpcId(properties, context), tags: tagsOf(kind, properties, context), shown: shown(properties, context) });
      const made = settings.flatMap(({ subnets, description, ...rest }) => createInterfacesOf(world, part, subnets, { ...rest, description: description(part.id) }));
      return Promise.resolve({ physicalId: part.id, attributes: { [idAttribute]: part.id, ...attributes(part, made, context) } });
    },

    adopt(physicalId, properties, context) {
      const { world, account, region } = context;
      createPart(world, kind, { id: physicalId, account, region, vpcId: vpcId(properties, context), shown: shown(properties, context) });
    },

    // What changes of what it shows; its interfaces stay as they are.
    async update(properties, old, state, context) {
      const { networkParts } = ec2State(context.world);
      const part = networkParts.get(state.physicalId);
      if (part) {
        const before: NetworkPartEntity['shown'] = shown(old, context);
        const changed = Object.entries(shown(properties, context)).filter(([name, value]) => !isDeepStrictEqual(value, before[name]));
        networkParts.put({ ...part, shown: { ...part.shown, ...Object.fromEntries(changed) } });
      }
      await retag(state.physicalId, properties, old, context);
      return state;
    },

    async delete({ physicalId }, _properties, context) {
      const { networkParts } = ec2State(context.world);
      await whileDependent(context, async () => {
        const part = networkParts.get(physicalId);
        if (part) deletePart(context.world, part);
        return Promise.resolve();
      });
      await pollUntil(context, async () => Promise.resolve(networkParts.get(physicalId) ? undefined : true));
    },
  });
}

function tagsOf({ type }: ResourceKind, properties: Properties, context: ResourceContext): NetworkPartEntity['tags'] {
  const [specification] = tagSpecifications(type, properties, context) ?? [];
  return withTags({}, specification?.Tags ?? []);
}

/** How something that has no life of its own is written into a list of a part: a route, a rule, an association. */
export interface EntryDefinition {
  /** The property that names the part. */
  readonly of: string;
  /** The list among what the part shows. */
  readonly list: string | ((properties: Properties) => string);
  readonly entry: (properties: Properties, id: string) => unknown;
  readonly id: (properties: Properties, context: ResourceContext) => string;
  /** The attribute that gives the same as `Ref`. @default Id */
  readonly attribute?: string;
}

/** A resource type whose resources are entries of a part's lists. */
export function networkPartEntry({ of, list, entry, id: newId, attribute = 'Id' }: EntryDefinition): ResourceType {
  const write = (properties: Properties, { world }: ResourceContext, change: (entries: readonly unknown[]) => readonly unknown[]) => {
    const { networkParts } = ec2State(world);
    const part = networkParts.get(text(properties[of]) ?? '');
    const name = typeof list === 'string' ? list : list(properties);
    if (part) networkParts.put({ ...part, shown: { ...part.shown, [name]: change((part.shown[name] ?? []) as readonly unknown[]) } });
    return part;
  };
  const notThere = (properties: Properties) => new NothingDone(`${of} ${text(properties[of]) ?? ''} does not exist`);
  return ec2ResourceType({
    replacedBy: 'all',

    async create(properties, context) {
      const id = newId(properties, context);
      if (!write(properties, context, (entries) => [...entries, entry(properties, id)])) throw notThere(properties);
      return Promise.resolve({ physicalId: id, attributes: { [attribute]: id } });
    },

    adopt(physicalId, properties, context) {
      if (!write(properties, context, (entries) => [...entries, entry(properties, physicalId)])) throw notThere(properties);
    },

    async delete({ physicalId }, properties, context) {
      const mine = entry(properties, physicalId);
      write(properties, context, (entries) => {
        const index = entries.findIndex((one) => isDeepStrictEqual(one, mine));
        return index < 0 ? entries : entries.toSpliced(index, 1);
      });
      return Promise.resolve();
    },
  });
}
