import { join } from 'node:path';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { perform, type InputOf } from '../../../sandbox/api';
import { AwsError } from '../../../sandbox/aws-error';
import { administrator } from '../../../sandbox/principal';
import { cloudFormationApi } from '../../../sandbox/services/cloudformation';
import type { Stack, StackResource } from '../../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../../sandbox/services/cloudformation/stacks/stacks';
import { functions } from '../../../sandbox/services/lambda/functions';
import { KIND, WEATHERS } from '../../../sandbox/unkindness';
import { VirtualClock } from '../../../sandbox/virtual-clock';
import { World } from '../../../sandbox/world';
import { Failure } from '../failure';
import { PACKAGE_ROOT } from '../package-root';
import type { AppStack } from './assembly';
import type { RehearseOptions } from './declare';
import { isAtStake, NOT_RUN, typeInApp, whyNotCopied, whyPlaceholder } from './placeholders';
import { becauseOfOutsiders } from './outsiders';
import { handlerHash, runReleasesInProcess } from './release-functions';
import type { Entry, Failed, NotModelled, StackReport } from './report';
import { loadSnapshot, type LoadedStack } from './snapshot/load-stack';
import type { Snapshot } from './snapshot/snapshot';
import { stage } from './stage';
import { take } from './take';
import type { Taking } from './taking';
import { TeardownWatch } from './watch';

type CloudFormation = (typeof cloudFormationApi)['actions'];

/** What is rehearsed. */
export interface Subject extends Pick<RehearseOptions, 'tag' | 'weather'> {
  readonly take: Taking;
  readonly stacks: readonly AppStack[];
  /** A deployed stack instead. */
  readonly snapshot?: Snapshot;
}

/** How one rehearsal went. */
export interface Life {
  readonly seed: number;
  readonly seconds: number;
  readonly stacks: readonly StackReport[];
  readonly timeline: readonly Entry[];
  readonly failed: readonly Failed[];
  readonly notModelled: readonly NotModelled[];
  readonly notes: readonly string[];
}

/** What is done before is in every list by the time of the destroy. */
const BETWEEN = 60_000;
/** The sandbox may refuse one thing only once another is there. */
const MOST_DEPLOYMENTS = 20;

/** Deploys the stacks where nothing takes time, has things taken, and destroys the stacks as `cdk destroy --all` does. */
export async function live(subject: Subject, seed: number): Promise<Life> {
  const placeholders = new Map<string, string>();
  for (let deployment = 1; ; deployment += 1) {
    const clock = new VirtualClock();
    const world = new World(clock, KIND, seed, 'https://sandbox');
    const rehearsal = new Rehearsal(world, subject, placeholders);
    try {
      const life = await clock.run(async () => (await rehearsal.deploy()) && rehearsal.destroy(seed));
      if (life) return life;
      if (deployment === MOST_DEPLOYMENTS) throw new Failure('the sandbox could not deploy the app', 'rehearse fewer of its stacks');
    } finally {
      await world.stop();
    }
  }
}

class Rehearsal {
  readonly #deployed: Stack[] = [];
  #loaded: LoadedStack | undefined;

  constructor(
    private readonly world: World,
    private readonly subject: Subject,
    /** What the sandbox could not create, by logical id, with the reason. What this one can't is added. */
    private readonly placeholders: Map<string, string>,
  ) {}

