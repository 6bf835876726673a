// Synthesizes one contender in a fresh process and prints the milliseconds of the processor that it took.
import { SYNTH_CONTENDERS } from './synth-contenders';
import { synthOnce } from './synth-once';

const [name] = process.argv.slice(2);
process.stdout.write(String(synthOnce(SYNTH_CONTENDERS[name as keyof typeof SYNTH_CONTENDERS]).took));
