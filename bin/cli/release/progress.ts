import { SingleBar } from 'cli-progress';
import { releaseTime, sayRange } from '../plan/durations';
import type { Screen } from '../screen';
import type { EngineEvent } from './engine';

/** How far a release is and how long it still takes: a bar for people, a line for each thing where nobody watches. */
export interface Progress {
  readonly show: (event: EngineEvent) => void;
  readonly end: () => void;
}

export function progressOf(screen: Screen, count: number): Progress {
  return screen.isInteractive ? bar(count) : lines(screen, count);
}

function bar(count: number): Progress {
  const format = '{bar} {value} of {total} gone, {left}  {waiting}';
  // Ctrl-C is the command's own matter: it ends what is under way first.
  const drawn = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false, clearOnComplete: false, barsize: 30, linewrap: false });
  let gone = 0;
  const payload = (waiting = '') => ({ waiting, left: timeLeft(count - gone) });
  drawn.start(count, 0, payload());
  return {
    show: (event) => {
      if (event.is === 'gone') gone += 1;
      drawn.update(gone, payload(event.is === 'waiting' && event.for !== undefined ? `waiting for ${event.for}` : ''));
    },
    end: () => {
      drawn.stop();
    },
  };
}

function lines({ say }: Screen, count: number): Progress {
  let gone = 0;
  let last: string | undefined;
  return {
    show: (event) => {
      if (event.is === 'gone') {
        gone += 1;
        say(`gone: ${event.name} (${gone} of ${count})`);
      } else if (event.for !== undefined && event.for !== last) {
        last = event.for;
        say(`waiting for ${event.for}; ${timeLeft(event.open)}`);
      }
    },
    end: () => undefined,
  };
}

function timeLeft(count: number): string {
  return count === 0 ? 'done' : `${sayRange(releaseTime(count))} left`;
}