  /** False when something could not be created that is a placeholder from now on. */
  async deploy(): Promise<boolean> {
    const { world, subject, placeholders } = this;
    if (subject.snapshot) {
      this.#loaded = loadSnapshot(world, subject.snapshot);
      this.#deployed.push(this.#loaded.stack);
    }
    for (const stack of subject.stacks) {
      runReleasesInProcess(world, stack.account, stack.region);
      const TemplateURL = stage(world, stack, new Set(placeholders.keys()));
      await this.#call(stack, 'CreateStack', {
        StackName: stack.name,
        TemplateURL,
        Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
        Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
        EnableTerminationProtection: stack.terminationProtection,
        DisableRollback: true,
      }).catch((error: unknown) => {
        throw refused(stack, error);
      });
      const deployed = this.#stack(stack);
      await deployed.operation?.done;
      if (deployed.status !== 'CREATE_COMPLETE') {
        this.#replaceWhatFailed(deployed);
        return false;
      }
      this.#deployed.push(deployed);
    }
    return true;
  }

  async destroy(seed: number): Promise<Life> {
    const { world, subject } = this;
    const place = subject.snapshot ?? subject.stacks.find(({ template }) => Object.values(template.Resources).some(({ Type }) => isAtStake(Type))) ?? subject.stacks[0];
    const all = this.#deployed.flatMap((stack) => withNested(world, stack));
    const taken = place && (await take(world, subject.take, { account: place.account, region: place.region, tags: subject.tag ?? {}, stacks: all }));
    const notes = [...(this.#loaded?.notes ?? []), ...(taken?.notes ?? [])];
    if (!this.#loaded && this.#hasOtherHandler()) notes.push('The app has another version of this package: its AddressReleases were rehearsed with the handler of this one');
    await world.clock.sleep(BETWEEN);
    world.unkindness = WEATHERS[subject.weather];
    this.#loaded?.begin();
    await taken?.delete();
    const kept = all.map((stack) => ({ stack, resources: [...stack.resources.values()].map((resource) => ({ ...resource })), events: stack.events.length }));
    const watch = new TeardownWatch(world, new Set(kept.flatMap(({ resources }) => resources.flatMap(({ physicalId }) => physicalId ?? []))));
    const began = world.clock.now();
    const seconds = (at: number) => Math.round((at - began) / 100) / 10;
    const reports: StackReport[] = [];
    const failed: Failed[] = [];
    for (const stack of this.#deployed.toReversed()) {
      const { name, account, region } = stack;
      if (failed.length > 0) {
        reports.push({ name, account, region, status: stack.status });
        continue;
      }
      const begins = seconds(world.clock.now());
      try {
        await this.#call(stack, 'DeleteStack', { StackName: name });
        await stack.operation?.done;
      } catch (error) {
        failed.push({ stack: name, logicalId: name, type: 'AWS::CloudFormation::Stack', reason: (error as Error).message });
      }
      reports.push({ name, account, region, status: stack.status, begins, ends: seconds(world.clock.now()) });
      if (stack.status === 'DELETE_FAILED') failed.push(...withNested(world, stack).flatMap((each) => failuresOf(each, this.#loaded?.outsiders ?? new Set(), world)));
      if (stack.status === 'DELETE_FAILED' && failed.length === 0) failed.push({ stack: name, logicalId: name, type: 'AWS::CloudFormation::Stack', reason: stack.statusReason ?? '' });
    }
    const ended = world.clock.now();
    const resources = kept.flatMap(({ stack, resources, events }) => resources.map((resource) => entryOf(stack, resource, stack.events.slice(events), { seconds, watch })));
    const gone = new Map(resources.flatMap(({ id, ends, end }) => (end === 'deleted' && ends !== undefined ? [[id, ends] as const] : [])));
    const things = watch.end((physicalId) => gone.get(physicalId));
    return {
      seed,
      seconds: seconds(ended),
      stacks: reports,
      timeline: [...resources, ...things].sort((one, other) => one.begins - other.begins),
      failed,
      notModelled: this.#notModelled(kept.flatMap((each) => each.resources)),
      notes,
    };
  }

  #replaceWhatFailed(stack: Stack): void {
    const failed = withNested(this.world, stack).flatMap(({ events }) => events.filter(({ ResourceStatus, ResourceStatusReason = '' }) => ResourceStatus === 'CREATE_FAILED' && !ResourceStatusReason.endsWith('cancelled')));
    const serious = failed.find(({ ResourceType = '' }) => isAtStake(ResourceType) && ResourceType !== 'AWS::CloudFormation::Stack');
    const replaced = failed.filter(({ ResourceType = '', LogicalResourceId = '' }) => !isAtStake(ResourceType) && !this.placeholders.has(LogicalResourceId));
    if (serious || replaced.length === 0) {
      const { LogicalResourceId = stack.name, ResourceType = '', ResourceStatusReason = stack.statusReason ?? '' } = serious ?? failed[0] ?? {};
      throw new Failure(`${stack.name} could not be deployed to the sandbox: ${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason}`, 'a rehearsal has nothing but what the app itself makes: see that it makes what it refers to');
    }
    for (const { LogicalResourceId = '', ResourceStatusReason = '' } of replaced) this.placeholders.set(LogicalResourceId, ResourceStatusReason);
  }

  #hasOtherHandler(): boolean {
    const own = handlerHash(join(PACKAGE_ROOT, 'lambda', 'dist'));
    const deployed = this.#deployed.flatMap(({ account, region }) => functions(this.world, account, region).all()).filter(({ handler }) => handler !== NOT_RUN);
    return deployed.some(({ code }) => handlerHash(code.folder) !== own);
  }

  #notModelled(resources: readonly StackResource[]): NotModelled[] {
    const found = new Map<string, NotModelled>();
    for (const { logicalId, type } of resources) {
      const refused = this.placeholders.get(logicalId);
      const why = this.#loaded ? whyNotCopied(type) : refused === undefined ? whyPlaceholder(type) : `the sandbox could not create it: ${refused}`;
      if (why === undefined) continue;
      const key = `${type} ${why}`;
      found.set(key, { type: typeInApp(type), why, count: (found.get(key)?.count ?? 0) + 1 });
    }
    return [...found.values()].sort((one, other) => one.type.localeCompare(other.type));
  }

  #stack({ name, account, region }: Pick<AppStack, 'name' | 'account' | 'region'>): Stack {
    const stack = stacks(this.world, account, region).all.findLast((each) => each.name === name);
    if (!stack) throw new Error(`there is no stack ${name}`);
    return stack;
  }

  async #call<Name extends 'CreateStack' | 'DeleteStack'>({ account, region }: Pick<AppStack, 'account' | 'region'>, action: Name, input: InputOf<CloudFormation[Name]>): Promise<void> {
    await perform<CloudFormation, Name>(cloudFormationApi, { world: this.world, caller: administrator(account), region }, action, input);
  }
}

