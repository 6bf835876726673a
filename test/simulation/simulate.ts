import { createHandler } from '../../lambda/handler';
import { KIND, WORST_CASE, type Unkindness } from '../../sandbox/unkindness';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { World } from '../../sandbox/world';
import { carriesOut, DeploymentWatch } from './deployment';
import { isByFunction, Troubles } from './faults';
import { SimulatedLambda, type LambdaTroubles } from './lambda';
import { forecast } from './forecast';
import { scenarioDeeds } from './meanwhile';
import type { Scenario } from './scenario';
import { Surroundings } from './surroundings';
import { logicalId } from './template';
import { Findings, Watch, type Invariant } from './watch';

const MINUTE = 60_000;

/** How a simulated life went. */
export interface Life {
  /** The invariants that were broken, and how. Empty is what everybody wants. */
  readonly violations: readonly string[];
  readonly checked: ReadonlyMap<Invariant, number>;
  /** How many faults struck, by their kinds. */
  readonly struck: ReadonlyMap<string, number>;
  /** The status of the stack after its first deletion. */
  readonly status: string;
  /** Everything that happened, for comparing two lives. */
  readonly trace: readonly string[];
  /** The calls that the function made in the first deletion, in their order. */
  readonly calls: readonly string[];
}

const NO_TROUBLES: LambdaTroubles = { killedAfter: [], clockSkew: 0, mishap: () => undefined };

/** Lives through a scenario with a handler, by default ours. */
export async function simulate(scenario: Scenario, create: typeof createHandler = createHandler): Promise<Life> {
  const clock = new VirtualClock();
  const world = new World(clock, KIND, scenario.seed, 'https://sandbox');
  return clock.run(() => live(world, scenario, create));
}

async function live(world: World, scenario: Scenario, create: typeof createHandler): Promise<Life> {
  const { clock } = world;
  const findings = new Findings();
  const lambda = new SimulatedLambda(world, create, NO_TROUBLES);
  const surroundings = new Surroundings(world, scenario);
  const deployment = new DeploymentWatch(surroundings, findings);
  lambda.troubles = { ...NO_TROUBLES, mishap: (action) => (carriesOut(scenario, action) ? 'carriedOut' : undefined) };
  const isDeployed = await surroundings.build();
  deployment.end(isDeployed);
  if (!isDeployed) return lifeOf(world, lambda, findings, { struck: new Map(), status: surroundings.stack.status, calls: [] });
  surroundings.meanwhile(scenarioDeeds(surroundings));
  const { lateWrites, takesBack, ipamLag, poolCidrTransition, ipamTransition, natGatewayDeletion, loadBalancerInterfaces, managedAddresses, throttling } = WORST_CASE;
  const unkindness = {
    ...KIND,
    ...(scenario.isSlow ? { ipamLag, poolCidrTransition, ipamTransition, natGatewayDeletion, loadBalancerInterfaces, managedAddresses } : {}),
    throttling: scenario.isThrottled ? throttling : ('off' as const),
    listLag: { min: 0, max: scenario.listLag * 1000 },
    lateWrites,
    takesBack,
    longestPage: scenario.longestPage,
    latency: { min: scenario.latency, max: scenario.latency },
    lambdaDeliveries: scenario.deliveries,
    lambdaRetryDelays: [scenario.retryDelays[0] * 1000, scenario.retryDelays[1] * 1000] as const,
    stackRecords: stackRecords(scenario),
    failedCascades: scenario.cascadesFail ? 1 : 0,
    missingPoolIsDeleted: scenario.toleratesMissingPools,
  };
  world.unkindness = unkindness;
  const watch = new Watch(surroundings, lambda, findings);
  const troubles = new Troubles(world, scenario.faults, scenario.answerFaults);
  lambda.troubles = {
    killedAfter: scenario.killedAfter,
    clockSkew: scenario.clockSkew * 1000,
    mishap: (action) => troubles.mishap(action),
  };
  const begin = clock.now();
  const callsBefore = world.calls.all.length;
  const ended = surroundings.end();
  if (scenario.end === 'forgedDelete') {
    for (const resource of surroundings.resources) lambda.deliver(forgedDelete(surroundings, resource));
    await clock.sleep(60 * MINUTE);
  }
  const status = await atRest(world, ended);
  findings.expect('the stack comes to rest', status !== undefined, () => 'it is still busy after six hours');
  watch.checkCalls(troubles);
  const calls = world.calls.all.slice(callsBefore).filter(isByFunction).map(({ action }) => action);
  checkAnswers(surroundings, lambda, watch, findings, begin);
  const expected = forecast(scenario, surroundings);
  const released = areReleased(surroundings, lambda, watch);
  if (expected.oneDestroyReleases) findings.expect('one destroy succeeds when the faults pass', released, () => reasons(surroundings));

  world.faults.clear();
  lambda.troubles = NO_TROUBLES;
  watch.seeCalls();
  if (scenario.isDeliveredLate) {
    await clock.sleep(60 * MINUTE);
    for (const event of new Set(lambda.runs.filter(({ isDelete }) => isDelete).map((run) => run.event))) lambda.deliver(event);
    await clock.sleep(60 * MINUTE);
  }
  if (scenario.end === 'destroy' && status === 'DELETE_FAILED') {
    world.unkindness = { ...unkindness, lambdaDeliveries: 1, failedCascades: 0 };
    await surroundings.remedy();
    await atRest(world, surroundings.destroyAgain());
    const finished = areReleased(surroundings, lambda, watch);
    const canTell = canBeFinished(surroundings);
    if (canTell) findings.expect('a second destroy finishes what a first could not', finished, () => reasons(surroundings));
  }
  watch.checkLogs();
  watch.checkUnlisted(surroundings.takenByOthers);
  return lifeOf(world, lambda, findings, { struck: troubles.struck, status: status ?? 'busy', calls });
}

