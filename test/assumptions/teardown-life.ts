import { App, Stack as CdkStack } from 'aws-cdk-lib';
import { readAssembly, type AppStack } from '../../bin/cli/rehearse/assembly';
import { runReleasesInProcess } from '../../bin/cli/rehearse/release-functions';
import { stage } from '../../bin/cli/rehearse/stage';
import { Environment } from '../../bin/teardown-example';
import { RESOURCE_TYPE } from '../../lib/contract';
import { perform, type InputOf, type OutputOf } from '../../sandbox/api';
import type { RecordedCall } from '../../sandbox/calls';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { cloudFormationApi } from '../../sandbox/services/cloudformation';
import type { Stack } from '../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../sandbox/services/cloudformation/stacks/stacks';
import { ec2Api } from '../../sandbox/services/ec2';
import { ec2State } from '../../sandbox/services/ec2/state';
import { functions } from '../../sandbox/services/lambda/functions';
import { EVERYDAY, KIND, type Unkindness } from '../../sandbox/unkindness';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { World } from '../../sandbox/world';

type Ec2 = (typeof ec2Api)['actions'];
type CloudFormation = (typeof cloudFormationApi)['actions'];

export const REGION = 'us-east-1';
const PLACE = { account: ACCOUNT, region: REGION };
const NAME = 'AddressReleaseTeardown';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An AWS in which something is otherwise than is taken for true. */
export interface TurnedRound {
  /** The rows of docs/assumptions.md. */
  readonly numbers: readonly string[];
  /** What is otherwise. */
  readonly how: string;
  /** Whether pools may go with what nobody uses any more. @default true */
  readonly cascades?: boolean;
  /** Something that is not listed would be taken first here. */
  readonly isNear?: boolean;
  readonly weather?: Partial<Unkindness>;
  /** Puts faults in the way, from the deployment on. */
  readonly turn?: (world: World) => void;
  /** The same from the destroy on. */
  readonly turnAtDestroy?: (world: World) => void;
  readonly template?: (template: AppStack['template']) => AppStack['template'];
  /** What the function is called with. */
  readonly event?: (event: unknown) => unknown;
}

/** How it went. */
export interface Life {
  readonly deployed: string;
  /** Of the first destroy, and the minutes that it took; and of a second one, where the first was not enough and AWS is as it is believed to be again. */
  readonly destroyed: string;
  readonly minutes: number;
  readonly again?: string;
  /** CloudFormation waited to the end of a ServiceTimeout. */
  readonly isUnanswered: boolean;
  /** How much of what is listed is there at the end. */
  readonly left: number;
  /** Why deployment or destroy failed. */
  readonly reasons: readonly string[];
  /** What must never be. */
  readonly violations: readonly string[];
}

const templates = new Map<boolean, AppStack>();

/** The teardown example as `cdk synth` leaves it. */
function synthesized(cascadeWhenUnused: boolean): AppStack {
  const known = templates.get(cascadeWhenUnused);
  if (known) return known;
  const app = new App();
  new Environment(new CdkStack(app, NAME), 'Environment', { cascadeWhenUnused });
  const [stack] = readAssembly(app.synth().directory, PLACE);
  if (!stack) throw new Error('the app has no stack');
  templates.set(cascadeWhenUnused, stack);
  return stack;
}

/** Deploys the teardown example, has a network team take what is listed and what is not, destroys it, and again. */
export async function liveThrough(turned: TurnedRound): Promise<Life> {
  const clock = new VirtualClock();
  const world = new World(clock, KIND, 1, 'https://sandbox');
  try {
    return await clock.run(() => new Teardown(world, turned, synthesized(turned.cascades ?? true)).live());
  } finally {
    await world.stop();
  }
}

class Teardown {
  readonly #violations: string[] = [];
  readonly #reasons = new Set<string>();
  /** The ids of what nobody lists. */
  readonly #others = new Set<string>();
  #mayRelease = false;

  constructor(
    private readonly world: World,
    private readonly turned: TurnedRound,
    private readonly app: AppStack,
  ) {}

