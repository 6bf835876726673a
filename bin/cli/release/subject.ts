import { readFile } from 'node:fs/promises';
import { checkCidr, checkIpamAllocationId, checkPoolId } from '../../../lib/identifiers';
import { SYSTEM_CLOCK, type Aws } from '../aws';
import { Failure } from '../failure';
import { isGoing } from '../plan/owners';
import type { OwningStack, Plan } from '../plan/plan';
import { planAccount } from '../plan/plan-account';
import { planAddress, planPool } from '../plan/plan-single';
import { planStack } from '../plan/plan-stack';
import type { ReleaseOptions } from './declare';
import { narrowedTo, selectOfPool, selectOfStack, type Selection } from './selection';

/** What a release is about, seen a moment ago, and what of it goes. */
export interface Subject {
  readonly plan: Plan;
  readonly selection: Selection;
  /** As a question names it. */
  readonly name: string;
}

/** Finds out what is meant. Throws a Failure where it is not to be released. */
export async function subjectOf(aws: Aws, stack: string | undefined, options: ReleaseOptions): Promise<Subject> {
  const { pool, address, from } = options;
  if ([stack, pool, address, from].filter((choice) => choice !== undefined).length !== 1) {
    throw new Failure('it is not clear what to release', 'name a stack, or give one of --pool, --address and --from');
  }
  if (pool === undefined && (options.cidr ?? options.allocationId ?? options.allManual) !== undefined) {
    throw new Failure('--cidr, --allocation-id and --all-manual choose among what is in a pool', 'give --pool, too');
  }
  if (address === undefined && options.networkBorderGroup !== undefined) throw new Failure('--network-border-group is that of an address', 'give --address, too');
  if (options.deleteStack === true && (pool ?? address) !== undefined) throw new Failure('--delete-stack needs a stack', 'name the stack instead of --pool and --address');
  if (stack !== undefined) return ofStack(aws, stack, options);
  if (pool !== undefined) return ofPool(aws, pool, options);
  if (address !== undefined) return ofAddress(aws, address, options);
  return ofFile(aws, from ?? '', options);
}

async function ofStack(aws: Aws, name: string, { force = false, tagged = false, wait = false, deleteStack = false }: ReleaseOptions): Promise<Subject> {
  const plan = await planStack(aws, worldOf(aws), name);
  const { stack } = plan;
  if (stack && stack.status !== 'DELETE_COMPLETE') refuseAlive(stack, `what is in the pools of ${stack.name}`, force);
  return { plan, selection: selectOfStack(plan, { tagged, wait: wait ? 'pools' : deleteStack ? 'lingering' : 'nothing', force }), name: stack?.name ?? name };
}

async function ofPool(aws: Aws, poolId: string, options: ReleaseOptions): Promise<Subject> {
  const { cidr, allocationId, allManual = false, wait = false, force = false } = options;
  refuse('--pool', poolId, checkPoolId);
  if (cidr !== undefined) refuse('--cidr', cidr, checkCidr);
  if (allocationId !== undefined) refuse('--allocation-id', allocationId, checkIpamAllocationId);
  const isChosen = cidr !== undefined || allocationId !== undefined;
  if (isChosen === allManual && !(wait && !isChosen)) throw new Failure(`it is not clear what of ${poolId} to release`, 'give --cidr, --allocation-id or both, or else --all-manual; or --wait alone');
  const plan = await planPool(aws, worldOf(aws), poolId, options.region !== undefined);
  const [planned] = plan.pools;
  if (!planned) throw new Failure(`${poolId} could not be seen`, 'run it again');
  const allocations = selectOfPool(planned, { cidr, allocationId, allManual });
  if (isChosen && allocations.length === 0) throw new Failure(`pool ${poolId} has no manual allocation ${[cidr, allocationId].filter((part) => part !== undefined).join(' with the id ')}`, `look at it with plan --pool ${poolId}`);
  for (const { allocation } of allocations) refuseAlive(allocation.ofStack ?? planned.ofStack, `${allocation.cidr} of ${poolId}`, force);
  return { plan, selection: { allocations, addresses: [], pools: wait ? [planned] : [] }, name: poolId };
}

