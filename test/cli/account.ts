import { App } from 'aws-cdk-lib';
import type { Aws } from '../../bin/cli/aws';
import { readAssembly } from '../../bin/cli/rehearse/assembly';
import { withNested } from '../../bin/cli/rehearse/life';
import { rehearse } from '../../bin/cli/rehearse/rehearse';
import { runReleasesInProcess } from '../../bin/cli/rehearse/release-functions';
import type { Report } from '../../bin/cli/rehearse/report';
import type { Snapshot } from '../../bin/cli/rehearse/snapshot/snapshot';
import { takeSnapshot } from '../../bin/cli/rehearse/snapshot/take-snapshot';
import { stage } from '../../bin/cli/rehearse/stage';
import { NOTHING } from '../../bin/cli/rehearse/taking';
import { perform, type InputOf, type OutputOf } from '../../sandbox/api';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { cloudFormationApi } from '../../sandbox/services/cloudformation';
import type { Stack } from '../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../sandbox/services/cloudformation/stacks/stacks';
import { ec2Api } from '../../sandbox/services/ec2';
import { ec2State } from '../../sandbox/services/ec2/state';
import { KIND, WEATHERS } from '../../sandbox/unkindness';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { World } from '../../sandbox/world';
import { releasedIn, seenBy, thingsIn } from '../rehearsals/account';
import { REGION } from '../simulation/lambda';

type Ec2 = (typeof ec2Api)['actions'];
type CloudFormation = (typeof cloudFormationApi)['actions'];

/** How a stack's destroy went: what of its resources, and of pools and addresses, was not deleted and what was released; and how long it took. */
export interface Outcome {
  readonly status: string;
  readonly resources: readonly string[];
  readonly left: readonly string[];
  readonly released: readonly string[];
  readonly seconds: number;
}

const LATER = 60_000;

/** A sandbox in virtual time that plays the account in which stacks are deployed, rehearsed from a snapshot, and destroyed. */
export class Account {
  readonly #clock = new VirtualClock();
  readonly world: World;

  constructor(seed = 1) {
    this.world = new World(this.#clock, KIND, seed, 'https://sandbox');
    runReleasesInProcess(this.world, ACCOUNT, REGION);
  }

  async run<Result>(does: () => Promise<Result>): Promise<Result> {
    return this.#clock.run(does);
  }

  async stop(): Promise<void> {
    await this.world.stop();
  }

  /** Somebody does something by hand. */
  async byHand<Name extends keyof Ec2>(action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
    return this.run(async () => perform<Ec2, Name>(ec2Api, { world: this.world, caller: administrator(), region: REGION }, action, input));
  }

  /** Deploys the stacks of an app, as a rehearsal of it does. */
  async deploy(fill: (app: App) => unknown): Promise<void> {
    const app = new App({ postCliContext: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false } });
    fill(app);
    for (const stack of readAssembly(app.synth().directory, { account: ACCOUNT, region: REGION })) {
      const TemplateURL = stage(this.world, stack, new Set());
      await this.run(async () => {
        await this.#call('CreateStack', { StackName: stack.name, TemplateURL, Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'], DisableRollback: true });
        await this.#stack(stack.name).operation?.done;
      });
      const failed = this.#stack(stack.name).events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
      if (failed) throw new Error(`${failed.LogicalResourceId ?? ''}: ${failed.ResourceStatusReason ?? ''}`);
    }
  }

  async snapshot(name: string): Promise<Snapshot> {
    const { world } = this;
    const aws: Aws = seenBy(world);
    return this.run(async () => {
      await this.#clock.sleep(LATER);
      return takeSnapshot(aws, aws.world({ clock: this.#clock, log: () => undefined, retries: true }), name);
    });
  }

  async destroy(name: string): Promise<Outcome> {
    const { world } = this;
    const stack = this.#stack(name);
    const before = this.#things(new Set(withNested(world, stack).flatMap(({ resources }) => [...resources.values()].map(({ physicalId }) => physicalId))));
    const callsBefore = world.calls.all.length;
    world.unkindness = WEATHERS.everyday;
    const seconds = await this.run(async () => {
      const began = this.#clock.now();
      await this.#call('DeleteStack', { StackName: name });
      await stack.operation?.done;
      return (this.#clock.now() - began) / 1000;
    });
    world.unkindness = KIND;
    const after = new Set(this.#things(new Set()));
    const released = releasedIn(world.calls.all.slice(callsBefore));
    const resources = withNested(world, stack).flatMap((each) => [...each.resources.values()].map(({ logicalId, status }) => `${logicalId} ${status}`));
    return {
      status: stack.status,
      resources: resources.filter((each) => /DELETE_(FAILED|SKIPPED)$/.test(each)).sort(),
      left: before.filter((id) => after.has(id)).sort(),
      released: [...released].sort(),
      seconds,
    };
  }

  /** Every allocation and Elastic IP there is, but what pools gave to pools, and what is a resource itself. */
  #things(physicalIds: ReadonlySet<string | undefined>): string[] {
    const ofStack = [...ec2State(this.world).addresses.all()].filter(({ publicIp }) => physicalIds.has(publicIp)).map(({ id }) => id);
    return thingsIn(this.world).filter((id) => !ofStack.includes(id));
  }

  #stack(name: string): Stack {
    const stack = stacks(this.world, ACCOUNT, REGION).all.findLast((each) => each.name === name);
    if (!stack) throw new Error(`there is no stack ${name}`);
    return stack;
  }

  async #call<Name extends 'CreateStack' | 'DeleteStack'>(action: Name, input: InputOf<CloudFormation[Name]>): Promise<void> {
    await perform<CloudFormation, Name>(cloudFormationApi, { world: this.world, caller: administrator(), region: REGION }, action, input);
  }
}

export function rehearsed(snapshot: Snapshot, runs = 1): Promise<Report> {
  return rehearse({ stacks: [], snapshot, take: NOTHING, weather: 'everyday' }, { seed: 1, runs, command: '' }, () => undefined);
}

/** What a rehearsal says of the destroy. */
export function outcomeOf({ stacks: [stack], timeline, seconds }: Report): Outcome {
  const isResource = ({ kind }: Report['timeline'][number]) => kind === 'resource';
  const ends: Partial<Record<string, string>> = { failed: 'DELETE_FAILED', retained: 'DELETE_SKIPPED' };
  const things = timeline.filter((each) => !isResource(each));
  return {
    status: stack?.status ?? '',
    resources: timeline.filter(isResource).flatMap(({ name, end }) => (ends[end] === undefined ? [] : [`${name} ${ends[end]}`])).sort(),
    left: things.filter(({ end }) => end === 'left').map(({ id }) => id).sort(),
    released: things.filter(({ end }) => end === 'released').map(({ id }) => id).sort(),
    seconds: seconds.most,
  };
}
