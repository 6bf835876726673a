import type { RecordedCall } from '../../../sandbox/calls';
import { formatCidr } from '../../../sandbox/services/ec2/cidr';
import type { AddressEntity, AllocationEntity } from '../../../sandbox/services/ec2/entities';
import { ec2State } from '../../../sandbox/services/ec2/state';
import type { World } from '../../../sandbox/world';
import type { Entry, Try } from './report';

/** A thing that no stack has: in a pool, or an Elastic IP. */
interface Thing {
  readonly entity: AllocationEntity | AddressEntity;
  goneAt?: number;
}

/** Watches a teardown: what EC2 is asked to do, and when what is in pools is gone. */
export class TeardownWatch {
  readonly #began: number;
  readonly #changes: RecordedCall[] = [];
  readonly #things: Thing[];
  readonly #forget: () => void;

  /** `ofStacks` are the physical ids of the stacks' own resources. */
  constructor(
    private readonly world: World,
    ofStacks: ReadonlySet<string>,
  ) {
    this.#began = world.clock.now();
    const state = ec2State(world);
    const allocations = [...state.contents()].flatMap((content) => [...content.allocations.all()]);
    // What a pool gave to another pool of the app goes with that one, and is shown as that.
    const entities = [...allocations.filter(({ resourceType }) => resourceType !== 'ipam-pool'), ...[...state.addresses.all()].filter(({ id, publicIp }) => !ofStacks.has(id) && !ofStacks.has(publicIp))];
    this.#things = entities.map((entity) => ({ entity }));
    this.#forget = world.calls.onSettled((call) => {
      if (call.service === 'ec2' && call.input.DryRun !== true && !/^(Describe|Get|List)/.test(call.action)) this.#changes.push(call);
      this.#look();
    });
  }

  /** Nothing is watched any more. `endOf` tells when a resource of a stack, by its physical id, was gone. */
  end(endOf: (physicalId: string) => number | undefined): Entry[] {
    this.#look();
    this.#forget();
    return this.#things.map((thing) => this.#entryOf(thing, endOf));
  }

  /** What EC2 was asked to do with what has this id. */
  triesOf(id: string): Try[] {
    return this.#changes.filter(({ input }) => Object.values(input).includes(id)).map(({ at, action, outcome }) => ({ at: this.#seconds(at), action, error: outcome?.code }));
  }

  #look(): void {
    const { clock } = this.world;
    for (const thing of this.#things) if (thing.goneAt === undefined && !this.#isThere(thing)) thing.goneAt = clock.now();
  }

  #isThere({ entity }: Thing): boolean {
    const state = ec2State(this.world);
    if ('publicIp' in entity) return state.addresses.get(entity.id) !== undefined;
    return state.contentOf(entity.poolId).allocations.get(entity.id) !== undefined;
  }

  #entryOf({ entity, goneAt }: Thing, endOf: (physicalId: string) => number | undefined): Entry {
    const tries = this.#triesOf(entity);
    const ends = goneAt === undefined ? undefined : this.#seconds(goneAt);
    const common = { id: entity.id, ends, isPlaceholder: false, tries };
    if ('publicIp' in entity) {
      return { ...common, kind: 'address', name: entity.publicIp, type: 'Elastic IP', begins: tries[0]?.at ?? ends ?? 0, end: ends === undefined ? 'left' : this.#wasReleased(entity.id) ? 'released' : 'deleted' };
    }
    const { resourceType, resourceId, poolId, cidr } = entity;
    const isManual = resourceType === 'custom';
    const type = isManual ? 'manual allocation' : `allocation of ${resourceType} ${resourceId ?? ''}`.trim();
    const begins = isManual ? (tries[0]?.at ?? 0) : Math.min(endOf(resourceId ?? '') ?? 0, ends ?? Number.POSITIVE_INFINITY);
    return { ...common, kind: 'allocation', name: formatCidr(cidr), type, pool: poolId, begins, end: this.#endOf(entity, goneAt) };
  }

  #endOf({ id, poolId, resourceType }: AllocationEntity, goneAt: number | undefined): Entry['end'] {
    if (goneAt === undefined) return 'left';
    if (this.#wasReleased(id)) return 'released';
    if (this.#changes.some((call) => isDone(call) && call.action === 'DeleteIpamPool' && call.input.Cascade === true && call.input.IpamPoolId === poolId)) return 'cascaded';
    return resourceType === 'custom' ? 'deleted' : 'noticed';
  }

  #wasReleased(id: string): boolean {
    return this.#changes.some((call) => isDone(call) && call.action.startsWith('Release') && Object.values(call.input).includes(id));
  }

  /** An address is disassociated by the id of its association. */
  #triesOf(entity: Thing['entity']): Try[] {
    const association = 'publicIp' in entity ? entity.association?.id : undefined;
    return [...(association === undefined ? [] : this.triesOf(association)), ...this.triesOf(entity.id)].sort((one, other) => one.at - other.at);
  }

  #seconds(at: number): number {
    return Math.round((at - this.#began) / 100) / 10;
  }
}

function isDone({ outcome }: RecordedCall): boolean {
  return outcome?.code === undefined;
}