async function ofAddress(aws: Aws, idOrIp: string, { region, networkBorderGroup: group, force = false }: ReleaseOptions): Promise<Subject> {
  const plan = await planAddress(aws, worldOf(aws), idOrIp, region !== undefined);
  const [address] = plan.addresses;
  if (address?.serviceManaged !== undefined) throw new Failure(`Elastic IP ${idOrIp} is managed by AWS for ${address.serviceManaged}`, `delete the ${address.serviceManaged} resource that uses it, if nobody needs that`);
  if (address && group !== undefined && address.networkBorderGroup !== group) {
    throw new Failure(`Elastic IP ${idOrIp} is in the network border group ${address.networkBorderGroup ?? 'that EC2 does not name'}, not in ${group}`, 'leave --network-border-group out if it is this address that you mean');
  }
  refuseAlive(address?.ofStack, `Elastic IP ${idOrIp}`, force);
  return { plan, selection: { allocations: [], addresses: plan.addresses, pools: [] }, name: idOrIp };
}

/** What a plan in a file says can be released, as far as that is so now. */
async function ofFile(aws: Aws, file: string, options: ReleaseOptions): Promise<Subject> {
  const planned = await readPlan(file);
  if (planned.account !== aws.account) throw new Failure(`${file} is a plan of account ${planned.account}, and this is ${aws.account}`, 'give the --profile of that account');
  const isElsewhere = planned.region !== aws.region && (planned.subject === 'stack' || planned.subject === 'account');
  if (isElsewhere) throw new Failure(`${file} is a plan of ${planned.region}, and this is ${aws.region}`, `give --region ${planned.region}`);
  const world = worldOf(aws);
  const { tagged = false, wait = false, deleteStack = false, force = false } = options;
  if (planned.subject === 'stack') {
    const subject = await ofStack(aws, planned.stack?.id ?? '', options);
    return { ...subject, selection: narrowedTo(planned, subject.selection) };
  }
  if (deleteStack) throw new Failure(`${file} is not the plan of a stack`, 'leave --delete-stack out');
  const single = planned.pools[0]?.poolId ?? planned.addresses[0]?.allocationId ?? '';
  const plan = planned.subject === 'account' ? await planAccount(aws, world) : planned.subject === 'pool' ? await planPool(aws, world, single, false) : await planAddress(aws, world, single, false);
  const selection = narrowedTo(planned, selectOfStack(plan, { tagged, wait: wait ? 'pools' : 'nothing', force }));
  return { plan, selection, name: file };
}

async function readPlan(file: string): Promise<Plan> {
  const remedy = 'write it with plan --output json';
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(`${file} can't be read (${(error as { code?: string }).code ?? 'no file'})`, remedy, { cause: error });
  });
  let plan: Partial<Plan> | null;
  try {
    plan = JSON.parse(text) as Partial<Plan> | null;
  } catch (error) {
    throw new Failure(`${file} is no JSON`, remedy, { cause: error });
  }
  if (plan?.schemaVersion !== '1' || !Array.isArray(plan.pools) || !Array.isArray(plan.addresses)) throw new Failure(`${file} is no plan that this version understands`, remedy);
  return plan as Plan;
}

function refuseAlive(stack: OwningStack | undefined, what: string, force: boolean): void {
  if (stack === undefined || isGoing(stack) || force) return;
  throw new Failure(`${what} belongs to the stack ${stack.name}, which is ${stack.status} and not being deleted`, 'delete the stack, which says what is in its way, or give --force if nobody needs it');
}

function refuse(option: string, value: string, check: (value: unknown) => string | undefined): void {
  const problem = check(value);
  if (problem === undefined) return;
  const [what = '', ...remedy] = problem.split('; ');
  throw new Failure(`${option} ${what}`, remedy.join('; '));
}

function worldOf(aws: Aws): ReturnType<Aws['world']> {
  return aws.world({ clock: SYSTEM_CLOCK, log: () => undefined, retries: true });
}
