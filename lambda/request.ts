import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** What the function was invoked with is no request of CloudFormation's. There is nobody to answer to. */
export class NoRequest extends Error {
  override readonly name = 'NoRequest';
}

const TEXT_FIELDS = ['ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'] as const;

/** Checks that an event is a custom resource request. Its properties are checked later, since their faults can be answered. */
export function readRequest(event: unknown): CloudFormationCustomResourceEvent {
  const fields = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<string, unknown>>;
  const { RequestType } = fields;
  const isKnown = RequestType === 'Create' || RequestType === 'Update' || RequestType === 'Delete';
  const missing = [
    ...(isKnown ? [] : ['RequestType']),
    ...TEXT_FIELDS.filter((name) => typeof fields[name] !== 'string' || fields[name] === ''),
    ...(isKnown && RequestType !== 'Create' && typeof fields.PhysicalResourceId !== 'string' ? ['PhysicalResourceId'] : []),
  ];
  // The names only: ResponseURL's value is a credential.
  if (missing.length > 0) throw new NoRequest(`not a custom resource request of CloudFormation: ${missing.join(', ')} missing or malformed`);
  return event as CloudFormationCustomResourceEvent;
}
