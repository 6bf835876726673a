import { ACCOUNT } from '../../sandbox/principal';
import { formatCidr } from '../../sandbox/services/ec2/cidr';
import { seedPoolShare, seedPoolShareTakenBack } from '../../sandbox/services/ec2/seed';
import { ec2State } from '../../sandbox/services/ec2/state';
import { roles } from '../../sandbox/services/iam/roles';
import type { World } from '../../sandbox/world';
import { Administrators } from './administrators';
import { failCreation, IMPOSSIBLE } from './failed-creation';
import { REGION } from './lambda';
import { locationOf, OTHER_ACCOUNT, OTHER_REGION, PLACES, type At } from './places';
import { isCreationEnd, isServiceManaged, type AddressSpec, type AllocationSpec, type EndSpec, type PoolSpec, type Scenario, type VpcSpec } from './scenario';
import { StackOperator } from './stack-operator';
import { isMeant, listedTag, means, TAG_KEY, tagValueOf, type ListedTag } from './tags';
import { poolResources, releaseProperties, template, type List, type Resources } from './template';

type Lists = { [Name in keyof List]-?: NonNullable<List[Name]>[number][] };

const SECOND = 1000;

/** A pool, in the stack or beside it. */
export interface Pool {
  readonly spec: PoolSpec;
  readonly id: string;
  /** Where it is changed; a pool that another account shares can't be, and is named where it is seen. */
  readonly home: At;
  /** Where it is allocated from. */
  readonly locale: At;
  readonly inStack: boolean;
}

/** Something that the handler might release: whether it may. */
export interface Thing {
  readonly kind: 'allocation' | 'address';
  readonly id: string;
  readonly at: At;
  readonly pool: Pool | undefined;
  readonly listed: boolean;
  readonly mayDisassociate: boolean;
  readonly mayResetReverseDns: boolean;
  /** Another account has it in a pool that it shares: only by its id can that be meant. */
  readonly isTheirs: boolean;
  /** AWS's own: it goes by itself, and nobody may touch it. */
  readonly isManaged: boolean;
  readonly createdAt: number;
  /** Which of the custom resources lists it. */
  readonly resource: number;
}

/** Something that somebody does in the middle of it all. */
export interface Deed {
  /** Seconds after the start of the deletion. */
  readonly after: number;
  readonly act: () => Promise<unknown>;
}

/** IPAM can be told so in a private scope, and by its owner. */
function canStopMonitoring({ spec }: Pool): boolean {
  return !spec.isPublic && spec.owner !== 'sharer';
}

/** Everything around the handler: a stack, what is in it and beside it, and what others do meanwhile. */
export class Surroundings extends StackOperator {
  readonly pools: Pool[] = [];
  readonly things = new Map<string, Thing>();
  /** Whether what is listed may be released now: by what is done to the stack here, not by what CloudFormation calls it. */
  mayRelease = false;
  /** Since when VPCs outside the stack have lived in a pool. */
  readonly livingSince = new Map<string, number>();
  /** What others released. */
  readonly takenByOthers = new Set<string>();
  /** What each custom resource lists. */
  readonly lists: readonly Lists[];
  readonly admins: Administrators;
  /** What comes into the way once the stack is deployed, and how somebody remedies it before a second destroy. */
  readonly #obstructions: (() => Promise<unknown>)[] = [];
  readonly #remedies: (() => Promise<unknown>)[] = [];
  /** What happens in the middle of it all. */
  readonly #later: Deed[] = [];
  readonly #vpcsInStack: Record<string, object> = {};

