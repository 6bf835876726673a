import type { DescribeStackEventsOutput, DescribeStackResourceOutput, DescribeStacksOutput, StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../aws-error';
import { ACCOUNT } from '../principal';
import { stacks } from '../services/cloudformation/stacks/stacks';
import { answers, events, MINUTE, SECOND, template, weather, type TurnedRound, type TurnRound } from './turn-round';

/** How a function is called, and what CloudFormation says of a stack. */
export const CLOUDFORMATION: Readonly<Record<string, TurnedRound>> = {
  A1: { how: 'Lambda calls again after 10 seconds, then after 10 minutes', turn: weather({ lambdaRetryDelays: [10 * SECOND, 10 * MINUTE] }) },
  A2: { how: 'Lambda calls again after 10 seconds, then after 10 minutes', turn: weather({ lambdaRetryDelays: [10 * SECOND, 10 * MINUTE] }) },
  A5: { how: 'the log comes 50 seconds late', turn: weather({ logLag: { min: 50 * SECOND, max: 55 * SECOND } }) },
  A7: {
    how: 'no answer may be longer than 4000 bytes',
    turn: (world) => {
      const isLong = ({ Body }: Readonly<Record<string, unknown>>) => Buffer.isBuffer(Body) && Body.length > 4000 && Body.length <= 4096;
      world.faults.add({ service: 's3', action: 'PutObject', when: ({ input }) => isLong(input), with: new AwsError('EntityTooLarge', 'Too long.') });
    },
  },
  A8: { how: 'CloudFormation waits 20 minutes of an hour', turn: template('"ServiceTimeout":3600', '"ServiceTimeout":1200') },
  A9: { how: 'the response URL has no X-Amz-Date', turn: events((event) => ({ ...event, ResponseURL: event.ResponseURL.replace('X-Amz-Date', 'X-Amz-When') })) },
  A10: {
    how: 'the second of two answers counts',
    turn: (world) => {
      // The first answer is taken, and arrives after the second one.
      world.faults.surround({ service: 's3', action: 'PutObject' }, async (proceed, { input }) => {
        const body = Buffer.isBuffer(input.Body) ? input.Body.toString('utf8') : '';
        if (!/"Status":"SUCCESS".*"LogicalResourceId":"Twice"/.test(body)) return proceed();
        world.clock.after(20 * SECOND, () => void proceed());
        return { status: 200, headers: {} };
      });
    },
  },
  A11: { how: 'events have no reason', turn: stackEvents((event) => ({ ...event, ResourceStatusReason: undefined })) },
  A13: { how: 'a Delete is sent two minutes late', turn: events((event) => (event.RequestType === 'Delete' ? { event, late: 2 * MINUTE } : event)) },
  A14: { how: 'a creation that failed has no Delete', turn: events((event) => (event.RequestType === 'Delete' && event.LogicalResourceId === 'Fails' ? undefined : event)) },
  A15: { how: 'a property comes as a number', turn: events((event) => ({ ...event, ResourceProperties: { ...event.ResourceProperties, Looks: Number(event.ResourceProperties.Looks ?? 1) } })) },
  A16: { how: 'requests bring another physical id', turn: events((event) => (event.PhysicalResourceId === undefined ? event : { ...event, PhysicalResourceId: 'another' })) },
  A17: { how: 'DescribeStacks says UPDATE_COMPLETE during the deletion', turn: status('DELETE_IN_PROGRESS', 'UPDATE_COMPLETE') },
  A18: { how: 'DescribeStacks says CREATE_FAILED during the rollback', turn: status('ROLLBACK_IN_PROGRESS', 'CREATE_FAILED') },
  A19: { how: 'DescribeStacks says UPDATE_IN_PROGRESS during the clean-up', turn: status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_IN_PROGRESS') },
  A20: { how: 'DescribeStacks says UPDATE_ROLLBACK_IN_PROGRESS during the clean-up', turn: status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS') },
  A21: { how: 'DescribeStacks says UPDATE_IN_PROGRESS during the rollback', turn: status('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS') },
  A22: {
    how: 'DescribeStacks is a minute behind',
    turn: answers<DescribeStacksOutput>(
      'DescribeStacks',
      (answer, { region }, world) => ({
        ...answer,
        Stacks: answer.Stacks?.map((stack) => {
          const known = stacks(world, ACCOUNT, region).find(stack.StackId ?? '')?.events ?? [];
          const old = known.findLast(({ PhysicalResourceId, Timestamp }) => PhysicalResourceId === stack.StackId && Number(Timestamp) <= world.clock.now() - MINUTE);
          return { ...stack, StackStatus: (old?.ResourceStatus ?? 'CREATE_IN_PROGRESS') as StackStatus };
        }),
      }),
      { ofFunctions: true },
    ),
  },
  A23: { how: 'the stack has a CREATE_COMPLETE', turn: stackEvents((event) => (event.ResourceStatus === 'CREATE_IN_PROGRESS' && event.PhysicalResourceId === event.StackId ? { ...event, ResourceStatus: 'CREATE_COMPLETE' } : event)) },
  A24: { how: 'events are listed oldest first', turn: answers<DescribeStackEventsOutput>('DescribeStackEvents', (answer) => ({ ...answer, StackEvents: [...(answer.StackEvents ?? [])].reverse() })) },
  A25: { how: 'DescribeStackResource has nothing that is not complete', turn: weather({ stackRecords: { lag: 0, onlyComplete: true, deletionTime: true } }) },
  A26: { how: 'LastUpdatedTimestamp is an hour older', turn: record((detail) => ({ ...detail, LastUpdatedTimestamp: new Date(Number(detail.LastUpdatedTimestamp) - 60 * MINUTE) })) },
  A27: { how: 'there is no DeletionTime', turn: weather({ stackRecords: { lag: 0, onlyComplete: false, deletionTime: false } }) },
  A29: { how: 'DescribeStackResource shows the old physical id', turn: record((detail) => (detail.PhysicalResourceId === 'new' ? { ...detail, PhysicalResourceId: 'old' } : detail)) },
  A30: {
    how: 'a Delete that fails in a clean-up is not repeated',
    turn: (() => {
      // The second Delete is not refused.
      const refused = new Set<string>();
      return events((event) => {
        if (event.RequestType !== 'Delete' || event.LogicalResourceId !== 'Refusing') return event;
        if (!refused.has(event.LogicalResourceId)) {
          refused.add(event.LogicalResourceId);
          return event;
        }
        return { ...event, ResourceProperties: { ...event.ResourceProperties, Refuses: 'nothing' } };
      });
    })(),
  },
  A31: { how: "CloudFormation's handler fails with NotFound on a pool that is gone", turn: weather({ missingPoolIsDeleted: false }) },
  A32: { how: "CloudFormation's handler fails with NotFound on a pool that is gone", turn: weather({ missingPoolIsDeleted: false }) },
};

/** Functions are told another status of their stack. */
function status(is: StackStatus, instead: StackStatus): TurnRound {
  const change = (answer: DescribeStacksOutput) => ({
    ...answer,
    Stacks: answer.Stacks?.map((stack) => (stack.StackStatus === is ? { ...stack, StackStatus: instead } : stack)),
  });
  return answers('DescribeStacks', change, { ofFunctions: true });
}

type Detail = NonNullable<DescribeStackResourceOutput['StackResourceDetail']>;

function record(change: (detail: Detail) => Detail): TurnRound {
  const changed = (answer: DescribeStackResourceOutput) => ({ ...answer, StackResourceDetail: answer.StackResourceDetail && change(answer.StackResourceDetail) });
  return answers('DescribeStackResource', changed, { ofFunctions: true });
}

function stackEvents(change: (event: StackEvent) => StackEvent): TurnRound {
  return answers<DescribeStackEventsOutput>('DescribeStackEvents', (answer) => ({ ...answer, StackEvents: answer.StackEvents?.map(change) }));
}
