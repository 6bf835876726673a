import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { RecordedCall } from '../../sandbox/calls';
import { ec2State } from '../../sandbox/services/ec2/state';
import { buckets } from '../../sandbox/services/s3/buckets';
import { isByFunction } from './faults';
import { REGION } from './lambda';
import type { Scenario } from './scenario';
import type { Surroundings } from './surroundings';
import type { Findings } from './watch';

/** Whether the endpoint carries out what is sent to it with DryRun. AWS never does. */
export function carriesOut({ dryRuns }: Pick<Scenario, 'dryRuns'>, action: string): boolean {
  return dryRuns === 'carriedOut' || (dryRuns === 'changesCarriedOut' && isChange(action));
}

function isChange(action: string): boolean {
  return !/^(Describe|Get|AssumeRole|PutObject|FilterLogEvents)/.test(action);
}

/** Watches what the deployment of a list does to what is listed, by what EC2 did. */
export class DeploymentWatch {
  readonly #changes: RecordedCall[] = [];
  readonly #answers: CloudFormationCustomResourceResponse[] = [];
  readonly #forget: () => void;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly findings: Findings,
  ) {
    const { world } = surroundings;
    this.#forget = world.calls.onSettled((call) => {
      const { action, input, outcome } = call;
      if (isByFunction(call) && isChange(action) && input.DryRun !== true && outcome?.code === undefined) this.#changes.push(call);
    });
    buckets(world).onPut(`cloudformation-custom-resource-response-${REGION.replaceAll('-', '')}`, (_key, body) => {
      this.#answers.push(JSON.parse(body.toString('utf8')) as CloudFormationCustomResourceResponse);
    });
  }

  /** The deployment is over. */
  end(isDeployed: boolean): void {
    this.#forget();
    const { scenario, resources } = this.surroundings;
    const changes = this.#changes.map(({ action }) => action);
    // The endpoint says of itself that it knows no DryRun, unless it does so only where something changes: then each list may find out once.
    const most = scenario.dryRuns === 'changesCarriedOut' ? resources.length : 0;
    const gone = most === 0 ? this.#gone() : [];
    this.findings.expect('a deployment releases nothing', changes.length <= most && gone.length === 0, () => `${changes.join(', ')}; gone: ${gone.join(', ')}`);
    const says = (action: string) => this.#answers.some(({ Status, Reason = '' }) => Status === 'FAILED' && Reason.startsWith(`${action} in `) && Reason.includes('DryRun'));
    // CloudFormation does not wait for the answers of others, once one failed.
    const isSaid = changes.length === 0 || changes.some(says);
    this.findings.expect('a DryRun that was carried out fails the deployment, which says so', isSaid && isDeployed === (changes.length === 0), () => `${changes.join(', ')}; ${JSON.stringify(this.#answers)}`);
  }

  #gone(): string[] {
    const { world, things } = this.surroundings;
    const state = ec2State(world);
    const isThere = (id: string, poolId: string | undefined) => (poolId === undefined ? state.addresses.get(id) : state.contentOf(poolId).allocations.get(id)) !== undefined;
    return [...things.values()].filter(({ id, kind, pool }) => !isThere(id, kind === 'address' ? undefined : pool?.id)).map(({ id }) => id);
  }
}
