import type { DescribeStackEventsOutput, DescribeStackResourceOutput, DescribeStacksOutput, StackEvent, StackStatus } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../aws-error';
import { ACCOUNT } from '../principal';
import { stacks } from '../services/cloudformation/stacks/stacks';
import { answers, events, MINUTE, SECOND, weather, type TurnRound } from './turn-round';

/** How a function is called, and what CloudFormation says of a stack. */
export const CLOUDFORMATION: Readonly<Record<string, TurnRound>> = {
  A1: weather({ lambdaRetryDelays: [10 * SECOND, 10 * MINUTE] }),
  A2: weather({ lambdaRetryDelays: [10 * SECOND, 10 * MINUTE] }),
  A5: weather({ logLag: { min: 50 * SECOND, max: 55 * SECOND } }),
  A7: (world) => {
    const isLong = ({ Body }: Readonly<Record<string, unknown>>) => Buffer.isBuffer(Body) && Body.length > 4000 && Body.length <= 4096;
    world.faults.add({ service: 's3', action: 'PutObject', when: ({ input }) => isLong(input), with: new AwsError('EntityTooLarge', 'Too long.') });
  },
  A8: (world) => {
    world.faults.surround({ action: 'CreateStack' }, async (act, { input }) => act({ ...input, TemplateBody: String(input.TemplateBody).replace('"ServiceTimeout":3600', '"ServiceTimeout":1200') }));
  },
  A9: events((event) => ({ ...event, ResponseURL: event.ResponseURL.replace('X-Amz-Date', 'X-Amz-When') })),
  A10: (world) => {
    // The first answer is taken, and arrives after the second one.
    world.faults.surround({ service: 's3', action: 'PutObject' }, async (proceed, { input }) => {
      const body = Buffer.isBuffer(input.Body) ? input.Body.toString('utf8') : '';
      if (!/"Status":"SUCCESS".*"LogicalResourceId":"Twice"/.test(body)) return proceed();
      world.clock.after(20 * SECOND, () => void proceed());
      return { status: 200, headers: {} };
    });
  },
  A11: stackEvents((event) => ({ ...event, ResourceStatusReason: undefined })),
  A13: events((event) => (event.RequestType === 'Delete' ? { event, late: 2 * MINUTE } : event)),
  A14: events((event) => (event.RequestType === 'Delete' && event.LogicalResourceId === 'Fails' ? undefined : event)),
  A15: events((event) => ({ ...event, ResourceProperties: { ...event.ResourceProperties, Looks: Number(event.ResourceProperties.Looks ?? 1) } })),
  A16: events((event) => (event.PhysicalResourceId === undefined ? event : { ...event, PhysicalResourceId: 'another' })),
  A17: status('DELETE_IN_PROGRESS', 'UPDATE_COMPLETE'),
  A18: status('ROLLBACK_IN_PROGRESS', 'CREATE_FAILED'),
  A19: status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_IN_PROGRESS'),
  A20: status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'),
  A21: status('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS'),
  A22: answers<DescribeStacksOutput>(
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
  A23: stackEvents((event) => (event.ResourceStatus === 'CREATE_IN_PROGRESS' && event.PhysicalResourceId === event.StackId ? { ...event, ResourceStatus: 'CREATE_COMPLETE' } : event)),
  A24: answers<DescribeStackEventsOutput>('DescribeStackEvents', (answer) => ({ ...answer, StackEvents: [...(answer.StackEvents ?? [])].reverse() })),
  A25: weather({ stackRecords: { lag: 0, onlyComplete: true, deletionTime: true } }),
  A26: record((detail) => ({ ...detail, LastUpdatedTimestamp: new Date(Number(detail.LastUpdatedTimestamp) - 60 * MINUTE) })),
  A27: weather({ stackRecords: { lag: 0, onlyComplete: false, deletionTime: false } }),
  A29: record((detail) => (detail.PhysicalResourceId === 'new' ? { ...detail, PhysicalResourceId: 'old' } : detail)),
  A30: (() => {
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
  A31: weather({ missingPoolIsDeleted: false }),
  A32: weather({ missingPoolIsDeleted: false }),
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
