import { perform, type InputOf, type OutputOf } from '../../../sandbox/api';
import { AwsError } from '../../../sandbox/aws-error';
import { administrator } from '../../../sandbox/principal';
import { ec2Api } from '../../../sandbox/services/ec2';
import type { World } from '../../../sandbox/world';

type Actions = typeof ec2Api.actions;

/** The ways in which a client can look at one thing, by name: whether each shows what the client expects. */
export type Ways = Readonly<Record<string, () => Promise<boolean>>>;

/** Terraform walks through so many resources at once. */
const PARALLELISM = 10;

/** Its waiters look again after so long, then after twice as long, and so on up to the longest. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

/** From when something was seen, a client goes on to look for it for so long. */
const LOOKS = 5;
const BETWEEN_LOOKS = 400;

/**
 * A client that waits as terraform-provider-aws 5.100 does: it looks at once, and again, until a read shows what it did; then it reads the
 * same right after that, and does not expect to be told anything else.
 * @see https://github.com/hashicorp/terraform-provider-aws/pull/29022
 */
export class Provider {
  /** What a read showed, and a later one did not. */
  readonly takenBack: string[] = [];
  /** How many reads came after the one that showed it. */
  reads = 0;
  /** How many times what was done was not in the next list. */
  late = 0;

  constructor(private readonly world: World) {}

  /** Repeats what is throttled, as the SDK does for it. */
  async call<Name extends keyof Actions>(action: Name, input: InputOf<Actions[Name]>): Promise<OutputOf<Actions[Name]>> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await perform(ec2Api, { world: this.world, caller: administrator(), region: 'us-east-1' }, action, input);
      } catch (error) {
        if (!isError(error, 'RequestLimitExceeded')) throw error;
        await this.world.clock.sleep(pause);
      }
    }
  }

  /** Whether a read finds something; the error that says that there is nothing counts as nothing. */
  async finds(notFound: string, read: () => Promise<boolean>): Promise<boolean> {
    try {
      return await read();
    } catch (error) {
      if (isError(error, notFound)) return false;
      throw error;
    }
  }

  /** Waits until one of the ways shows it, and looks in each of them from then on: none may show anything else. */
  async settles(what: string, ways: Ways, turn: number): Promise<void> {
    const all = Object.entries(ways);
    const [, first] = all[turn % all.length] ?? [];
    if (!first) throw new Error(`no way to look at ${what}`);
    for (let pause = FIRST_PAUSE; !(await first()); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (pause === FIRST_PAUSE) this.late += 1;
      await this.world.clock.sleep(pause);
    }
    for (let look = 0; look < LOOKS; look += 1) {
      for (const [way, shows] of all) {
        this.reads += 1;
        if (!(await shows())) this.takenBack.push(`${what}: ${way}`);
      }
      await this.world.clock.sleep(BETWEEN_LOOKS);
    }
  }

  /** Does it for each of so many resources. */
  async forEach(count: number, work: (turn: number) => Promise<void>): Promise<void> {
    let next = 0;
    const walk = async () => {
      while (next < count) await work((next += 1));
    };
    await Promise.all(Array.from({ length: PARALLELISM }, walk));
  }
}

/** The same ways, of what is gone. */
export function none(ways: Ways): Ways {
  return Object.fromEntries(Object.entries(ways).map(([way, shows]) => [way, async () => !(await shows())]));
}

function isError(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}
