import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { createHandler } from '../../lambda/handler';
import { perform, type InputOf, type OutputOf } from '../../sandbox/api';
import type { RecordedCall } from '../../sandbox/calls';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { ec2Api } from '../../sandbox/services/ec2';
import { functions } from '../../sandbox/services/lambda/functions';
import { KIND, type Unkindness } from '../../sandbox/unkindness';
import { World } from '../../sandbox/world';
import { publish, type Synthesized } from '../../test/acceptance/synthesized';
import { FUNCTION_ROLE, REGION, SimulatedLambda } from '../../test/simulation/lambda';
import { StackOperator } from '../../test/simulation/stack-operator';
import { InProcessTransport } from '../../test/simulation/transport';
import { VirtualClock } from '../../sandbox/virtual-clock';

type Ec2 = (typeof ec2Api)['actions'];

/** How the deletion of a stack went, in AWS's time. */
export interface Destruction {
  readonly status: string;
  /** From DeleteStack until the stack is at rest. */
  readonly seconds: number;
  /** From the start of the function's first run to the end of its last. */
  readonly functionSeconds: number;
  /** What the function asked EC2 to change, throttled calls included. */
  readonly mutating: number;
  /** Pools that were deleted with Cascade. */
  readonly cascades: number;
}

/** The name of every stack here. */
export const STACK = 'Stack';

/**
 * A stack in time that jumps to the next event: half an hour passes in a second. Everything is the sandbox's own but Lambda's
 * processes: the handler runs in this one.
 */
export class VirtualStack {
  /** Deploys a stack where nothing takes time, and lets somebody do something with it there. */
  static live<T>(synthesized: Synthesized, seed: number, work: (stack: VirtualStack) => Promise<T>): Promise<T> {
    const clock = new VirtualClock();
    const world = new World(clock, KIND, seed, 'https://sandbox');
    return clock.run(async () => {
      const stack = new VirtualStack(world);
      await stack.#deploy(synthesized);
      const result = await work(stack);
      await world.stop();
      return result;
    });
  }

  readonly #operator: StackOperator;
  readonly #lambda: SimulatedLambda;

  private constructor(readonly world: World) {
    // The functions of the template are Lambda's; only their runs are not.
    const all = functions(world, ACCOUNT, REGION);
    this.#lambda = new SimulatedLambda(world, createHandler, { killedAfter: [], clockSkew: 0, mishap: () => undefined });
    all.invokeAsynchronously = (_nameOrArn, event) => {
      this.#lambda.deliver(event);
      return 'request';
    };
    this.#operator = new StackOperator(world);
  }

  /** Somebody who may do everything calls EC2 ... */
  call<Name extends keyof Ec2>(action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
    return perform(ec2Api, { world: this.world, caller: administrator(), region: REGION }, action, input);
  }

  /** ... or with a client of the SDK. */
  get ec2(): EC2Client {
    const requestHandler = new InProcessTransport({ world: this.world, isAlive: () => true, mishap: () => undefined, onEnd: () => undefined });
    return new EC2Client({ region: REGION, requestHandler, maxAttempts: 1, credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } });
  }

  output(key: string): string {
    const output = this.#operator.stack.outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (output === undefined) throw new Error(`the stack has no output ${key}`);
    return output;
  }

  /** Of the stack, oldest first. */
  get events(): readonly StackEvent[] {
    return this.#operator.stack.events;
  }

  /** Deletes the stack once, in this weather. */
  async destroy(weather: Unkindness): Promise<Destruction> {
    const { world } = this;
    // What was done before is in every list by now.
    await world.clock.sleep(60_000);
    world.unkindness = weather;
    const began = world.clock.now();
    const callsBefore = world.calls.all.length;
    const status = await this.#operator.operate('DeleteStack');
    const seconds = (world.clock.now() - began) / 1000;
    const runs = this.#lambda.runs.filter(({ isDelete }) => isDelete);
    const functionSeconds = runs.length === 0 ? 0 : (Math.max(...runs.map(({ endedAt = 0 }) => endedAt)) - Math.min(...runs.map(({ startedAt }) => startedAt))) / 1000;
    const calls = world.calls.all.slice(callsBefore).filter(isMutating);
    const cascades = calls.filter(({ action, input, outcome }) => action === 'DeleteIpamPool' && input.Cascade === true && outcome?.httpStatus === 200).length;
    return { status, seconds, functionSeconds, mutating: calls.length, cascades };
  }

  async #deploy(synthesized: Synthesized): Promise<void> {
    publish(this.world, REGION, synthesized);
    const status = await this.#operator.operate('CreateStack', undefined, { TemplateURL: synthesized.templateUrl, Capabilities: ['CAPABILITY_NAMED_IAM'] });
    if (status !== 'CREATE_COMPLETE') throw new Error(`the stack could not be deployed: ${status}`);
  }
}

function isMutating({ service, caller, action, input }: RecordedCall): boolean {
  return service === 'ec2' && caller === FUNCTION_ROLE.arn && input.DryRun !== true && !/^(Describe|Get)/.test(action);
}
