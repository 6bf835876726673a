import { perform, type InputOf, type OutputOf } from '../../../sandbox/api';
import { AwsError } from '../../../sandbox/aws-error';
import { administrator } from '../../../sandbox/principal';
import type { Stack, StackResource } from '../../../sandbox/services/cloudformation/stacks/stack';
import { ec2Api } from '../../../sandbox/services/ec2';
import type { PoolEntity } from '../../../sandbox/services/ec2/entities';
import { ec2State } from '../../../sandbox/services/ec2/state';
import type { World } from '../../../sandbox/world';
import { Failure } from '../failure';
import type { AddressTaking, AllocationTaking, Taking, VpcTaking } from './taking';

type Ec2 = (typeof ec2Api)['actions'];

/** Sizes of what is taken, the largest first: the first that the pool has room for. */
const NETMASKS = { ipv4: [24, 28, 30, 32], ipv6: [56, 60, 64] };

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Who takes: what has no tags of its own gets these. */
export interface Takers extends Place {
  readonly tags: Readonly<Record<string, string>>;
  /** With those nested in them: a pool is named as it is in one of them. */
  readonly stacks: readonly Stack[];
}

export interface TakenThings {
  /** What could not be taken. */
  readonly notes: readonly string[];
  /** Deletes what is to be gone when the destroy begins. */
  readonly delete: () => Promise<void>;
}

/** A network team outside the stacks takes CIDRs from the pools, addresses of which some are in use, and makes VPCs. */
export async function take(world: World, { allocations, addresses, vpcs }: Taking, takers: Takers): Promise<TakenThings> {
  const team = new Team(world, takers);
  const notes: string[] = [];
  for (const entry of allocations) notes.push(...(await team.takeCidrs(entry)));
  for (const entry of addresses) await team.takeAddresses(entry);
  for (const entry of vpcs) await team.makeVpcs(entry);
  return { notes, delete: async () => team.deleteVpcs() };
}

class Team {
  readonly #toDelete: { readonly at: Place; readonly VpcId: string }[] = [];

  constructor(
    private readonly world: World,
    private readonly takers: Takers,
  ) {}

