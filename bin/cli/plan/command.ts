import { connect, SYSTEM_CLOCK } from '../aws';
import { EXIT } from '../exit';
import { screenFor } from '../screen';
import type { PlanOptions } from './declare';
import { planStack } from './plan-stack';
import { renderPlan } from './table';

export async function planCommand(stack: string, options: PlanOptions): Promise<number> {
  const screen = screenFor(options);
  const aws = await connect(options, options.debug ? screen.say : undefined);
  const world = aws.world({ clock: SYSTEM_CLOCK, log: () => undefined, retries: true });
  const plan = await planStack(aws, world, stack);
  screen.print(options.output === 'json' ? JSON.stringify(plan, undefined, 2) : renderPlan(plan, screen));
  return { clear: EXIT.done, pending: EXIT.pending, blocked: EXIT.failed }[plan.verdict];
}
