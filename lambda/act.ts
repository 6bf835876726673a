import { DisassociateAddressCommand, ReleaseAddressCommand, ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import { understand, type Verdict } from './error-table';
import type { AddressRelease, AllocationRelease } from './observe';
import { Pace } from './pace';
import type { World } from './world';

const NOT_DONE: Verdict = { meaning: 'retry', code: 'NotSuccessful', message: 'EC2 answered Success=false' };

/** Releases what is handed to it, each API in each Region at its own pace. */
export class Releaser {
  readonly #paces = new Map<string, Pace>();

  constructor(
    private readonly world: World,
    /** When the time for releasing is up. */
    private readonly isOver: () => boolean,
  ) {}

  /** One attempt. Undefined when EC2 accepted it; otherwise what stood in the way. */
  async release(release: AllocationRelease | AddressRelease): Promise<Verdict | undefined> {
    return release.of === 'allocation' ? this.#releaseAllocation(release) : this.#releaseAddress(release);
  }

  async #releaseAllocation({ region, poolId, cidr, allocationId }: AllocationRelease): Promise<Verdict | undefined> {
    const command = new ReleaseIpamPoolAllocationCommand({ IpamPoolId: poolId, Cidr: cidr, IpamPoolAllocationId: allocationId });
    return this.#send('ReleaseIpamPoolAllocation', region, async () => {
      const { Success } = await this.world.ec2(region).send(command);
      return Success === false ? NOT_DONE : undefined;
    });
  }

  /** In a nondefault VPC an address can't be released while it is associated. */
  async #releaseAddress({ region, allocationId, associationId, networkBorderGroup }: AddressRelease): Promise<Verdict | undefined> {
    const ec2 = this.world.ec2(region);
    if (associationId !== undefined) {
      const command = new DisassociateAddressCommand({ AssociationId: associationId });
      const verdict = await this.#send('DisassociateAddress', region, async () => {
        await ec2.send(command);
        return undefined;
      });
      if (verdict && verdict.meaning !== 'gone') return verdict;
    }
    const command = new ReleaseAddressCommand({ AllocationId: allocationId, NetworkBorderGroup: networkBorderGroup });
    return this.#send('ReleaseAddress', region, async () => {
      await ec2.send(command);
      return undefined;
    });
  }

  /** Calls at the API's pace, again when throttled, until the time is up. */
  async #send(api: string, region: string, call: () => Promise<Verdict | undefined>): Promise<Verdict | undefined> {
    const pace = this.#paceOf(`${region} ${api}`);
    for (let throttledTimes = 0; ; throttledTimes += 1) {
      if (!(await pace.turn())) return { meaning: 'retry', code: 'TimeIsUp', message: `no time was left for ${api}` };
      try {
        const verdict = await call();
        pace.accepted();
        return verdict;
      } catch (error) {
        const verdict = understand(error);
        if (verdict.meaning !== 'throttled') {
          pace.accepted();
          return verdict;
        }
        pace.throttled();
        this.world.log('throttled', { api, region, code: verdict.code, times: throttledTimes + 1 });
      }
    }
  }

  #paceOf(key: string): Pace {
    const pace = this.#paces.get(key) ?? new Pace(this.world.clock, this.isOver);
    this.#paces.set(key, pace);
    return pace;
  }
}
