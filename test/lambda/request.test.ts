import { NoRequest, readRequest } from '../../lambda/request';
import { DELETE } from '../hardening/stub-world';

const CREATE = { ...DELETE, RequestType: 'Create', PhysicalResourceId: undefined };

/** What is said of an event that is no request. */
function refusal(event: unknown): string {
  try {
    readRequest(event);
  } catch (error) {
    expect(error).toBeInstanceOf(NoRequest);
    return (error as Error).message;
  }
  return 'a request';
}

test.each([CREATE, { ...DELETE, RequestType: 'Update' }, DELETE])('$RequestType is a request of CloudFormation, as it came', (event) => {
  expect(readRequest(event)).toBe(event);
});

test.each(['ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'])('without %s nobody can be answered, and the function says what is missing', (name) => {
  for (const value of [undefined, '', 7, null]) {
    expect(refusal({ ...CREATE, [name]: value })).toBe(`not a custom resource request of CloudFormation: ${name} missing or malformed`);
  }
});

test('what was created has a name, and each later request gives it', () => {
  for (const RequestType of ['Update', 'Delete']) {
    expect(refusal({ ...DELETE, RequestType, PhysicalResourceId: undefined })).toBe('not a custom resource request of CloudFormation: PhysicalResourceId missing or malformed');
  }
});

test('an event of another kind says all that it lacks, and never what it has: that may be a credential', () => {
  expect(refusal({ ...DELETE, RequestType: 'Drop', PhysicalResourceId: undefined })).toBe('not a custom resource request of CloudFormation: RequestType missing or malformed');
  for (const event of [undefined, null, 'text', 7, {}, []]) {
    expect(refusal(event)).toBe('not a custom resource request of CloudFormation: RequestType, ResponseURL, StackId, RequestId, LogicalResourceId missing or malformed');
  }
  expect(new NoRequest('').name).toBe('NoRequest');
});
