import type { Track } from '../../../lambda/decide';
import { Invocation } from '../../../lambda/invocation';
import { describeItem, type Item } from '../../../lambda/item';
import { releaseAll } from '../../../lambda/release';
import { explain } from '../../../lambda/report';
import { MAX_TIMEOUT_SECONDS } from '../../../lib/contract';
import type { Aws } from '../aws';
import type { StoppableClock } from '../stoppable-clock';

/** How long it is tried: as long as an AddressRelease tries at most. */
const TIMEOUT = MAX_TIMEOUT_SECONDS * 1000;

/** No invocation of a function ends it. */
const UNLIMITED = 365 * 24 * 3_600_000;

/** What the engine says while it works. */
export type EngineEvent =
  | { readonly is: 'gone'; readonly name: string }
  | { readonly is: 'waiting'; readonly gone: number; readonly open: number; readonly for: string | undefined };

export interface Outcome {
  readonly gone: readonly string[];
  readonly left: readonly { readonly name: string; readonly why: string; readonly remedy: string | undefined }[];
}

/** Releases with the handler's engine: looks, releases, retries and looks again until EC2 lists none of it, or until the clock is stopped. */
export async function release(aws: Aws, clock: StoppableClock, items: readonly Item[], onEvent: (event: EngineEvent) => void): Promise<Outcome> {
  const world = aws.world({ clock, retries: false, log: (message, fields) => tell(message, fields, onEvent) });
  const task = {
    items,
    deadline: clock.now() + TIMEOUT,
    account: aws.account,
    isLastCall: () => Promise.resolve(true),
    mayCascade: false,
    poolsWereFound: () => Promise.resolve(true),
  };
  const tracks = await releaseAll(world, new Invocation(clock, UNLIMITED), task);
  return {
    gone: tracks.filter(({ state }) => state === 'gone').map(({ item }) => (item.kind === 'emptyPool' ? `all that was in pool ${item.pool.poolId}` : describeItem(item))),
    left: tracks.filter(({ state }) => state !== 'gone').flatMap(leftOf),
  };
}

function tell(message: string, fields: Readonly<Record<string, unknown>> = {}, onEvent: (event: EngineEvent) => void): void {
  if (message === 'gone') onEvent({ is: 'gone', name: String(fields.item) });
  if (message !== 'looking again') return;
  const [first] = fields.waitingFor as readonly { readonly for: string; readonly why: string }[];
  onEvent({ is: 'waiting', gone: Number(fields.gone), open: Number(fields.open), for: first && `${first.for} (${first.why})` });
}

function leftOf({ item, verdict, targets }: Track): Outcome['left'][number][] {
  const name = describeItem(item);
  const things = verdict || targets.length === 0 ? [{ name, verdict }] : targets;
  return things.map((thing) => ({
    name: thing.name,
    why: thing.verdict === undefined ? 'EC2 has not confirmed that it is gone' : explain(thing.verdict),
    remedy: thing.verdict?.remedy,
  }));
}
