import { isCode } from './ec2-calls';
import type { ResourceContext } from './resource-type';

const PAUSE = 10_000;
const LONGEST = 10 * 60_000;

/** Tries to delete what something may still depend on, such as a network interface that is going away by itself. */
export async function whileDependent(context: ResourceContext, remove: () => Promise<unknown>): Promise<void> {
  const { clock } = context.world;
  const deadline = clock.now() + LONGEST;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (!isCode(error, 'DependencyViolation') || clock.now() > deadline) throw error;
      await clock.sleep(PAUSE);
    }
  }
}
