import type { Range } from '../../unkindness';
import type { World } from '../../world';

/** Does something after a time drawn from the range; at once when the range is nothing. */
export function afterAWhile(world: World, range: Range, then: () => void): void {
  const delay = world.random.between(range.min, range.max);
  if (delay === 0) then();
  else world.clock.after(delay, then);
}