  /** From the pools in turn, where none is named. */
  async takeCidrs({ count, pool: name, ...wanted }: AllocationTaking): Promise<string[]> {
    const pools = this.#poolsOf(name);
    let taken = 0;
    for (let turn = 0; taken < count && turn < count * Math.max(1, pools.length); turn += 1) {
      const pool = pools[turn % pools.length];
      if (pool && (await this.#takeCidr(pool, wanted, name !== undefined))) taken += 1;
    }
    return taken === count ? [] : [`Only ${taken} of ${count} allocations could be taken: the app has ${pools.length === 0 ? 'no pool to take from' : 'no pool with room for more'}`];
  }

  async takeAddresses({ count, pool: name, heldBy, tags }: AddressTaking): Promise<void> {
    const [pool] = name === undefined ? [] : this.#poolsOf(name);
    const at = pool ? placeOf(pool) : this.takers;
    for (let each = 0; each < count; each += 1) {
      const input = { Domain: 'vpc', IpamPoolId: pool?.id, TagSpecifications: this.#tagged('elastic-ip', tags) } as const;
      const { AllocationId } = await this.#call(at, 'AllocateAddress', input).catch((error: unknown) => {
        throw impossible(`no address can be taken from ${name ?? 'Amazon'}`, error);
      });
      if (heldBy !== undefined) await this.#putToUse(at, AllocationId, heldBy);
    }
  }

  async makeVpcs({ count, pool: name, cidr, netmaskLength, tags, deleted = false }: VpcTaking): Promise<void> {
    const [pool] = this.#poolsOf(name);
    if (!pool) throw new Failure('the app has no pool to make a VPC from', 'leave the VPCs out of what --take names');
    const at = placeOf(pool);
    for (let each = 0; each < count; each += 1) {
      const size = cidr === undefined ? { Ipv4NetmaskLength: netmaskLength ?? (pool.defaultNetmaskLength === undefined ? 24 : undefined) } : { CidrBlock: cidr };
      const { Vpc } = await this.#call(at, 'CreateVpc', { Ipv4IpamPoolId: pool.id, ...size, TagSpecifications: this.#tagged('vpc', tags) }).catch((error: unknown) => {
        throw impossible(`no VPC can be made from pool ${name ?? pool.id}`, error);
      });
      if (deleted) this.#toDelete.push({ at, VpcId: Vpc?.VpcId ?? '' });
    }
  }

  async deleteVpcs(): Promise<void> {
    for (const { at, VpcId } of this.#toDelete) await this.#call(at, 'DeleteVpc', { VpcId });
  }

  async #takeCidr(pool: PoolEntity, { cidr: Cidr, netmaskLength, description: Description = 'taken in the rehearsal', tags }: Omit<AllocationTaking, 'count' | 'pool'>, isNamed: boolean): Promise<boolean> {
    const { minNetmaskLength: least = 0, maxNetmaskLength: most = 128 } = pool;
    const fitting = pool.defaultNetmaskLength === undefined ? NETMASKS[pool.family].filter((size) => size >= least && size <= most) : [pool.defaultNetmaskLength];
    const sizes = Cidr !== undefined ? [{ Cidr }] : netmaskLength !== undefined ? [{ NetmaskLength: netmaskLength }] : fitting.map((NetmaskLength) => ({ NetmaskLength }));
    let refused: AwsError | undefined;
    for (const size of sizes) {
      try {
        await this.#call(placeOf(pool), 'AllocateIpamPoolCidr', { IpamPoolId: pool.id, ...size, Description, TagSpecifications: this.#tagged('ipam-pool-allocation', tags) });
        return true;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        refused = error;
      }
    }
    if (isNamed || Cidr !== undefined || netmaskLength !== undefined) throw impossible(`${Cidr ?? 'no CIDR'} can't be taken from pool ${pool.id}`, refused);
    return false;
  }

  /** The pool that is called so. Without a name all that are taken from: not those that others are made of. */
  #poolsOf(name: string | undefined): PoolEntity[] {
    const all = [...ec2State(this.world).pools.all()];
    const sources = new Set(all.map(({ sourcePoolId }) => sourcePoolId));
    if (name === undefined) return all.filter(({ id, locale }) => !sources.has(id) && locale !== 'None');
    const own = this.takers.stacks.flatMap(({ resources }) => [...resources.values()]).filter(({ type }) => type === 'AWS::EC2::IPAMPool');
    const isCalledSo = (pool: StackResource) => [pool.logicalId, pool.physicalId, pathOf(pool)].includes(name);
    const ids = new Set([...own.filter(isCalledSo).map(({ physicalId }) => physicalId), name]);
    const named = all.filter(({ id }) => ids.has(id));
    if (named.length === 1) return named;
    throw new Failure(`${named.length === 0 ? 'there is no pool' : 'there are several pools that are called'} ${name}`, `name ${own.map((pool) => pathOf(pool) ?? pool.logicalId).join(' or ')} in what --take reads`);
  }

  /** Associates the address with an interface, or has a NAT gateway have it, in a VPC of the team's own. */
  async #putToUse(at: Place, AllocationId: string | undefined, heldBy: 'interface' | 'natGateway'): Promise<void> {
    const { Vpc } = await this.#call(at, 'CreateVpc', { CidrBlock: '192.168.0.0/24' });
    const { InternetGateway } = await this.#call(at, 'CreateInternetGateway', {});
    await this.#call(at, 'AttachInternetGateway', { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId });
    const { Subnet } = await this.#call(at, 'CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/28' });
    if (heldBy === 'natGateway') {
      await this.#call(at, 'CreateNatGateway', { SubnetId: Subnet?.SubnetId, AllocationId });
      return;
    }
    const { NetworkInterface } = await this.#call(at, 'CreateNetworkInterface', { SubnetId: Subnet?.SubnetId });
    await this.#call(at, 'AssociateAddress', { AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId });
  }

  #tagged<Type extends string>(ResourceType: Type, tags = this.takers.tags): { ResourceType: Type; Tags: { Key: string; Value: string }[] }[] | undefined {
    return Object.keys(tags).length === 0 ? undefined : [{ ResourceType, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
  }

  async #call<Name extends keyof Ec2>({ account, region }: Place, action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
    return perform(ec2Api, { world: this.world, caller: administrator(account), region }, action, input);
  }
}

/** The construct's, where the CDK CLI synthesized the template. */
function pathOf({ declaration }: StackResource): string | undefined {
  const path = declaration.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : undefined;
}

/** Where a pool is allocated from. */
function placeOf({ account, locale, region }: PoolEntity): Place {
  return { account, region: locale === 'None' ? region : locale };
}

function impossible(what: string, error: unknown): unknown {
  return error instanceof AwsError ? new Failure(`${what}: ${error.message}`, 'change what --take names', { cause: error }) : error;
}