  async live(): Promise<Life> {
    const { world, turned, app } = this;
    await this.#takeForOthers();
    world.unkindness = { ...KIND, ...turned.weather };
    runReleasesInProcess(world, ACCOUNT, REGION);
    const all = functions(world, ACCOUNT, REGION);
    const run = all.runInProcess;
    if (run && turned.event) all.runInProcess = async (invocation, lambda) => run({ ...invocation, event: turned.event?.(invocation.event) }, lambda);
    this.#watch();
    turned.turn?.(world);
    const TemplateURL = stage(world, { ...app, template: turned.template?.(app.template) ?? app.template }, new Set());
    await this.#call('CreateStack', { StackName: NAME, TemplateURL, Capabilities: ['CAPABILITY_NAMED_IAM'], DisableRollback: true });
    const deployed = await this.#atRest();
    this.#note();
    if (deployed !== 'CREATE_COMPLETE') return this.#end(deployed, '', 0);

    world.unkindness = KIND;
    await this.#takeForTheStack();
    await world.clock.sleep(2 * HOUR);
    world.unkindness = { ...EVERYDAY, ...turned.weather };
    turned.turnAtDestroy?.(world);
    this.#mayRelease = true;
    const began = world.clock.now();
    const destroyed = await this.#destroy();
    const minutes = Math.round((world.clock.now() - began) / MINUTE);
    this.#note();
    if (destroyed === 'DELETE_COMPLETE') return this.#end(deployed, destroyed, minutes);
    await world.clock.sleep(2 * HOUR);
    world.faults.clear();
    world.unkindness = EVERYDAY;
    if (run) all.runInProcess = run;
    this.#watch();
    return this.#end(deployed, destroyed, minutes, await this.#destroy());
  }

  #end(deployed: string, destroyed: string, minutes: number, again?: string): Life {
    this.#isThere();
    return { deployed, destroyed, minutes, left: this.#left(), isUnanswered: [...this.#reasons].some((reason) => reason.includes('did not receive a response')), ...(again === undefined ? {} : { again }), reasons: [...this.#reasons], violations: this.#violations };
  }

  /** Each change by the function, before it has any effect, by what EC2 really has. */
  #watch(): void {
    this.world.faults.add({ service: 'ec2', when: (call) => this.#judge(call), with: 'drop' });
  }

  #judge(call: RecordedCall): false {
    const { action, input, caller, service } = call;
    if (service !== 'ec2' || !caller.includes(':assumed-role/') || caller.endsWith('/AWSCloudFormation') || /^(Describe|Get)/.test(action)) return false;
    const what = `${action} ${JSON.stringify(input)}`;
    for (const id of this.#others) if (JSON.stringify(input).includes(id)) this.#violations.push(`it touches what is not listed: ${what}`);
    if (input.DryRun !== true && !this.#mayRelease) this.#violations.push(`it changes something while the stack is not being deleted: ${what}`);
    if (input.DryRun !== true && action === 'DeleteIpamPool' && input.Cascade === true) {
      const { vpcs, subnets } = ec2State(this.world);
      const used = [...ec2State(this.world).contentOf(String(input.IpamPoolId)).allocations.all()].filter(({ resourceId = '' }) => vpcs.get(resourceId) ?? subnets.get(resourceId));
      if (used.length > 0) this.#violations.push(`it takes along what somebody uses: ${what}`);
    }
    return false;
  }

  #left(): number {
    const { addresses, pools } = ec2State(this.world);
    const isOthers = (id: string) => this.#others.has(id);
    const manual = [...pools.all()].filter(({ id }) => !isOthers(id)).flatMap(({ id }) => [...ec2State(this.world).contentOf(id).allocations.all()].filter(({ resourceType }) => resourceType === 'custom'));
    return manual.length + [...addresses.all()].filter(({ id }) => !isOthers(id)).length;
  }

  #isThere(): void {
    const state = ec2State(this.world);
    const pools = [...state.pools.all()].map(({ id }) => id);
    const there = new Set([...[...state.addresses.all()].map(({ id }) => id), ...pools, ...pools.flatMap((id) => [...state.contentOf(id).allocations.all()].map((each) => each.id))]);
    for (const id of this.#others) if (!there.has(id)) this.#violations.push(`${id} is not listed, and gone`);
  }

  /** Why something failed, as the stack's events tell. A custom resource whose time was over had no answer. */
  #note(): void {
    for (const { ResourceStatus = '', ResourceStatusReason = '' } of this.#stack.events) {
      if (ResourceStatus.endsWith('_FAILED') && !/cancelled|The following resource/.test(ResourceStatusReason)) this.#reasons.add(ResourceStatusReason);
    }
  }