function lifeOf(world: World, lambda: SimulatedLambda, findings: Findings, rest: Pick<Life, 'struck' | 'status' | 'calls'>): Life {
  const trace = [...world.calls.all.map(({ at, action, caller, outcome }) => `${at} ${action} ${caller} ${outcome?.code ?? ''}`), ...lambda.runs.flatMap(({ log }) => log)];
  return { violations: [...new Set(findings.violations)], checked: findings.checked, trace, ...rest };
}

function stackRecords({ records: { resource, deletionTime } }: Scenario): Unkindness['stackRecords'] {
  const lag = { current: 0, minutesOld: 3 * MINUTE, lastComplete: Number.POSITIVE_INFINITY, onlyComplete: 0 }[resource];
  return { lag, onlyComplete: resource === 'onlyComplete', deletionTime };
}

/** The result, or undefined after six hours. */
function atRest<T>(world: World, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const forget = world.clock.after(360 * MINUTE, () => resolve(undefined));
    work.then(resolve, reject).finally(forget);
  });
}

/** Whether a second destroy has what it needs. */
function canBeFinished(surroundings: Surroundings): boolean {
  const { pools, scenario, knowsItsPools } = surroundings;
  const toDelete = pools.filter((pool) => surroundings.mustBeDeleted(pool));
  const toEmpty = [...toDelete, ...pools.filter((pool) => surroundings.mustBeEmpty(pool))];
  // A pool that the first one deleted looks like one that was never there, if no preflight found it before.
  const knows = knowsItsPools || toDelete.length === 0;
  // IPAM takes up to five minutes to notice that an address is gone, and a minute to give CIDRs and a pool back.
  const minutes = toEmpty.some(({ spec }) => spec.isPublic) ? 7 : toDelete.length > 0 ? 3 : 0;
  const hasTime = scenario.timeoutMinutes >= minutes;
  return knows && hasTime;
}

/** Whether the first answer to some Delete of each custom resource was SUCCESS; what an earlier deletion released needs no second one. */
function areReleased({ stack, resources }: Surroundings, lambda: SimulatedLambda, { answers }: Watch): boolean {
  const deletions = new Set(lambda.runs.filter(({ isDelete }) => isDelete).map(({ event }) => (event as { RequestId: string }).RequestId));
  return resources.every((resource) => {
    const { status } = stack.resources.get(logicalId(resource)) ?? {};
    const answered = answers.filter(({ key }) => key.includes(`|${logicalId(resource)}|`) && deletions.has(key.split('|').at(-1) ?? ''));
    return status === 'DELETE_COMPLETE' || (status === undefined && answered.some((answer) => answer.status === 'SUCCESS'));
  });
}

function reasons({ stack }: Surroundings): string {
  return [...stack.resources.values()].filter(({ status }) => status.endsWith('FAILED')).map(({ logicalId: id, statusReason }) => `${id}: ${statusReason ?? ''}`).join('; ');
}

/** What somebody who may invoke the function could send. */
function forgedDelete({ stack }: Surroundings, resource: number): object {
  const found = stack.resources.get(logicalId(resource));
  return {
    RequestType: 'Delete',
    ResponseURL: 'https://sandbox/elsewhere?X-Amz-Signature=forged',
    StackId: stack.id,
    RequestId: 'forged',
    ResourceType: 'Custom::AddressRelease',
    LogicalResourceId: logicalId(resource),
    PhysicalResourceId: found?.physicalId ?? '',
    ResourceProperties: found?.properties ?? {},
  };
}

/** Each request of the deletion got its answer before CloudFormation gave up, if anybody could give one. */
function checkAnswers({ scenario }: Surroundings, lambda: SimulatedLambda, { answers }: Watch, findings: Findings, begin: number): void {
  const canAnswer = scenario.killedAfter.filter((calls) => calls !== undefined).length <= 1 && scenario.answerFaults.length === 0 && scenario.faults.length === 0;
  if (!canAnswer || scenario.end === 'forgedDelete') return;
  const requests = new Map(lambda.runs.filter(({ startedAt, isDelete }) => isDelete && startedAt >= begin).map(({ event, startedAt }) => [(event as { RequestId: string }).RequestId, startedAt]));
  for (const [requestId, startedAt] of requests) {
    const answer = answers.find(({ key }) => key.endsWith(requestId));
    const patience = scenario.timeoutMinutes * MINUTE + 5 * MINUTE;
    findings.expect('one answer takes effect, in time', answer !== undefined && answer.at - startedAt < patience, () => `request ${requestId}: ${answer ? `after ${Math.round((answer.at - startedAt) / 1000)} s` : 'none'}`);
  }
}
