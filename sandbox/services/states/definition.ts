import { AwsError } from '../../aws-error';

/** A state machine as the sandbox runs it: tasks that invoke functions, and what is done about their errors. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, TaskState>>;
}

export interface TaskState {
  readonly Type: 'Task';
  /** ARN of a function. */
  readonly Resource: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  /** Without it, the state is the last one. */
  readonly Next?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Before the first retry. @default 1 */
  readonly IntervalSeconds?: number;
  /** @default 3 */
  readonly MaxAttempts?: number;
  /** How many times longer each interval is than the one before. @default 2 */
  readonly BackoffRate?: number;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** What is read of each part of the Amazon States Language; everything else would be ignored, and so is refused. */
const FIELDS = {
  machine: ['StartAt', 'States', 'Comment'],
  state: ['Type', 'Resource', 'Retry', 'Catch', 'Next', 'End', 'Comment'],
  retrier: ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate'],
  catcher: ['ErrorEquals', 'Next'],
} as const;

/** Reads a definition; refuses what is malformed, and what the sandbox does not know. */
export function readDefinition(text: string): Definition {
  const definition = parse(text);
  requireKnown('the state machine', definition, FIELDS.machine);
  const { StartAt, States } = definition;
  const requireState = (name: unknown, where: string) => {
    if (typeof name !== 'string' || !Object.hasOwn(States, name)) throw invalid(`${where} names the state ${JSON.stringify(name)}, which does not exist`);
  };
  requireState(StartAt, 'StartAt');
  for (const [name, state] of Object.entries(States)) {
    requireKnown(`the state ${name}`, state, FIELDS.state);
    if ((state.Type as string) !== 'Task') throw notSimulated(`states of type ${state.Type}`);
    if (!/^arn:[^:]+:lambda:[^:]+:\d{12}:function:/.test(state.Resource)) throw notSimulated(`a Resource that is no function's ARN: ${state.Resource}`);
    if (state.Next !== undefined) requireState(state.Next, `the state ${name}`);
    for (const retrier of state.Retry ?? []) requireKnown(`a Retry of the state ${name}`, retrier, FIELDS.retrier);
    for (const catcher of state.Catch ?? []) {
      requireKnown(`a Catch of the state ${name}`, catcher, FIELDS.catcher);
      requireState(catcher.Next, `a Catch of the state ${name}`);
    }
    for (const { ErrorEquals } of [...(state.Retry ?? []), ...(state.Catch ?? [])]) {
      const other = ErrorEquals.find((error) => error.startsWith('States.') && error !== 'States.ALL');
      if (other !== undefined) throw notSimulated(`the error name ${other}`);
    }
  }
  return definition;
}

function parse(text: string): Definition {
  try {
    return JSON.parse(text) as Definition;
  } catch {
    throw invalid('it is not valid JSON');
  }
}

function requireKnown(what: string, part: object, known: readonly string[]): void {
  const unknown = Object.keys(part).filter((field) => !known.includes(field));
  if (unknown.length > 0) throw notSimulated(`${unknown.join(', ')} of ${what}`);
}

function invalid(why: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${why}`);
}

function notSimulated(what: string): AwsError {
  return invalid(`the sandbox's Step Functions runs tasks that invoke functions, and does not know ${what}`);
}
