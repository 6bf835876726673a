import type { RecordedCall } from '../../sandbox/calls';
import type { Sandbox } from '../../sandbox/sandbox';
import { say } from './say';

/** The calls that tell the story of a teardown; the others are looks. */
const STORY = new Set([
  'ReleaseIpamPoolAllocation',
  'DisassociateAddress',
  'ReleaseAddress',
  'DeprovisionIpamPoolCidr',
  'DeleteIpamPool',
  'DeleteIpam',
]);

/** Watches a teardown through the calls that EC2 gets: says each as it happens, and the whole at the end, in minutes and seconds since DeleteStack. */
export class Teardown {
  static watch(sandbox: Sandbox): Teardown {
    return new Teardown(sandbox);
  }

  readonly stop: () => void;
  #startedAt: number;
  readonly #told: RecordedCall[] = [];
  #looks = 0;

  private constructor(sandbox: Sandbox) {
    this.#startedAt = sandbox.world.clock.now();
    this.stop = sandbox.world.calls.onSettled((call) => {
      if (call.action === 'DeleteStack') this.#startedAt = call.at;
      if (call.service !== 'ec2') return;
      if (!STORY.has(call.action)) {
        this.#looks += 1;
        return;
      }
      this.#told.push(call);
      say(`EC2  ${this.#line(call)}`);
    });
  }

  tell(): void {
    for (const call of this.#told) say(this.#line(call));
    say(`and ${this.#looks} calls that only looked.`);
  }

  #line(call: RecordedCall): string {
    return `${this.#time(call)}  ${call.action.padEnd(26)} ${subjectOf(call).padEnd(32)} ${outcomeOf(call)}`;
  }

  #time({ at }: RecordedCall): string {
    const seconds = Math.round((at - this.#startedAt) / 1000);
    return `+${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  }
}

function subjectOf({ input }: RecordedCall): string {
  const { Cidr, AllocationId, AssociationId, IpamPoolId, IpamId } = input as Record<string, string | undefined>;
  return Cidr ?? AllocationId ?? AssociationId ?? IpamPoolId ?? IpamId ?? '';
}

function outcomeOf({ outcome }: RecordedCall): string {
  return outcome?.code === undefined ? 'done' : `${outcome.code}: ${outcome.message ?? ''}`;
}
