import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { eventOf, recordOf, requestedAt } from '../../lambda/resource-record';
import type { World } from '../../lambda/world';
import { ec2Error } from './scripted-ec2';

const REQUEST = { StackId: 'arn:stack', LogicalResourceId: 'AddressRelease', PhysicalResourceId: 'ours', ResponseURL: 'https://bucket.s3.amazonaws.com/key' };
const AT = new Date('2026-11-20T11:59:00Z');

/** CloudFormation with this record and this last event of the resource; an error stands for its refusal. */
function showing(detail: object | Error | undefined, event: object | Error = {}): World {
  const send = (command: unknown) => {
    const answer = command instanceof DescribeStackEventsCommand ? event : detail;
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(command instanceof DescribeStackEventsCommand ? { StackEvents: [{ LogicalResourceId: 'AddressRelease', ...answer }] } : { StackResourceDetail: answer });
  };
  return { cloudFormation: { send } } as unknown as World;
}

describe('what CloudFormation has on record of a resource', () => {
  const whole = { ResourceStatus: 'DELETE_IN_PROGRESS', LastUpdatedTimestamp: AT, PhysicalResourceId: 'ours' };

  test('is its status, when that was, and what it is called', async () => {
    expect(await recordOf(showing(whole), REQUEST)).toEqual({ status: 'DELETE_IN_PROGRESS', at: AT.getTime(), physicalId: 'ours' });
  });

  test('may lack a name: an empty one is none, so that the resource is not taken for one that was replaced', async () => {
    for (const PhysicalResourceId of ['', undefined]) expect(await recordOf(showing({ ...whole, PhysicalResourceId }), REQUEST)).toMatchObject({ physicalId: undefined });
  });

  test('is nothing without a status or a time, and where CloudFormation says nothing', async () => {
    for (const detail of [undefined, {}, { ...whole, ResourceStatus: undefined }, { ...whole, ResourceStatus: '' }, { ...whole, LastUpdatedTimestamp: undefined }, ec2Error('ValidationError'), new Error('socket hang up')]) {
      expect(await recordOf(showing(detail), REQUEST)).toBeUndefined();
    }
  });

  test('is an error where it may not be asked for: nothing is released on a guess', async () => {
    const denied = ec2Error('AccessDenied');
    await expect(recordOf(showing(denied), REQUEST)).rejects.toBe(denied);
    await expect(eventOf(showing({}, denied), REQUEST)).rejects.toBe(denied);
  });
});

describe('the last event of a resource', () => {
  const whole = { ResourceStatus: 'DELETE_FAILED', Timestamp: AT, PhysicalResourceId: 'ours' };

  test('says the same', async () => {
    expect(await eventOf(showing({}, whole), REQUEST)).toEqual({ status: 'DELETE_FAILED', at: AT.getTime(), physicalId: 'ours' });
  });

  test('says nothing when it is that of another resource of this name, or incomplete, or cannot be had', async () => {
    for (const event of [{ ...whole, PhysicalResourceId: 'another' }, { ...whole, Timestamp: undefined }, { ...whole, ResourceStatus: undefined }, ec2Error('Throttling')]) {
      expect(await eventOf(showing({}, event), REQUEST)).toBeUndefined();
    }
    // Not even where the request has no name of its own.
    expect(await eventOf(showing({}, { ...whole, PhysicalResourceId: undefined }), REQUEST)).toBeUndefined();
  });
});

describe('when a request was sent', () => {
  const sent = (query: string) => requestedAt({ ResponseURL: `https://bucket.s3.amazonaws.com/key?${query}` });

  test('is the moment for which its URL is signed, wherever in it that stands', () => {
    for (const query of ['X-Amz-Date=20261120T115901Z', 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261120T115901Z&X-Amz-Expires=7200']) {
      expect(sent(query)).toBe(Date.parse('2026-11-20T11:59:01Z'));
    }
  });

  test.each(['Expires=1', 'Not-X-Amz-Date=20261120T115901Z', 'X-Amz-Date=20261320T115901Z', 'X-Amz-Date=20261120T115901', 'X-Amz-Date=2026-11-20T11:59:01Z'])('is not known by %s', (query) => {
    expect(sent(query)).toBeUndefined();
  });
});
