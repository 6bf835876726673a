import { DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { buckets } from '../../../sandbox/services/s3/buckets';
import { custom, Deployment, FAILED, REGION, respond } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
  buckets(deployment.sandbox.world).create('templates', REGION);
});
afterEach(() => deployment.stop());

/** A nested stack of these resources. */
function nested(resources: object, more: object = {}): object {
  const key = `${deployment.sandbox.world.random.hex(8)}.json`;
  const body = { Parameters: { P: { Type: 'String', Default: 'p' } }, Resources: resources, Outputs: { Out: { Value: { Ref: 'P' } } } };
  buckets(deployment.sandbox.world).put('templates', key, Buffer.from(JSON.stringify(body)));
  return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://templates.s3.amazonaws.com/${key}`, Parameters: { P: 'given' } }, ...more };
}

async function nestedId(): Promise<string> {
  const { StackResourceDetail } = await deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Nested' }));
  return StackResourceDetail?.PhysicalResourceId ?? '';
}

test('a nested stack is a stack of its own, whose outputs its parent can use', async () => {
  const template = { Outputs: { Out: { Value: { 'Fn::GetAtt': ['Nested', 'Outputs.Out'] } } } };
  const { StackId, Outputs } = await deployment.create({ Nested: nested({ Thing: custom() }) }, { template });
  expect(Outputs).toMatchObject([{ OutputValue: 'given' }]);
  expect(await deployment.describe(await nestedId())).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ParentId: StackId, RootId: StackId });
});

test('a nested stack is deleted with its parent, and when its parent drops it', async () => {
  await deployment.create({ Nested: nested({ Thing: custom() }), Other: custom() });
  const id = await nestedId();
  await deployment.update({ Other: custom() });
  expect(await deployment.describe(id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  expect(deployment.requests.filter(({ StackId }) => StackId === id)).toMatchObject([{ RequestType: 'Create' }, { RequestType: 'Delete' }]);
});

test('what fails in a nested stack fails its parent', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? FAILED : {});
  expect(await deployment.create({ Nested: nested({ Thing: custom() }) })).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Nested', 'CREATE_FAILED')).toMatch(/^Embedded stack arn:.+ was not successfully created: The following resource\(s\) failed to create: \[Thing\]/);
});

test('a nested stack deletes what it no longer has only when its parent cleans up', async () => {
  await deployment.create({ Nested: nested({ Thing: custom(), Gone: custom() }), Last: custom({ A: 1 }, { DependsOn: 'Nested' }) });
  await deployment.update({ Nested: nested({ Thing: custom() }), Last: custom({ A: 2 }, { DependsOn: 'Nested' }) });
  expect(deployment.asked.slice(-2)).toEqual(['Update Last', 'Delete Gone']);
  expect(await deployment.describe(await nestedId())).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
});

test('a nested stack is rolled back with its parent, and has lost nothing', async () => {
  await deployment.create({ Nested: nested({ Thing: custom({ A: 1 }), Gone: custom() }), Last: custom({ A: 1 }, { DependsOn: 'Nested' }) });
  deployment.answer = ({ LogicalResourceId, ResourceProperties }) => (LogicalResourceId === 'Last' && ResourceProperties.A === '2' ? FAILED : {});
  const updated = await deployment.update({ Nested: nested({ Thing: custom({ A: 2 }) }), Last: custom({ A: 2 }, { DependsOn: 'Nested' }) });
  expect(updated).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(await deployment.describe(await nestedId())).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(deployment.asked).not.toContain('Delete Gone');
  expect(deployment.requests.filter(({ LogicalResourceId }) => LogicalResourceId === 'Thing').at(-1)).toMatchObject({ RequestType: 'Update', ResourceProperties: { A: '1' } });
});

describe('why a Delete was sent, the nested stack tells', () => {
  /** The status of the nested stack and of its parent at each Delete of Thing. */
  function observe(): Promise<string>[] {
    const seen: Promise<string>[] = [];
    const before = deployment.answer;
    deployment.answer = (request) => {
      if (request.RequestType !== 'Delete' || request.LogicalResourceId !== 'Thing') return before(request);
      seen.push(
        Promise.all([deployment.describe(request.StackId), deployment.describe()]).then(async ([own, parent]) => {
          await respond(request);
          return `${own.StackStatus ?? ''} in ${parent.StackStatus ?? ''}`;
        }),
      );
      return undefined;
    };
    return seen;
  }
  const failing = (logicalId: string) => {
    deployment.answer = ({ RequestType, LogicalResourceId }) => (RequestType === 'Create' && LogicalResourceId === logicalId ? FAILED : {});
  };

  test('it is deleted with its parent', async () => {
    await deployment.create({ Nested: nested({ Thing: custom() }), Other: custom() });
    const seen = observe();
    await deployment.delete();
    expect(await Promise.all(seen)).toEqual(['DELETE_IN_PROGRESS in DELETE_IN_PROGRESS']);
  });

  test('it is removed from its parent’s template', async () => {
    await deployment.create({ Nested: nested({ Thing: custom() }), Other: custom() });
    const seen = observe();
    await deployment.update({ Other: custom() });
    expect(await Promise.all(seen)).toEqual(['DELETE_IN_PROGRESS in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']);
  });

  test('something is removed from its own template', async () => {
    await deployment.create({ Nested: nested({ Thing: custom(), Other: custom() }) });
    const seen = observe();
    await deployment.update({ Nested: nested({ Other: custom() }) });
    expect(await Promise.all(seen)).toEqual(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS']);
  });

  test('it is new in an update of its parent that is rolled back', async () => {
    await deployment.create({ Other: custom() });
    failing('Bad');
    const seen = observe();
    await deployment.update({ Other: custom(), Nested: nested({ Thing: custom() }), Bad: custom({}, { DependsOn: 'Nested' }) });
    expect(await Promise.all(seen)).toEqual(['DELETE_IN_PROGRESS in UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']);
  });

  test('the creation of its parent is rolled back', async () => {
    failing('Bad');
    const seen = observe();
    await deployment.create({ Nested: nested({ Thing: custom() }), Bad: custom({}, { DependsOn: 'Nested' }) });
    expect(await Promise.all(seen)).toEqual(['DELETE_IN_PROGRESS in ROLLBACK_IN_PROGRESS']);
  });

  test('its own creation is rolled back', async () => {
    failing('Bad');
    const seen = observe();
    await deployment.create({ Nested: nested({ Thing: custom(), Bad: custom({}, { DependsOn: 'Thing' }) }) });
    expect(await Promise.all(seen)).toEqual(['ROLLBACK_IN_PROGRESS in CREATE_IN_PROGRESS']);
  });
});
