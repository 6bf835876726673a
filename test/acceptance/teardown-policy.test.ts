import { App, Stack, type CfnResource } from 'aws-cdk-lib';
import { takeFromPool } from '../../bin/network-team';
import { Environment, type EnvironmentProps } from '../../bin/teardown-example';
import { ACCOUNT } from '../../sandbox/principal';
import type { PolicyDocument, PolicyStatement } from '../../sandbox/services/iam/policy-document';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { accessesAtWork, policiesInForce, statementsOf, unneeded } from './grants';

const STACK = 'AddressReleaseTeardown';
const MINUTE = 60_000;
const LAG = { min: 2 * MINUTE, max: 2 * MINUTE };

/** Every pool is held until IPAM has noticed, so that everything is looked at. */
const WAITING = { cascadeWhenUnused: false };

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
});
afterEach(async () => cloud.stop());

/** One statement of the example app's policies, as the template has it. */
interface Place {
  readonly logicalId: string;
  readonly path: string;
  readonly sid: string;
  /** The property that holds the policies, or the one policy. */
  readonly property: 'Policies' | 'PolicyDocument';
  /** That property without the statement. */
  readonly without: unknown;
}

/** In the place of a statement that is removed: a policy needs at least one. */
const NOTHING: PolicyStatement = { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' };

/** Every statement of every role and policy of the example app. */
function places(): Place[] {
  const app = new App();
  const stack = new Stack(app, STACK);
  new Environment(stack, 'Environment', WAITING);
  const { Resources } = app.synth().getStackByName(STACK).template as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const path = stack.node.findAll().find((construct) => 'logicalId' in construct && stack.resolve(construct.logicalId) === logicalId)?.node.path ?? '';
    const place = (document: PolicyDocument, property: Place['property'], around: (rest: PolicyDocument) => unknown): Place[] =>
      statementsOf(document).map((statement, index, all) => {
        const rest = { ...document, Statement: all.map((other, at) => (at === index ? NOTHING : other)) };
        return { logicalId, path, sid: statement.Sid ?? '', property, without: around(rest) };
      });
    if (Type === 'AWS::IAM::Policy') return place(Properties.PolicyDocument as PolicyDocument, 'PolicyDocument', (rest) => rest);
    if (Type !== 'AWS::IAM::Role') return [];
    const policies = Properties.Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[];
    return policies.flatMap(({ PolicyDocument }, index) =>
      place(PolicyDocument, 'Policies', (rest) => policies.map((policy, other) => (other === index ? { ...policy, PolicyDocument: rest } : policy))),
    );
  });
}

function deploy(removed?: Place, options: EnvironmentProps = WAITING): Promise<string> {
  return cloud.deploy(STACK, (stack) => {
    new Environment(stack, 'Environment', options);
    if (!removed) return;
    const resource = stack.node.findAll().find(({ node }) => node.path === removed.path) as CfnResource;
    resource.addPropertyOverride(removed.property, removed.without);
  });
}

/** Deploys the app and destroys it once. The last status; undefined when it is gone. */
async function live(removed: Place): Promise<string | undefined> {
  const deployed = await deploy(removed);
  return deployed === 'CREATE_COMPLETE' ? takeAndDestroy() : deployed;
}

async function takeAndDestroy(): Promise<string | undefined> {
  await takeFromPool(cloud.ec2, await cloud.output(STACK, 'PoolId'), STACK);
  // As long as IPAM has not noticed yet what is gone, the function looks whether it is.
  cloud.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: LAG, subnet: LAG, eip: LAG } };
  return cloud.destroy(STACK);
}

const all = places();
const LOGGING = ['WriteLog', 'CountCalls'];
// What a pool below has is only looked at where one is left that no stack deletes: without it that counts as in use (test/lambda/observe/holder-blocks.test.ts).
const LOOKING_DEEPER = ['ListCidrsOfPools'];
const [logging, working] = [all.filter(({ sid }) => sid === 'WriteLog'), all.filter(({ sid }) => ![...LOGGING, ...LOOKING_DEEPER].includes(sid))];

test.each(working.map((place) => [place.sid, place.path, place] as const))(
  'without the statement %s of %s the deployment is refused, or the destroy fails, for lack of permission',
  async (_sid, _path, place) => {
    expect(await live(place)).toMatch(/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/);
    expect(await cloud.failure(STACK)).toMatch(/UnauthorizedOperation|AccessDenied/);
  },
  60_000,
);

test.each(logging.map((place) => [place.path, place] as const))('without the statement WriteLog of %s nobody learns what the function did', async (_path, place) => {
  expect(await live(place)).toBeUndefined();
  expect(cloud.lines).toEqual([]);
}, 60_000);

test('a pool that goes with what nobody uses needs no more than the role has', async () => {
  await deploy(undefined, { cascadeWhenUnused: true });
  expect(await takeAndDestroy()).toBeUndefined();
  const calls = accessesAtWork(cloud.sandbox.world);
  expect(calls.filter(({ isAllowed, request }) => !isAllowed && request.action !== 'logs:CreateLogGroup')).toEqual([]);
  const byFunction = cloud.sandbox.world.calls.of('DeleteIpamPool').filter(({ input }) => input.Cascade === true && input.DryRun !== true);
  expect(byFunction).toHaveLength(2);
}, 60_000);

test('no statement allows what no call needs', async () => {
  await deploy();
  const documents = policiesInForce(cloud.sandbox.world);
  expect(documents.flatMap(statementsOf)).toHaveLength(all.length);
  expect(await takeAndDestroy()).toBeUndefined();
  const needed = accessesAtWork(cloud.sandbox.world);
  const refused = needed.filter((access) => !access.isAllowed).map(({ request }) => request.action);
  // A late line of the function must not bring back the log group that the stack took away.
  expect(refused.filter((action) => action !== 'logs:CreateLogGroup')).toEqual([]);
  // Calls are counted only when the time of one is over.
  const isNeededElsewhere = (each: string) => ['CountCalls', ...LOOKING_DEEPER].some((sid) => each.startsWith(`${sid}:`));
  const spare = (statements: Parameters<typeof unneeded>[0]) => unneeded(statements, needed).filter((each) => !isNeededElsewhere(each));
  expect(spare(documents)).toEqual([]);

  const oneMore: PolicyStatement = { Sid: 'OneMore', Effect: 'Allow', Action: 'ec2:DeleteVpc', Resource: '*' };
  expect(spare([...documents, { Statement: oneMore }])).toEqual(['OneMore: ec2:DeleteVpc on *']);
  const wider: PolicyStatement = { Sid: 'Wider', Effect: 'Allow', Action: 'ec2:ReleaseIpamPoolAllocation', Resource: `arn:aws:ec2::${ACCOUNT}:ipam-pool/ipam-pool-${'0'.repeat(17)}` };
  expect(spare([...documents, { Statement: wider }])).toEqual([`Wider: ec2:ReleaseIpamPoolAllocation on ${String(wider.Resource)}`]);
}, 60_000);
