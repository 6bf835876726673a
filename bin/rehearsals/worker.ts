import { verdicts } from '../../test/rehearsals/tally';

/** Compares a batch of scenarios for each seed that it is sent. */
process.on('message', (seed: number) => {
  void verdicts(seed, Number(process.env.REHEARSALS)).then((part) => process.send?.(part));
});
