import { cdk } from '../cdk';
import type { Probe } from '../probe';

const PROBE = 'nested-rollback';

/** A nested stack whose parent is rolled back, seen from within. The CDK CLI publishes its template. */
export const nestedRollback: Probe = {
  name: PROBE,
  minutes: 8,
  creates: [{ what: 'stack, role and log group', count: 2 }],
  needsCdk: 'local',
  assumptions: ['A28'],
  async run(ground) {
    const { local, mark, watcher, find, waiting } = ground;
    waiting('a stack with a nested one to be rolled back');
    const deployed = await cdk(ground, local.region, ['deploy', mark.name(PROBE), '--require-approval', 'never'], { run: mark.run, what: PROBE, watcher: watcher.serviceToken });
    const deletes = (await watcher.sightings(PROBE)).filter(({ logicalId, requestType, look }) => logicalId === 'Inside' && requestType === 'Delete' && look > 0);
    if (deletes.length === 0) throw new Error(`no Delete came to the nested stack: ${deployed.said}`);
    const said = deletes.map(({ stack, parent }) => `the nested stack ${stack?.status ?? stack?.error ?? 'is not there'}, its parent ${parent?.status ?? parent?.error ?? 'is not named'}`);
    // Before it says DELETE_IN_PROGRESS nothing would be released.
    const judged = deletes.filter(({ stack }) => stack?.status === 'DELETE_IN_PROGRESS');
    find('A28', judged.length > 0 && judged.every(({ parent }) => parent?.status === 'ROLLBACK_IN_PROGRESS'), [...new Set(said)].join('; then '));
  },
};
