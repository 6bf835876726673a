import type { Track } from './decide';
import type { Item } from './properties';

/** An item as a message names it. */
export function describeItem(item: Item): string {
  return item.kind === 'allocation'
    ? `IPAM allocation ${item.allocationId} (${item.cidr}) of ${item.poolId}`
    : `Elastic IP ${item.allocationId}`;
}

/** What is left and why, one sentence an item, with what the user can do. Empty when everything is gone. */
export function reportLeft(tracks: readonly Track[], timeoutSeconds: number): string | undefined {
  const left = tracks.filter(({ state }) => state !== 'gone');
  if (left.length === 0) return undefined;
  // What will not end by itself comes first: a reason has little room.
  const sentences = [...left].sort((a, b) => Number(a.state === 'open') - Number(b.state === 'open')).map((each) => reportOne(each, timeoutSeconds));
  return `${left.length} of ${tracks.length} listed items are left. ${sentences.join(' ')}`;
}

function reportOne({ item, state, verdict }: Track, timeoutSeconds: number): string {
  const why = verdict ? `${verdict.code}: ${shorten(verdict.message)}` : 'EC2 has not confirmed that it is gone';
  const remedy = verdict?.remedy ?? 'delete the stack again, or raise the timeout';
  const when = state === 'open' ? ` after ${Math.round(timeoutSeconds / 60)} min` : '';
  return `${describeItem(item)}${when}: ${why}; ${remedy}.`;
}

/** Without the encoded part of an authorization failure, which is long and nobody reads, and without the full stop. */
function shorten(message: string): string {
  const text = message.replace(/\s*Encoded authorization failure message:.*$/s, '').replace(/\.?\s*$/, '');
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
