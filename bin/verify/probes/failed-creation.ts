import type { Probe } from '../probe';
import { RunStack } from '../stacks';

const PROBE = 'failed-creation';

export const failedCreation: Probe = {
  name: PROBE,
  minutes: 6,
  creates: [{ what: 'stack, role and log group', count: 2 }],
  assumptions: ['A14', 'A18', 'A23'],
  async run({ local, clock, mark, watcher, find, waiting }) {
    const resources = (probe: string) => ({ Resources: { Fine: watcher.resource(probe), Fails: watcher.resource(probe, { Refuses: 'Create', ServiceTimeout: 300 }, ['Fine']) } });
    waiting('a creation that is rolled back, and one that is deleted');
    const rolledBack = new RunStack(local.cloudFormation, clock, mark, `${PROBE}-rollback`);
    const deleted = new RunStack(local.cloudFormation, clock, mark, `${PROBE}-delete`);
    await Promise.all([rolledBack.create(resources('rollback'), 'ROLLBACK'), deleted.create(resources('delete'), 'DELETE')]);
    const seen = await watcher.sightings('rollback');
    const deletes = seen.filter(({ requestType, look }) => requestType === 'Delete' && look > 0);
    find('A14', deletes.some(({ logicalId }) => logicalId === 'Fails'), `a Delete came to ${deletes.map(({ logicalId }) => logicalId).join(' and ') || 'nobody'}`);
    const status = deletes.find(({ logicalId }) => logicalId === 'Fine')?.stack?.status;
    find('A18', status === 'ROLLBACK_IN_PROGRESS', `the stack is ${status}`);
    const own = (await deleted.events()).filter(({ LogicalResourceId }) => LogicalResourceId === deleted.name).map(({ ResourceStatus = '' }) => ResourceStatus);
    const wasComplete = own.some((each) => /^(CREATE|IMPORT|UPDATE)(_ROLLBACK)?_COMPLETE/.test(each));
    find('A23', own.includes('CREATE_IN_PROGRESS') && !wasComplete, own.join(', '));
    await rolledBack.delete();
  },
};
