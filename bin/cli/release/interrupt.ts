import { EXIT } from '../exit';
import type { Screen } from '../screen';
import type { StoppableClock } from '../stoppable-clock';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does the work. The first Ctrl-C lets it end what is under way and tell how far it is; the second one ends the process. */
export async function interruptible(clock: StoppableClock, screen: Screen, work: () => Promise<number>): Promise<number> {
  const onSignal = () => {
    if (clock.isStopped) process.exit(EXIT.interrupted);
    clock.stop();
    screen.say('\nEnding: what was sent to EC2 is waited for. Once more to end at once.');
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
