import { tally } from '../../test/simulation/tally';

/** Lives through a batch of scenarios for each seed that it is sent. */
process.on('message', (seed: number) => {
  void tally(seed).then((part) => process.send?.(part));
});
