import { AwsError } from '../../sandbox/aws-error';
import type { RecordedCall } from '../../sandbox/calls';
import type { Fault } from '../../sandbox/faults';
import type { World } from '../../sandbox/world';
import { awsError } from './errors';
import { FUNCTION_ROLE } from './lambda';
import type { AnswerFaultSpec, FaultSpec } from './scenario';
import { OTHER_ROLE } from './places';
import type { Mishap } from './transport';

const SECOND = 1000;

/** Longer than the SDK's patience. */
const HANG = 40 * SECOND;
const SLOW = 3 * SECOND;

/** Whether it is the function that calls: as its own role or as another. */
export function isByFunction({ caller }: Pick<RecordedCall, 'caller'>): boolean {
  return caller === FUNCTION_ROLE.arn || caller.startsWith(OTHER_ROLE.replace(':iam::', ':sts::').replace(':role/', ':assumed-role/'));
}

/** The faults of a scenario, from the start of its deletion on. */
export class Troubles {
  /** How many faults struck, by their kinds. */
  readonly struck = new Map<string, number>();
  readonly #begin: number;

  constructor(
    private readonly world: World,
    private readonly specs: readonly FaultSpec[],
    answerFaults: readonly AnswerFaultSpec[],
  ) {
    this.#begin = world.clock.now();
    for (const spec of specs) {
      const fault = faultOf(spec);
      if (fault) world.faults.add({ ...fault, when: (call) => isByFunction(call) && call.action !== 'PutObject' && this.#strikes(spec, call.action) });
    }
    for (const spec of answerFaults) world.faults.add({ service: 's3', action: 'PutObject', ...answerFaultOf(spec), when: () => this.count(`answer ${spec.kind}`) });
  }

  /** What befalls the function's next call of this action on its way. */
  mishap(action: string): Mishap | undefined {
    for (const spec of this.specs) {
      const { kind } = spec;
      if (isMishap(kind) && BEFALLS[kind].test(action) && this.#strikes(spec, action)) return kind;
    }
    return undefined;
  }

  count(kind: string): true {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    return true;
  }

  #strikes(spec: FaultSpec, action: string): boolean {
    const { clock, random } = this.world;
    const seconds = (clock.now() - this.#begin) / SECOND;
    if ((spec.action !== undefined && spec.action !== action) || seconds < spec.from || seconds >= spec.from + spec.lasts) return false;
    if (random.between(1, 100) > spec.percent) return false;
    return this.count(spec.kind === 'error' ? `error: ${spec.error.is}` : spec.kind);
  }
}

/** Which answers a mishap may befall. */
const BEFALLS: Readonly<Record<Mishap, RegExp>> = { cut: /./, notSuccessful: /^ReleaseIpamPoolAllocation$/, noList: /^(Describe|Get)/, emptyElements: /^(Describe|Get)/ };

function isMishap(kind: FaultSpec['kind']): kind is Mishap {
  return kind in BEFALLS;
}

function faultOf({ kind, error }: FaultSpec): Fault | undefined {
  switch (kind) {
    case 'error':
      return { with: awsError(error) };
    case 'errorAfter':
      return { at: 'after', with: new AwsError('InternalError', 'An internal error has occurred', 500) };
    case 'drop':
      return { with: 'drop' };
    case 'dropAfter':
      return { at: 'after', with: 'drop' };
    case 'hang':
      return { with: { delay: HANG } };
    case 'hangAfter':
      return { at: 'after', with: { delay: HANG } };
    case 'slow':
      return { with: { delay: SLOW } };
    case 'cut':
    case 'notSuccessful':
    case 'noList':
    case 'emptyElements':
      return undefined;
  }
}

function answerFaultOf({ kind, times }: AnswerFaultSpec): Fault {
  switch (kind) {
    case 'unavailable':
      return { times, with: new AwsError('ServiceUnavailable', 'Please reduce your request rate.', 503) };
    case 'refused':
      return { times, with: new AwsError('AccessDenied', 'Access Denied', 403) };
    case 'drop':
      return { times, with: 'drop' };
    case 'slow':
      return { times, with: { delay: SLOW } };
    case 'hang':
      return { times, with: { delay: HANG } };
  }
}
