import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './median';
import type { Benchmark } from './section';
import { SYNTH_CONTENDERS } from './synth-contenders';
import { synthOnce, type Synth } from './synth-once';
import { decimal, table, whole } from './table';

/** How often each contender is synthesized in this process, and in a process of its own. */
const ROUNDS = 15;
const FIRST_ROUNDS = 3;

const MAX_MILLISECONDS = 30;

type Name = keyof typeof SYNTH_CONTENDERS;

const NAMES = Object.keys(SYNTH_CONTENDERS) as Name[];
const OURS = 'AddressRelease, 1';
const ONE_EACH = [OURS, 'AwsCustomResource, 1', 'Provider framework', 'Provider framework with its waiter'] as const satisfies readonly Name[];

/** What a contender adds to a stack that has a pool and nothing else. */
interface Added {
  readonly milliseconds: number;
  /** In a fresh process, where it was measured. */
  readonly firstMilliseconds?: number | undefined;
  readonly templateBytes: number;
  readonly resources: number;
}

/** What AddressRelease adds to a synth and to a template, beside AwsCustomResource and the Provider framework. */
export const synth: Benchmark = (progress) => {
  const first = measureFirst(progress);
  const warm = measureWarm(progress);
  const added = Object.fromEntries(NAMES.map((name) => [name, addedBy(name, warm, first)])) as Record<Name, Added>;
  const ours = added[OURS];
  const counts = ONE_EACH.map((name) => added[name].resources);
  const bundle = readFileSync(join(__dirname, '..', '..', 'lambda', 'dist', 'index.js'));
  const staged = warm[OURS].flatMap(({ code }) => code);
  const isStagedAsIs = staged.length === ROUNDS && staged.every((code) => code.equals(bundle));
  return Promise.resolve({
    title: 'Synth',
    markdown: [
      table(
        ['what is added to a stack with a pool', 'resources', 'template', 'synth', 'first synth of a process'],
        NAMES.filter((name) => name !== 'nothing').map((name) => {
          const { resources, templateBytes, milliseconds, firstMilliseconds } = added[name];
          return [
            name,
            whole(resources),
            `${decimal(templateBytes / 1000)} kB`,
            `${decimal(milliseconds)} ms`,
            firstMilliseconds === undefined ? '-' : `${whole(firstMilliseconds)} ms`,
          ];
        }),
      ),
      `Medians, less the median of a stack with the pool alone. *Synth*: processor time from \`new App()\` to the end of \`app.synth()\`, ${ROUNDS} times in turns in one process that has done it before. *First synth of a process*: the same, once in each of ` +
        `${FIRST_ROUNDS} fresh processes; most of it is the CDK's, which loads the modules of Lambda and IAM, and rules to validate each type of resource with. An app that has a function pays it anyway.`,
      'With one role for all, each further AwsCustomResource is one resource instead of two; 490 of them are about what [a stack\'s 500 resources](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html) have room for. ' +
        'The Provider framework is counted with the functions of the user that it calls. ' +
        'Ten AddressReleases that each list a pool of the stack itself share the policy of the role; one that lists ten allocations is still four resources.',
    ].join('\n\n'),
    charts: {},
    goals: [
      { name: 'added to a synth by one AddressRelease', toReach: `at most ${MAX_MILLISECONDS} ms`, reached: `${decimal(ours.milliseconds)} ms`, isReached: ours.milliseconds <= MAX_MILLISECONDS },
      { name: 'bundling at synth', toReach: 'none', reached: isStagedAsIs ? 'none: what is staged is what the package has' : 'what is staged differs', isReached: isStagedAsIs },
      { name: 'resources added to a stack', toReach: 'the fewest of the four', reached: counts.join(', '), isReached: ours.resources === Math.min(...counts) },
    ],
  });
};

/** In turns: what else the machine does meanwhile hits all of them. */
function measureWarm(progress: (text: string) => void): Record<Name, Synth[]> {
  // The CDK keeps its validation rules as long as there is no new type of resource: after this one there is none.
  synthOnce(...Object.values(SYNTH_CONTENDERS));
  const synths = emptyLists<Name, Synth>(NAMES);
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`synth ${round}/${ROUNDS}`);
    for (const name of NAMES) synths[name].push(synthOnce(SYNTH_CONTENDERS[name]));
  }
  return synths;
}

function measureFirst(progress: (text: string) => void): Partial<Record<Name, number[]>> {
  const names = ['nothing', OURS, 'AwsCustomResource, 1'] as const;
  const times = emptyLists<(typeof names)[number], number>(names);
  for (let round = 1; round <= FIRST_ROUNDS; round += 1) {
    progress(`first synth ${round}/${FIRST_ROUNDS}`);
    for (const name of names) {
      const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'synth-first.ts'), name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      times[name].push(Number(output));
    }
  }
  return times;
}

function emptyLists<Key extends string, Value>(keys: readonly Key[]): Record<Key, Value[]> {
  return Object.fromEntries(keys.map((key): [Key, Value[]] => [key, []])) as Record<Key, Value[]>;
}

function addedBy(name: Name, warm: Record<Name, Synth[]>, first: Partial<Record<Name, number[]>>): Added {
  const more = (value: (synth: Synth) => number) => median(warm[name].map(value)) - median(warm.nothing.map(value));
  const times = first[name];
  return {
    milliseconds: more(({ took }) => took),
    firstMilliseconds: times && median(times) - median(first.nothing ?? []),
    templateBytes: more(({ templateBytes }) => templateBytes),
    resources: more(({ resources }) => resources),
  };
}
