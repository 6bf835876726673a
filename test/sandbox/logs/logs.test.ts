import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ACCOUNT } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { logGroups, type LogGroups } from '../../../sandbox/services/logs/log-groups';

let sandbox: Sandbox;
let logs: CloudWatchLogsClient;
let groups: LogGroups;

beforeEach(async () => {
  sandbox = await Sandbox.start();
  logs = new CloudWatchLogsClient({ ...sandbox.clientConfig, region: 'us-east-1' });
  groups = logGroups(sandbox.world, ACCOUNT, 'us-east-1');
});

afterEach(() => sandbox.stop());

const messagesOf = ({ events = [] }: { events?: { message?: string }[] }) => events.map(({ message }) => message);

describe('CloudWatch Logs', () => {
  it('keeps log groups with their retention, until they are deleted', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/f' }));
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/f' }))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/aws/lambda/f', retentionInDays: 7 }));
    await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName: '/aws/lambda/f', retentionInDays: 8 }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const { logGroups: described } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/' }));
    expect(described).toMatchObject([
      { logGroupName: '/aws/lambda/f', retentionInDays: 7, arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/f:*` },
    ]);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/f' }));
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/f' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('finds events by pattern, stream and time, page by page', async () => {
    groups.create({ name: '/g' });
    groups.append('/g', 'one', ['ERROR release failed', 'INFO released'], 1000);
    groups.append('/g', 'two', ['ERROR timed out'], 2000);
    const find = async (input: object) => messagesOf(await logs.send(new FilterLogEventsCommand({ logGroupName: '/g', ...input })));
    await expect(find({})).resolves.toHaveLength(3);
    await expect(find({ filterPattern: 'ERROR' })).resolves.toEqual(['ERROR release failed', 'ERROR timed out']);
    await expect(find({ filterPattern: 'ERROR -timed' })).resolves.toEqual(['ERROR release failed']);
    await expect(find({ filterPattern: '?released ?timed' })).resolves.toEqual(['INFO released', 'ERROR timed out']);
    await expect(find({ filterPattern: '"timed out"' })).resolves.toEqual(['ERROR timed out']);
    await expect(find({ logStreamNames: ['one'] })).resolves.toHaveLength(2);
    await expect(find({ startTime: 1500 })).resolves.toEqual(['ERROR timed out']);
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName: '/g', limit: 2 }));
    expect(first.events).toHaveLength(2);
    await expect(find({ limit: 2, nextToken: first.nextToken })).resolves.toEqual(['ERROR timed out']);
  });

  it('reads a stream from its end or its beginning; at the end the same token comes back', async () => {
    groups.create({ name: '/g' });
    groups.append('/g', 's', ['1', '2', '3']);
    const read = (input: object) => logs.send(new GetLogEventsCommand({ logGroupName: '/g', logStreamName: 's', limit: 2, ...input }));
    expect(messagesOf(await read({}))).toEqual(['2', '3']);
    const head = await read({ startFromHead: true });
    expect(messagesOf(head)).toEqual(['1', '2']);
    const next = await read({ nextToken: head.nextForwardToken });
    expect(messagesOf(next)).toEqual(['3']);
    const end = await read({ nextToken: next.nextForwardToken });
    expect(end.events).toEqual([]);
    expect(end.nextForwardToken).toBe(next.nextForwardToken);
  });

  it('lists streams, the one that was written last first when asked so', async () => {
    groups.create({ name: '/g' });
    groups.append('/g', 'a', ['late'], 2000);
    groups.append('/g', 'b', ['early'], 1000);
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/g', orderBy: 'LastEventTime', descending: true }));
    expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['a', 'b']);
  });
});