  /** Addresses, and a pool with an allocation in it, that have nothing to do with the stack. */
  async #takeForOthers(): Promise<void> {
    const { Ipam } = await this.#ec2('CreateIpam', { OperatingRegions: [{ RegionName: REGION }] });
    const { IpamPool } = await this.#ec2('CreateIpamPool', { IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4', Locale: REGION });
    const IpamPoolId = IpamPool?.IpamPoolId;
    await this.#ec2('ProvisionIpamPoolCidr', { IpamPoolId, Cidr: '10.200.0.0/16' });
    await this.world.clock.sleep(HOUR);
    const { IpamPoolAllocation } = await this.#ec2('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 });
    const tagged = await this.#address('another');
    const untagged = await this.#address();
    for (const id of [IpamPoolId, IpamPoolAllocation?.IpamPoolAllocationId, tagged, untagged]) if (id !== undefined) this.#others.add(id);
  }

  /** What the stack lists: CIDRs of its pool, and addresses with its name, one of them in use. */
  async #takeForTheStack(): Promise<void> {
    const IpamPoolId = this.#stack.outputs.find(({ OutputKey }) => OutputKey === 'PoolId')?.OutputValue;
    for (const NetmaskLength of [23, 24, 28]) await this.#ec2('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength });
    const AllocationId = await this.#address(NAME);
    await this.#address(NAME);
    const { Vpc } = await this.#ec2('CreateVpc', { CidrBlock: '192.168.0.0/24' });
    const { InternetGateway } = await this.#ec2('CreateInternetGateway', {});
    await this.#ec2('AttachInternetGateway', { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId });
    const { Subnet } = await this.#ec2('CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/28' });
    const { NetworkInterface } = await this.#ec2('CreateNetworkInterface', { SubnetId: Subnet?.SubnetId });
    await this.#ec2('AssociateAddress', { AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId });
  }

  async #address(environment?: string): Promise<string | undefined> {
    const TagSpecifications = environment === undefined ? undefined : [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: 'environment', Value: environment }] }];
    return (await this.#ec2('AllocateAddress', { Domain: 'vpc', TagSpecifications })).AllocationId;
  }

  async #destroy(): Promise<string> {
    await this.#call('DeleteStack', { StackName: NAME });
    return this.#atRest();
  }

  /** The status of the stack when its operation is over: an answer for each custom resource, or the end of its ServiceTimeout. */
  async #atRest(): Promise<string> {
    const { clock } = this.world;
    const { operation } = this.#stack;
    const tooLong = 4 * HOUR;
    const began = clock.now();
    await operation?.done;
    if (clock.now() - began > tooLong) this.#violations.push('the stack was busy for more than four hours');
    return this.#stack.status;
  }

  get #stack(): Stack {
    const stack = stacks(this.world, ACCOUNT, REGION).all.findLast(({ name }) => name === NAME);
    if (!stack) throw new Error('there is no stack');
    return stack;
  }

  async #call<Name extends keyof CloudFormation>(action: Name, input: InputOf<CloudFormation[Name]>): Promise<void> {
    await perform<CloudFormation, Name>(cloudFormationApi, { world: this.world, caller: administrator(), region: REGION }, action, input);
  }

  async #ec2<Name extends keyof Ec2>(action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
    return perform<Ec2, Name>(ec2Api, { world: this.world, caller: administrator(), region: REGION }, action, input);
  }
}

/** The custom resources of a template, changed. */
export function withReleases(template: AppStack['template'], change: (properties: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>): AppStack['template'] {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [id, resource.Type === RESOURCE_TYPE ? { ...resource, Properties: change(resource.Properties ?? {}) } : resource]),
  );
  return { ...template, Resources };
}