  constructor(
    world: World,
    readonly scenario: Scenario,
  ) {
    super(world);
    this.admins = new Administrators(world);
    this.lists = Array.from({ length: scenario.resources }, () => ({ IpamAllocations: [], ElasticIps: [], EmptyPools: [], DeletePools: [] }));
    const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const;
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }] } as const;
    roles(world, OTHER_ACCOUNT).create({ roleName: 'Release', assumeRolePolicyDocument: trust, policies: [{ policyName: 'All', policyDocument: allowAll }] });
  }

  /** Makes everything that there is before the deletion. Gives whether the list could be deployed: an endpoint that carries out DryRuns may be in the way. */
  async build(): Promise<boolean> {
    const { scenario } = this;
    const ownsPools = scenario.pools.some((pool) => this.#isInStack(pool));
    if (!this.#isCreatedAtOnce) await this.operate('CreateStack', this.#template([]));
    for (const [index, pool] of scenario.pools.entries()) this.pools.push(await this.#pool(pool, index));
    if (ownsPools) await this.world.clock.sleep(60 * SECOND);
    for (const pool of this.pools) this.#listPool(pool);
    for (const spec of scenario.allocations) await this.#allocation(spec);
    for (const spec of scenario.addresses) await this.#address(spec);
    for (const [index, spec] of scenario.vpcs.entries()) await this.#vpc(spec, index);
    // Time to deploy the list: what is listed was there for a while.
    await this.world.clock.sleep(60 * SECOND);
    if (this.#isCreatedAtOnce) return true;
    if (this.resources.length > 0) await this.operate('UpdateStack', this.#template(this.resources));
    if (scenario.dryRuns !== 'refused' && this.stack.status === 'UPDATE_ROLLBACK_COMPLETE') return false;
    if (this.stack.status !== 'UPDATE_COMPLETE' && this.stack.status !== 'CREATE_COMPLETE') throw new Error(`the stack could not be deployed: ${this.stack.status}`);
    for (const obstruct of this.#obstructions) await obstruct();
    return true;
  }

  /** What others will do, once the deletion has begun. */
  meanwhile(deeds: readonly Deed[]): void {
    this.#later.push(...deeds);
  }

  /** The numbers of the custom resources that list anything. */
  get resources(): number[] {
    return [...this.lists.keys()].filter((resource) => Object.values(this.lists[resource] ?? {}).some((list) => (list as unknown[]).length > 0));
  }

  /** Begins the deletion of the custom resources, and what others do meanwhile. Resolves when the stack is at rest again. */
  async end(): Promise<string> {
    const { end } = this.scenario;
    if (this.resources.length === 0 && end.startsWith('remove')) return this.stack.status;
    this.goOn();
    this.mayRelease = end === 'destroy' || end.endsWith('Wanted');
    const status = await this.#end(end);
    this.mayRelease = false;
    return status;
  }

  /** From now on others do what they do meanwhile. Gives after how many seconds the last of it is done. */
  goOn(): number {
    for (const { after, act } of this.#later) {
      this.world.clock.after(after * SECOND, () => {
        // What is gone by then, nobody can do anything to.
        void act().catch(() => undefined);
      });
    }
    return Math.max(0, ...this.#later.map(({ after }) => after));
  }

  /** The user deletes the stack once more. */
  async destroyAgain(): Promise<string> {
    this.mayRelease = true;
    const status = await this.operate('DeleteStack');
    this.mayRelease = false;
    return status;
  }

  #end(end: EndSpec): Promise<string> {
    if (isCreationEnd(end)) return failCreation(this, end, this.#template(this.resources, IMPOSSIBLE));
    switch (end) {
      case 'destroy':
        return this.operate('DeleteStack');
      case 'remove':
      case 'removeWanted':
        return this.operate('UpdateStack', this.#template([]));
      case 'forgedDelete':
        return Promise.resolve(this.stack.status);
    }
  }

  /** Takes away what only somebody else could. */
  async remedy(): Promise<void> {
    // Others have to come to an end first, and NAT gateways take a minute and a half for it.
    await this.world.clock.sleep(SECOND * (120 + Math.max(0, ...this.#later.map(({ after }) => after))));
    for (const remedy of [...this.#remedies, ...this.#clearances()]) await remedy().catch(() => undefined);
    await this.world.clock.sleep(40 * 60 * SECOND);
  }

  /** What the handler may not do is left to others: to take away associations, and what nobody lists of a pool that is to be empty. */
  #clearances(): (() => Promise<unknown>)[] {
    const ours = [...this.things.values()].filter(({ isManaged }) => !isManaged);
    const kept = ours.flatMap(({ kind, id, at, listed, mayDisassociate, pool }) => {
      const AssociationId = kind === 'address' ? ec2State(this.world).addresses.get(id)?.association?.id : undefined;
      const isInTheWay = listed ? !mayDisassociate : pool && (this.mustBeEmpty(pool) || this.mustBeDeleted(pool));
      return isInTheWay && AssociationId !== undefined ? [() => this.admins.ec2(at, 'DisassociateAddress', { AssociationId })] : [];
    });
    const unlisted = ours
      .filter(({ listed, pool }) => !listed && pool && (this.mustBeEmpty(pool) || this.mustBeDeleted(pool)))
      .map((thing) => () => this.release(thing));
    return [...kept, ...unlisted];
  }

  /** Somebody else releases something. */
  async release({ kind, id, at, pool }: Thing): Promise<void> {
    this.takenByOthers.add(id);
    if (kind === 'address') {
      await this.admins.ec2(at, 'ReleaseAddress', { AllocationId: id });
      return;
    }
    const held = pool && ec2State(this.world).contentOf(pool.id).allocations.get(id);
    if (held) await this.admins.ec2(at, 'ReleaseIpamPoolAllocation', { IpamPoolId: held.poolId, IpamPoolAllocationId: id, Cidr: formatCidr(held.cidr) });
  }

  get #isCreatedAtOnce(): boolean {
    return isCreationEnd(this.scenario.end);
  }

  #isInStack({ owner }: PoolSpec): boolean {
    return owner === 'stack' && !this.#isCreatedAtOnce;
  }

  #template(resources: readonly number[], more: Resources = {}): object {
    const pools = this.scenario.pools.map((pool, index) => (this.#isInStack(pool) ? poolResources(pool, index, this.#isNested(index)) : {}));
    const releases = new Map(resources.map((resource) => [resource, releaseProperties(this.scenario, this.#listOf(resource))]));
    return template(Object.assign({}, ...pools) as Resources, releases, resources.length > 0 ? { ...this.#vpcsInStack, ...more } : more);
  }

  #isNested(index: number): boolean {
    const [first] = this.scenario.pools;
    const pool = this.scenario.pools[index];
    return index > 0 && !!pool?.isNested && !pool.isPublic && !!first && !first.isPublic && !first.isElsewhere && this.#isInStack(pool) && this.#isInStack(first);
  }

  async #pool(spec: PoolSpec, index: number): Promise<Pool> {
    if (this.#isInStack(spec)) {
      const id = this.stack.resources.get(`Pool${index}`)?.physicalId ?? '';
      const home = PLACES.here;
      return { spec, id, home, locale: { ...home, region: ec2State(this.world).pools.get(id)?.locale ?? REGION }, inStack: true };
    }
    if (spec.owner === 'sharer') return this.#sharedPool(spec, index);
    const place = spec.owner === 'stack' ? 'here' : spec.owner;
    const home = PLACES[place];
    const locale = { ...home, region: spec.isElsewhere ? (home.region === REGION ? OTHER_REGION : REGION) : home.region };
    const cidrs = spec.isPublic ? [] : [`10.${index}.0.0/16`, ...(spec.hasMoreCidrs ? [`10.${index + 100}.0.0/16`] : [])];
    const id = await this.admins.pool({ place, locale: locale.region, cidrs });
    return { spec, id, home, locale, inStack: false };
  }

  /** A private one that another account shares. In the stack's Region: out of sight, nobody could tell that its locale is another one. */
  async #sharedPool(spec: PoolSpec, index: number): Promise<Pool> {
    const home = PLACES.here;
    const id = await this.admins.pool({ place: 'otherAccount', locale: home.region, cidrs: [`10.${index}.0.0/16`] });
    const pool = { spec: { ...spec, isPublic: false }, id, home, locale: home, inStack: false };
    this.share(pool);
    return pool;
  }

  share({ id }: Pool): void {
    if (!this.isShared(id)) seedPoolShare(this.world, id, ACCOUNT);
  }

  takeShareBack(pool: Pool): void {
    seedPoolShareTakenBack(this.world, pool.id, ACCOUNT);
    this.#remedies.unshift(() => {
      this.share(pool);
      return Promise.resolve();
    });
  }

  isShared(poolId: string): boolean {
    return ec2State(this.world).pools.get(poolId)?.sharedWith.includes(ACCOUNT) ?? false;
  }

  #listOf(resource: number): Lists {
    const list = this.lists[resource];
    if (!list) throw new Error(`there is no custom resource ${resource}`);
    return list;
  }

  #resourceOf(pool: Pool | undefined, index: number): number {
    return (pool ? this.pools.indexOf(pool) : index) % this.scenario.resources;
  }

  #listPool(pool: Pool): void {
    const { allManual, empty, remove } = pool.spec;
    const list = this.#listOf(this.#resourceOf(pool, 0));
    const named = { PoolId: pool.id, PoolInApp: pool.inStack ? 'true' : 'false', ...locationOf(pool.home) } as const;
    if (allManual) list.IpamAllocations.push({ ...named, AllManual: 'true' });
    const tag = this.#tagOf(pool);
    if (tag) list.IpamAllocations.push({ ...named, ...tag });
    if (this.mustBeEmpty(pool)) list.EmptyPools.push({ ...named, StopMonitoring: empty === 'stopMonitoring' && canStopMonitoring(pool) ? 'true' : 'false', CascadeWhenUnused: this.mayCascade(pool) ? 'true' : 'false' });
    if (this.mustBeDeleted(pool)) list.DeletePools.push({ ...named, Cascade: remove === 'cascade' && !pool.spec.isPublic ? 'true' : 'false' });
  }

  /** Whether it is listed to be empty. */
  mustBeEmpty(pool: Pool): boolean {
    const hasNested = this.scenario.pools.some((_spec, index) => this.#isNested(index));
    return pool.spec.empty !== 'no' && !this.mustBeDeleted(pool) && !(hasNested && this.pools[0] === pool);
  }

  /** Whether it may be deleted with what nobody uses. */
  mayCascade(pool: Pool): boolean {
    return pool.inStack && pool.spec.empty === 'cascade' && this.mustBeEmpty(pool);
  }

  /** Whether a pool that is not found is known to have been there: a preflight found it. */
  get knowsItsPools(): boolean {
    return this.scenario.preflight === 'FAIL' && !this.#isCreatedAtOnce;
  }

  /** Whether it is listed to be deleted. */
  mustBeDeleted(pool: Pool): boolean {
    return !pool.inStack && pool.spec.owner !== 'sharer' && pool.spec.remove !== 'no';
  }

  /** Whether the pool's allocations with that value of the tag are listed. */
  isListedByTag(pool: Pool, value: string): boolean {
    return means(this.#tagOf(pool), value);
  }

  #tagOf(pool: Pool): ListedTag | undefined {
    return listedTag(this.scenario.allocations.filter(({ pool: of }) => this.pools[of] === pool).map(({ listed }) => listed));
  }

  /** The tag that addresses of that place are listed by. */
  #tagIn(at: At): ListedTag | undefined {
    const there = this.scenario.addresses.filter((spec) => {
      const { account, region } = this.#placeOf(spec).at;
      return account === at.account && region === at.region;
    });
    return listedTag(there.map(({ listed }) => listed));
  }

  /** Where an address is, and the public pool that it is taken from. */
  #placeOf({ place, pool: of }: AddressSpec): { readonly at: At; readonly pool: Pool | undefined } {
    const candidate = of === undefined ? undefined : this.pools[of];
    const pool = candidate?.spec.isPublic ? candidate : undefined;
    return { at: pool?.locale ?? PLACES[place], pool };
  }

  async #allocation({ pool: of, listed, isTheirs }: AllocationSpec): Promise<void> {
    const pool = this.pools[of];
    if (!pool || pool.spec.isPublic) return;
    const { id, cidr } = await this.takeCidr(pool, tagValueOf(listed), isMeant(listed, this.#tagOf(pool)), isTheirs && pool.spec.owner === 'sharer' ? { isListedById: listed === 'id' || listed === 'idAndCidr' } : undefined);
    const named = { PoolId: pool.id, PoolInApp: pool.inStack ? 'true' : 'false', ...locationOf(pool.home) } as const;
    const list = this.#listOf(this.#resourceOf(pool, 0)).IpamAllocations;
    if (listed === 'id') list.push({ ...named, AllocationId: id });
    if (listed === 'cidr') list.push({ ...named, Cidr: cidr });
    if (listed === 'idAndCidr') list.push({ ...named, AllocationId: id, Cidr: cidr });
  }

  /** Somebody takes a CIDR, with that value of the tag or without it; `theirs` when it is the account that shares the pool. */
  async takeCidr(pool: Pool, tagValue: string | undefined, isListed: boolean, theirs?: { readonly isListedById: boolean }): Promise<{ id: string; cidr: string }> {
    const TagSpecifications = tagValue === undefined ? undefined : [{ ResourceType: 'ipam-pool-allocation' as never, Tags: [{ Key: TAG_KEY, Value: tagValue }] }];
    const at = theirs ? { ...pool.locale, account: OTHER_ACCOUNT } : pool.locale;
    const { IpamPoolAllocation } = await this.admins.ec2(at, 'AllocateIpamPoolCidr', { IpamPoolId: pool.id, NetmaskLength: 30, TagSpecifications });
    const id = IpamPoolAllocation?.IpamPoolAllocationId ?? '';
    const cidr = IpamPoolAllocation?.Cidr ?? '';
    // Whoever takes a CIDR that is listed as such takes what is listed.
    const isListedByCidr = this.lists.some(({ IpamAllocations }) => IpamAllocations.some(({ PoolId, Cidr, AllocationId }) => PoolId === pool.id && Cidr === cidr && AllocationId === undefined));
    const listed = theirs ? theirs.isListedById : isListed || isListedByCidr || pool.spec.allManual;
    this.#know({ kind: 'allocation', id, at, pool, listed, isTheirs: theirs !== undefined, resource: this.#resourceOf(pool, 0) });
    return { id, cidr };
  }

  async #address(spec: AddressSpec): Promise<void> {
    const { listed, state } = spec;
    const { at, pool } = this.#placeOf(spec);
    const tag = this.#tagIn(at);
    const isListed = isMeant(listed, tag);
    const { id, ip } = isServiceManaged(spec) ? await this.#managedAddress(at, pool, spec, isListed) : await this.takeAddress(at, pool, spec, tagValueOf(listed), isListed);
    const list = this.#listOf(this.things.get(id)?.resource ?? 0).ElasticIps;
    const item = {
      ...locationOf(at),
      Disassociate: spec.disassociate ? 'true' : 'false',
      ResetReverseDns: spec.resetReverseDns ? 'true' : 'false',
    } as const;
    if (listed === 'id') list.push({ ...item, AllocationId: id });
    if (listed === 'ip') list.push({ ...item, PublicIp: ip });
    const lists = this.lists.flatMap(({ ElasticIps }) => ElasticIps);
    const isTagListed = lists.some(({ TagKey, Region, RoleArn }) => TagKey !== undefined && Region === item.Region && RoleArn === item.RoleArn);
    if (tag && !isTagListed && tagValueOf(listed) !== undefined) this.#listOf(0).ElasticIps.push({ ...item, ...tag });
    await this.#enter(state, id, at, spec);
  }

  /** Brings an address into its state, with the remedy and what happens to it later. */
  async #enter(state: AddressSpec['state'], id: string, at: At, { disassociate, freedAfter }: AddressSpec): Promise<void> {
    const { addresses, natGateways } = ec2State(this.world);
    const change = (more: object) => {
      const address = addresses.get(id);
      if (address) addresses.put({ ...address, ...more });
      return Promise.resolve();
    };
    switch (state) {
      case 'free':
      case 'serviceManaged':
      case 'serviceManagedForGood':
        return;
      case 'interface':
      case 'defaultVpc': {
        const NetworkInterfaceId = await this.admins.networkInterface(at, { isInDefaultVpc: state === 'defaultVpc' });
        const { AssociationId } = await this.admins.ec2(at, 'AssociateAddress', { AllocationId: id, NetworkInterfaceId });
        if (!disassociate) this.#later.push({ after: freedAfter, act: () => this.admins.ec2(at, 'DisassociateAddress', { AssociationId }) });
        return;
      }
      case 'natGateway': {
        const SubnetId = await this.admins.subnet(at);
        const { NatGateway } = await this.admins.ec2(at, 'CreateNatGateway', { SubnetId, AllocationId: id });
        const NatGatewayId = NatGateway?.NatGatewayId ?? '';
        await this.world.clock.sleep(SECOND);
        if (natGateways.get(NatGatewayId)?.state !== 'available') throw new Error('the NAT gateway did not become available');
        this.#later.push({ after: freedAfter, act: () => this.admins.ec2(at, 'DeleteNatGateway', { NatGatewayId }) });
        return;
      }
      case 'reverseDns':
        this.#obstructions.push(() => change({ ptrRecord: 'mail.example.com.' }));
        this.#remedies.push(() => change({ ptrRecord: undefined }));
        return;
      case 'locked':
        this.#obstructions.push(() => change({ locked: true }));
        this.#remedies.push(() => change({ locked: undefined }));
    }
  }

  /** One of the addresses that a new load balancer gets, which somebody lists; the others are listed by nobody. */
  async #managedAddress(at: At, pool: Pool | undefined, { listed, state, freedAfter }: AddressSpec, isListed: boolean): Promise<{ id: string; ip: string }> {
    const { addresses, networkInterfaces } = ec2State(this.world);
    const LoadBalancerArn = await this.admins.loadBalancer(at, pool?.id);
    const name = LoadBalancerArn.slice(LoadBalancerArn.indexOf('/') + 1);
    const its = [...addresses.all()].filter(({ association }) => association && networkInterfaces.get(association.networkInterfaceId)?.description === `ELB ${name}`);
    const tagValue = tagValueOf(listed);
    const resource = tagValue === undefined ? this.#resourceOf(pool, this.things.size) : 0;
    for (const [index, { id, publicIpv4Pool }] of its.entries()) {
      const from = publicIpv4Pool === pool?.id ? pool : undefined;
      this.#know({ kind: 'address', id, at, pool: from, listed: index === 0 && isListed, resource, isManaged: true });
    }
    const [chosen] = its;
    if (!chosen) throw new Error('the load balancer has no address');
    if (tagValue !== undefined) await this.admins.ec2(at, 'CreateTags', { Resources: [chosen.id], Tags: [{ Key: TAG_KEY, Value: tagValue }] });
    const act = () => {
      for (const { id } of its) this.takenByOthers.add(id);
      return this.admins.loadBalancing(at, 'DeleteLoadBalancer', { LoadBalancerArn });
    };
    if (state === 'serviceManaged') this.#later.push({ after: freedAfter, act });
    else this.#remedies.push(act);
    return { id: chosen.id, ip: chosen.publicIp };
  }

  /** Somebody takes an address. */
  async takeAddress(at: At, pool: Pool | undefined, spec: Pick<AddressSpec, 'disassociate' | 'resetReverseDns'>, tagValue: string | undefined, isListed: boolean): Promise<{ id: string; ip: string }> {
    const TagSpecifications = tagValue === undefined ? undefined : [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: TAG_KEY, Value: tagValue }] }];
    const { AllocationId: id = '', PublicIp: ip = '' } = await this.admins.ec2(at, 'AllocateAddress', { TagSpecifications, IpamPoolId: pool?.id });
    const { Region, RoleArn } = locationOf(at);
    const byIp = this.lists.flatMap(({ ElasticIps }, of) => ElasticIps.map((item) => ({ ...item, of }))).find((item) => item.PublicIp === ip && item.Region === Region && item.RoleArn === RoleArn);
    // Whoever is given an IP that is listed as such has what is listed there.
    const resource = tagValue !== undefined && isListed ? 0 : (byIp?.of ?? this.#resourceOf(pool, this.things.size));
    const mayDisassociate = spec.disassociate || byIp?.Disassociate === 'true';
    const mayResetReverseDns = spec.resetReverseDns || byIp?.ResetReverseDns === 'true';
    this.#know({ kind: 'address', id, at, pool, listed: isListed || byIp !== undefined, mayDisassociate, mayResetReverseDns, resource });
    return { id, ip };
  }

  async #vpc({ pool: of, inStack, isBlock, isPool, isTheirs, deletedAfter }: VpcSpec, index: number): Promise<void> {
    const pool = this.pools[of];
    if (!pool || pool.spec.isPublic || (pool.locale.region !== REGION && !isPool)) return;
    if (isPool) {
      const act = await this.#poolBelow(pool);
      this.#takesAway(act, deletedAfter);
      // Where that failed, its owner does it once more.
      if (deletedAfter !== undefined) this.#remedies.push(act);
      return;
    }
    const existing = isBlock ? await this.admins.ec2(pool.locale, 'CreateVpc', { CidrBlock: '10.250.0.0/16' }) : undefined;
    const VpcId = existing?.Vpc?.VpcId;
    if (inStack && pool.inStack) {
      const block = { Ipv4IpamPoolId: { Ref: `Pool${this.pools.indexOf(pool)}` }, Ipv4NetmaskLength: 24 };
      this.#vpcsInStack[`Vpc${index}`] = isBlock ? { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId, ...block } } : { Type: 'AWS::EC2::VPC', Properties: block };
      return;
    }
    const at = isTheirs && pool.home.account === ACCOUNT && pool.spec.owner !== 'sharer' ? { ...pool.locale, account: OTHER_ACCOUNT } : pool.locale;
    if (at !== pool.locale) seedPoolShare(this.world, pool.id, OTHER_ACCOUNT);
    this.#takesAway(await this.#takeBlock(pool, at, at === pool.locale ? VpcId : undefined), deletedAfter);
  }

  /** That many seconds after the start of the deletion, or before a second destroy. */
  #takesAway(act: () => Promise<unknown>, after: number | undefined): void {
    if (after === undefined) this.#remedies.push(act);
    else this.#later.push({ after, act });
  }

  /** The owner of a pool makes one below. Gives what deletes it again. */
  async #poolBelow({ id, home, locale, spec }: Pool): Promise<() => Promise<unknown>> {
    const at = spec.owner === 'sharer' ? PLACES.otherAccount : home;
    const IpamPoolId = await this.admins.poolBelow(at, id, locale.region);
    this.livingSince.set(IpamPoolId, this.world.clock.now());
    return () => this.admins.ec2(at, 'DeleteIpamPool', { IpamPoolId, Cascade: true });
  }

  /** Somebody makes a VPC in the middle of it all; it is deleted before a second destroy. */
  async createVpc(pool: Pool): Promise<void> {
    if (pool.locale.region !== REGION) return;
    this.#remedies.push(await this.#takeBlock(pool, pool.locale, undefined));
  }

  /** A VPC takes a block of the pool: one that is there already, or a new one. Gives what frees it again. */
  async #takeBlock(pool: Pool, at: At, existing: string | undefined): Promise<() => Promise<unknown>> {
    const block = { Ipv4IpamPoolId: pool.id, Ipv4NetmaskLength: 24 };
    if (existing === undefined) {
      const { Vpc } = await this.admins.ec2(at, 'CreateVpc', block);
      this.livingSince.set(Vpc?.VpcId ?? '', this.world.clock.now());
      return () => this.admins.ec2(at, 'DeleteVpc', { VpcId: Vpc?.VpcId });
    }
    const { CidrBlockAssociation } = await this.admins.ec2(at, 'AssociateVpcCidrBlock', { VpcId: existing, ...block });
    return () => this.admins.ec2(at, 'DisassociateVpcCidrBlock', { AssociationId: CidrBlockAssociation?.AssociationId });
  }

  #know(thing: Omit<Thing, 'createdAt' | 'isTheirs' | 'mayDisassociate' | 'mayResetReverseDns' | 'isManaged'> & Partial<Thing>): void {
    const none = { isTheirs: false, mayDisassociate: false, mayResetReverseDns: false, isManaged: false };
    this.things.set(thing.id, { ...none, ...thing, createdAt: this.world.clock.now() });
  }
}