function refused({ name }: AppStack, error: unknown): unknown {
  return error instanceof AwsError ? new Failure(`${name} could not be deployed to the sandbox: ${error.message}`, 'change the app, or leave the stack out', { cause: error }) : error;
}

/** The stack, and the stacks that are nested in it. */
export function withNested(world: World, stack: Stack): Stack[] {
  return [stack, ...stacks(world, stack.account, stack.region).all.filter(({ root }) => root === stack)];
}

function failuresOf(stack: Stack, outsiders: ReadonlySet<string>, world: World): Failed[] {
  const own = stack.events.filter(({ ResourceStatus, PhysicalResourceId }) => ResourceStatus === 'DELETE_FAILED' && PhysicalResourceId !== stack.id);
  return own.map(({ LogicalResourceId: logicalId = '', PhysicalResourceId: id = '', ResourceType: type = '', ResourceStatusReason: reason = '' }) => ({ stack: stack.name, logicalId, type: typeInApp(type), reason, ...becauseOfOutsiders(world, outsiders, type, id) }));
}

const ENDS: ReadonlyMap<string, Entry['end']> = new Map([['DELETE_COMPLETE', 'deleted'], ['DELETE_FAILED', 'failed'], ['DELETE_SKIPPED', 'retained']]);

function entryOf(stack: Stack, { logicalId, type, physicalId = '', properties }: StackResource, events: readonly StackEvent[], { seconds, watch }: { seconds: (at: number) => number; watch: TeardownWatch }): Entry {
  const own = events.filter((event) => event.LogicalResourceId === logicalId && event.PhysicalResourceId === physicalId);
  const at = (status: string) => {
    const time = own.find(({ ResourceStatus }) => ResourceStatus === status)?.Timestamp?.getTime();
    return time === undefined ? undefined : seconds(time);
  };
  const last = own.at(-1);
  const end = ENDS.get(last?.ResourceStatus ?? '') ?? 'untouched';
  return {
    kind: 'resource',
    name: logicalId,
    type: typeInApp(type),
    id: physicalId,
    stack: stack.name,
    pool: type === 'AWS::EC2::IPAMPool' ? physicalId : type === 'AWS::EC2::IPAMPoolCidr' ? String(properties.IpamPoolId) : undefined,
    begins: at('DELETE_IN_PROGRESS') ?? at('DELETE_SKIPPED') ?? 0,
    ends: at('DELETE_COMPLETE') ?? at('DELETE_FAILED'),
    end,
    reason: end === 'failed' ? last?.ResourceStatusReason : undefined,
    isPlaceholder: whyPlaceholder(type) !== undefined,
    tries: watch.triesOf(physicalId),
  };
}
