import { AwsError } from '../../aws-error';
import { PARTITION } from '../../principal';
import type { World } from '../../world';
import { roleNameOf, roles } from '../iam/roles';
import { trusts } from '../iam/trust';
import { readDefinition, type Definition } from './definition';
import { run, type Outcome } from './execution';

export interface StateMachineInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly definition: Definition;
  readonly roleArn: string;
}

export interface Execution {
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly startedAt: number;
  /** Undefined while it runs. */
  outcome?: Outcome;
}

/** The state machines of an account in a Region. */
export function stateMachines(world: World, account: string, region: string): StateMachines {
  return world.state(`states/${account}/${region}`, () => new StateMachines(world, account, region));
}

export class StateMachines {
  /** In the order of their starts. */
  readonly executions: Execution[] = [];
  readonly #machines = new Map<string, StateMachine>();

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly region: string,
  ) {}

  create(input: StateMachineInput): StateMachine {
    const arn = this.#arnOf('stateMachine', input.name);
    if (this.#machines.has(arn)) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    return this.#store(arn, input);
  }

  /** Executions that are under way go on as they began. */
  update(arn: string, input: Omit<StateMachineInput, 'name'>): StateMachine {
    return this.#store(arn, { name: this.get(arn).name, ...input });
  }

  /** Executions that are under way go on. */
  delete(arn: string): void {
    this.#machines.delete(arn);
  }

  get(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** Starts an execution, and does not wait for it. */
  start(stateMachineArn: string, input: unknown, name: string = this.world.random.uuid()): Execution {
    const machine = this.get(stateMachineArn);
    const arn = `${this.#arnOf('execution', machine.name)}:${name}`;
    if (this.executions.some((execution) => execution.arn === arn)) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const execution: Execution = { arn, stateMachineArn, startedAt: this.world.clock.now() };
    this.executions.push(execution);
    const caller = roles(this.world, this.account).session(roleNameOf(machine.roleArn), name);
    void run({ world: this.world, caller, region: this.region }, machine.definition, input).then((outcome) => (execution.outcome = outcome));
    return execution;
  }

  #store(arn: string, { name, definition, roleArn }: StateMachineInput): StateMachine {
    const role = roles(this.world, this.account).find(roleNameOf(roleArn));
    if (!role || !trusts(role.assumeRolePolicyDocument, { service: 'states.amazonaws.com' })) {
      throw new AwsError('AccessDeniedException', `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.`);
    }
    const machine = { arn, name, definition: readDefinition(definition), roleArn };
    this.#machines.set(arn, machine);
    return machine;
  }

  #arnOf(kind: 'stateMachine' | 'execution', name: string): string {
    return `arn:${PARTITION}:states:${this.region}:${this.account}:${kind}:${name}`;
  }
}
