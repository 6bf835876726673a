import { AwsError } from '../aws-error';
import type { RecordedCall } from '../calls';
import { ACCOUNT } from '../principal';
import { functions } from '../services/lambda/functions';
import type { Unkindness } from '../unkindness';
import type { World } from '../world';

/** Makes an AWS of a sandbox in which one row of docs/assumptions.md is not true. */
export type TurnRound = (world: World) => void;

export interface TurnedRound {
  /** What is otherwise, as docs/assumptions.md tells it. */
  readonly how: string;
  readonly turn: TurnRound;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export function weather(changed: Partial<Unkindness>): TurnRound {
  return (world) => {
    world.unkindness = { ...world.unkindness, ...changed };
  };
}

/** Where a refusal has the one code, it has the other one and no text that means anything. */
export function says(action: string, code: string, instead: string): TurnRound {
  return (world) => {
    world.faults.surround({ action }, async (proceed) => {
      try {
        return await proceed();
      } catch (error) {
        throw error instanceof AwsError && error.code === code ? new AwsError(instead, 'Not so.', error.httpStatus) : error;
      }
    });
  };
}

/** What is refused with this code is done all the same: `instead` does it. */
export function permits(action: string, code: string, instead: (world: World, input: RecordedCall['input']) => object): TurnRound {
  return (world) => {
    world.faults.surround({ action }, async (proceed, { input }) => {
      try {
        return await proceed();
      } catch (error) {
        if (error instanceof AwsError && error.code === code) return instead(world, input);
        throw error;
      }
    });
  };
}

/** Answers of an action are changed; of functions' calls alone, if it says so. */
export function answers<Answer>(action: string, change: (answer: Answer, call: RecordedCall, world: World) => Answer, { ofFunctions = false } = {}): TurnRound {
  return (world) => {
    const when = ({ caller }: RecordedCall) => !ofFunctions || caller.includes(':assumed-role/');
    world.faults.surround({ action, when }, async (proceed, call) => change((await proceed()) as Answer, call, world));
  };
}

/** CloudFormation takes something else for what a template says: what is permitted there, or waited for. */
export function template(says: string, instead: string): TurnRound {
  return (world) => {
    world.faults.surround({ action: 'CreateStack' }, async (act, { input }) => act({ ...input, TemplateBody: String(input.TemplateBody).replaceAll(says, instead) }));
  };
}

/** As CloudFormation sends it. */
export interface SentEvent {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

/** What functions are sent is changed, or comes later, or not at all. */
export function events(change: (event: SentEvent) => SentEvent | { readonly event: SentEvent; readonly late: number } | undefined): TurnRound {
  return (world) => {
    for (const region of ['us-east-1', 'us-west-2']) {
      const all = functions(world, ACCOUNT, region);
      const invoke = all.invokeAsynchronously.bind(all);
      all.invokeAsynchronously = (name, event) => {
        const changed = change(event as SentEvent);
        if (changed === undefined) return 'never';
        if (!('late' in changed)) return invoke(name, changed);
        world.clock.after(changed.late, () => void invoke(name, changed.event));
        return 'late';
      };
    }
  };
}
