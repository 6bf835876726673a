import { connect, SYSTEM_CLOCK, type Aws } from '../aws';
import { EXIT } from '../exit';
import { Failure } from '../failure';
import { screenFor } from '../screen';
import type { PlanOptions } from './declare';
import type { Plan } from './plan';
import { planAccount } from './plan-account';
import { planAddress, planPool } from './plan-single';
import { planStack } from './plan-stack';
import { renderPlan } from './table';

export async function planCommand(stack: string | undefined, options: PlanOptions): Promise<number> {
  const screen = screenFor(options);
  const { pool, address } = options;
  if ([stack, pool, address].filter((choice) => choice !== undefined).length > 1) throw new Failure('a stack, --pool and --address exclude each other', 'name one of them');
  const plan = await planFor(await connect(options, options.debug ? screen.say : undefined), stack, options);
  screen.print(options.output === 'json' ? JSON.stringify(plan, undefined, 2) : renderPlan(plan, screen));
  return { clear: EXIT.done, pending: EXIT.pending, blocked: EXIT.failed }[plan.verdict];
}

async function planFor(aws: Aws, stack: string | undefined, { pool, address, language, region }: PlanOptions): Promise<Plan> {
  const world = aws.world({ clock: SYSTEM_CLOCK, log: () => undefined, retries: true });
  const isNamed = region !== undefined;
  if (stack !== undefined) return planStack(aws, world, stack, language);
  if (pool !== undefined) return planPool(aws, world, pool, isNamed);
  return address === undefined ? planAccount(aws, world) : planAddress(aws, world, address, isNamed);
}
