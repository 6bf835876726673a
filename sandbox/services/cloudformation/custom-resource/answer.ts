/** What a function answered, once CloudFormation has found it well-formed. */
export interface CustomResourceAnswer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason?: string;
  readonly physicalId?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly noEcho: boolean;
}

/** What an answer has to repeat of the request. */
export interface Echo {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** "The total size of the response body can't exceed 4096 bytes." */
const LONGEST = 4096;
/** "can be up to 1 KB in size" */
const LONGEST_PHYSICAL_ID = 1024;

/** Reads an answer; throws, in CloudFormation's words, when it is not one. */
export function readAnswer(body: Buffer, echo: Echo): CustomResourceAnswer {
  if (body.byteLength > LONGEST) throw new Error('Response object is too long.');
  const answer = parse(body);
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId', 'Status'] as const) {
    if (answer[name] === undefined) throw new Error(`Invalid Response object: Missing required field ${name}`);
    if (name !== 'Status' && answer[name] !== echo[name]) throw new Error(`Invalid Response object: ${name} does not match the request`);
  }
  const { Status, Reason, PhysicalResourceId, Data = {}, NoEcho } = answer;
  if (Status !== 'SUCCESS' && Status !== 'FAILED') throw new Error(`Invalid Response object: '${typeof Status === 'string' ? Status : JSON.stringify(Status)}' is not a valid ResponseStatus`);
  if (Status === 'FAILED' && (typeof Reason !== 'string' || Reason === '')) {
    throw new Error('Invalid Response object: Value of property Reason must not be empty when Status is FAILED');
  }
  if (typeof Data !== 'object' || Data === null || Array.isArray(Data)) throw new Error('Invalid Response object: Value of property Data must be an object');
  const valid = typeof PhysicalResourceId === 'string' && PhysicalResourceId !== '' && Buffer.byteLength(PhysicalResourceId) <= LONGEST_PHYSICAL_ID;
  if (!valid && (Status === 'SUCCESS' || PhysicalResourceId !== undefined)) throw new Error('Invalid PhysicalResourceId');
  return {
    status: Status,
    reason: typeof Reason === 'string' ? Reason : undefined,
    physicalId: valid ? PhysicalResourceId : undefined,
    data: Data as Record<string, unknown>,
    noEcho: NoEcho === true || NoEcho === 'true',
  };
}

function parse(body: Buffer): Record<string, unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Error('Response is not valid JSON');
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw new Error('Invalid Response object: it must be a JSON object');
  return answer as Record<string, unknown>;
}
