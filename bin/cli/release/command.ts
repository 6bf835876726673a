import { connect, SYSTEM_CLOCK, type Aws } from '../aws';
import { EXIT } from '../exit';
import { asFailure } from '../failure';
import type { Plan } from '../plan/plan';
import { planStack } from '../plan/plan-stack';
import { renderPlan } from '../plan/table';
import { screenFor, type Screen } from '../screen';
import { StoppableClock } from '../stoppable-clock';
import { confirmRelease } from './ask';
import type { ReleaseOptions } from './declare';
import { deleteStack } from './delete-stack';
import { dryRun, type Tried } from './dry-run';
import { release, type Outcome } from './engine';
import { interruptible } from './interrupt';
import { progressOf } from './progress';
import { itemsOf, selectOfStack, sizeOf, type Selection } from './selection';
import { subjectOf } from './subject';

/** How often a stack is deleted where its pools are empty only some time after its resources are gone. */
const MOST_DELETIONS = 3;

/** What `release --output json` prints. */
export interface Released extends Outcome {
  readonly schemaVersion: '1';
  readonly stack?: { readonly name: string; readonly status: string };
  readonly isInterrupted: boolean;
}

export async function releaseCommand(stack: string | undefined, options: ReleaseOptions): Promise<number> {
  const screen = screenFor(options);
  const aws = await connect(options, options.debug ? screen.say : undefined);
  const clock = new StoppableClock(SYSTEM_CLOCK);
  return interruptible(clock, screen, async () => runRelease({ aws, clock, screen, options }, stack));
}

/** What a release takes from outside. */
export interface ReleaseContext {
  readonly aws: Aws;
  readonly clock: StoppableClock;
  readonly screen: Screen;
  readonly options: ReleaseOptions;
}

/** Releases until it is done, or until the clock is stopped. Gives the exit code. */
export async function runRelease(context: ReleaseContext, stack: string | undefined): Promise<number> {
  return new Run(context).run(stack);
}

class Run {
  constructor(private readonly context: ReleaseContext) {}

  async run(stack: string | undefined): Promise<number> {
    const { aws, screen, options, clock } = this.context;
    const { plan, selection, name } = await subjectOf(aws, stack, options);
    const isDeleted = plan.stack?.status === 'DELETE_COMPLETE';
    if (options.output === 'table') screen.say(`${renderPlan(plan, screen)}\n`);
    if (options.dryRun) return this.#tryOut(selection);
    const deletes = options.deleteStack === true && !isDeleted;
    const count = sizeOf(selection);
    if (count === 0 && selection.pools.length === 0 && !deletes) {
      screen.say('There is nothing to release.');
      return this.#end(plan, { gone: [], left: [] }, plan.stack?.status);
    }
    if (clock.isStopped) return this.#end(plan, { gone: [], left: [] }, plan.stack?.status);
    if (!options.yes && !(await confirmRelease(screen, { count, name, deletes }))) {
      screen.say('Nothing was released.');
      return EXIT.failed;
    }
    const outcome = await this.#release(selection);
    return this.#end(plan, outcome, deletes && outcome.left.length === 0 ? await this.#delete(plan) : plan.stack?.status);
  }

  async #release(selection: Selection): Promise<Outcome> {
    const items = itemsOf(selection);
    if (items.length === 0) return { gone: [], left: [] };
    const { aws, clock, screen } = this.context;
    const progress = progressOf(screen, items.length);
    try {
      return await release(aws, clock, items, progress.show);
    } finally {
      progress.end();
    }
  }

  /** Deletes the stack, unless it was interrupted; and again where something of it was in a pool until then, once IPAM has noticed. Gives the status that it ends in. */
  async #delete({ stack }: Plan): Promise<string> {
    const { aws, clock, screen } = this.context;
    const id = stack?.id ?? '';
    for (let times = 1; !clock.isStopped; times += 1) {
      const status = await deleteStack(aws.cloudFormation(aws.region), clock, id, screen).catch((error: unknown) => {
        throw asFailure(error, `to delete ${stack?.name ?? id}`);
      });
      if (status === undefined) return 'DELETE_IN_PROGRESS';
      if (status !== 'DELETE_FAILED' || times === MOST_DELETIONS) return status;
      const again = await planStack(aws, aws.world({ clock, log: () => undefined, retries: true }), id);
      const { pools, allocations, addresses } = selectOfStack(again, { tagged: false, wait: 'lingering' });
      // IPAM may have noticed meanwhile; when that does not help, something else is in the way.
      const isClear = again.verdict === 'clear' && again.pools.length > 0 && times === 1;
      if ((pools.length === 0 && !isClear) || sizeOf({ allocations, addresses }) > 0) return status;
      screen.say(`${stack?.name ?? id} is ${status}, and nothing is in its way that does not go by itself: that is waited for, and the stack is deleted again.`);
      const { left } = await this.#release({ allocations, addresses, pools });
      if (left.length > 0) return status;
    }
    return stack?.status ?? 'DELETE_FAILED';
  }

  async #tryOut(selection: Selection): Promise<number> {
    const { aws, clock, screen, options } = this.context;
    const tried = await dryRun(aws.world({ clock, log: () => undefined, retries: true }), aws.account, itemsOf({ ...selection, pools: [] }));
    screen.print(options.output === 'json' ? JSON.stringify({ schemaVersion: '1', dryRun: tried }, undefined, 2) : tried.map(lineOf).join('\n') || 'There is nothing to release.');
    return tried.every(({ isAllowed }) => isAllowed) ? EXIT.done : EXIT.failed;
  }

  #end(plan: Plan, outcome: Outcome, status: string | undefined): number {
    const { clock, screen, options } = this.context;
    const isInterrupted = clock.isStopped;
    const stack = plan.stack && { name: plan.stack.name, status: status ?? plan.stack.status };
    const result: Released = { schemaVersion: '1', ...outcome, ...(stack ? { stack } : {}), isInterrupted };
    screen.print(options.output === 'json' ? JSON.stringify(result, undefined, 2) : summaryOf(result));
    if (isInterrupted) {
      screen.say('Interrupted. Run the same command again, and it carries on.');
      return EXIT.interrupted;
    }
    const isDone = outcome.left.length === 0 && (options.deleteStack !== true || stack === undefined || stack.status === 'DELETE_COMPLETE');
    return isDone ? EXIT.done : EXIT.failed;
  }
}

function summaryOf({ gone, left, stack }: Released): string {
  return [
    ...gone.map((name) => `gone: ${name}`),
    ...left.map(({ name, why, remedy }) => `left: ${name}: ${why}${remedy === undefined ? '' : `; ${remedy}`}.`),
    `${gone.length} gone, ${left.length} left.${stack === undefined ? '' : ` ${stack.name} is ${stack.status}.`}`,
  ].join('\n');
}

function lineOf({ name, api, region, isAllowed, answer }: Tried): string {
  return `${isAllowed ? 'allowed' : 'refused'}: ${api} of ${name} in ${region}${answer === undefined ? '' : `: ${answer}`}`;
}
