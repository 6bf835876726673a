/**
 * What an EC2 error means for a release: the one table. Nothing else in the handler compares error codes.
 *
 * - `gone`: what was to be released is not there any more. Believed only when a listing agrees.
 * - `retry`: it may pass; tried again until the deadline.
 * - `throttled`: a retry that also tells to slow down.
 * - `blocked`: only somebody else can remove the obstacle; `remedy` says how.
 * - `fatal`: no repetition will help, and nothing was released.
 * - `allowed`: the answer to a DryRun whose permissions are there.
 * - `unknown`: a refusal that is in no row. EC2 documents no IPAM code, so there are such, and most of what EC2 answers passes: tried again,
 *   for three minutes and at least five times; then it is blocked.
 *
 * EC2's public error page lists no IPAM code: these come from the API reference and from what clients of EC2 met; docs/assumptions.md has each by its number.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/errors.go
 */
export type Meaning = 'gone' | 'retry' | 'throttled' | 'blocked' | 'fatal' | 'allowed' | 'unknown';

/** An error, understood. */
export interface Verdict {
  readonly meaning: Meaning;
  readonly code: string;
  readonly message: string;
  /** What the user can do about it. */
  readonly remedy?: string | undefined;
  /** What kind of obstacle it is, where that makes a difference. */
  readonly obstacle?: Obstacle | undefined;
}

/** `silence`: nobody who knows said anything. `operation`: there is none of this name. */
export type Obstacle = 'reverseDns' | 'permission' | 'operation' | 'silence';

interface Row {
  readonly code: RegExp;
  /** The row holds only for a message like this. */
  readonly message?: RegExp;
  readonly meaning: Meaning;
  readonly remedy?: string;
  readonly obstacle?: Obstacle;
}

/** What harms nobody. */
const ELSE_RETAIN = 'else delete the stack again and retain this resource';

/** The first row that fits counts. */
const TABLE: readonly Row[] = [
  { code: /^InvalidIpamPoolAllocationId\.NotFound$/, meaning: 'gone' }, // A42
  { code: /^InvalidParameterCombination$/, message: /No allocation found/i, meaning: 'gone' }, // A42
  { code: /^Invalid(AllocationID|AddressID|AssociationID)\.NotFound$/, meaning: 'gone' }, // A73
  // Also what a wrong network border group gives: the listing tells which of the two it is.
  { code: /^InvalidAddress\.NotFound$/, meaning: 'gone' }, // A74
  // A wrong Region or account looks the same: whoever asks must know that the pool was there.
  { code: /^InvalidIpam(Pool|Scope|)Id\.NotFound$/, meaning: 'gone' }, // A36, A70
  { code: /^InvalidPublicIpv4PoolID\.NotFound$/, meaning: 'gone' }, // A72
  // An empty list in the place of such an error.
  { code: /^NothingListed$/, meaning: 'gone' }, // A71
  // Another account has the address now.
  { code: /^AuthFailure$/, message: /does not belong to you/i, meaning: 'gone' }, // A76

  // An interface that AWS manages (NAT gateway, Network Load Balancer) still holds the address.
  { code: /^AuthFailure$/, message: /permission to access the specified resource/i, meaning: 'retry' }, // A77
  // What EC2 answers while a transfer is pending is documented nowhere; it ends by itself after seven days, or when the other account accepts.
  {
    // A83
    code: /^(OperationNotPermitted|IncorrectState|UnsupportedOperation|InvalidAddress\.\w+|InvalidTransfer\.\w+)$/,
    message: /\btransfer/i,
    meaning: 'retry',
    remedy: `the address is offered to another account: let the other account accept it, or, if nobody needs it there, withdraw the offer (aws ec2 disable-address-transfer); ${ELSE_RETAIN}`,
  },
  { code: /^IncorrectState$/, meaning: 'retry' }, // A50
  { code: /^UnsupportedOperation$/, message: /is not monitored by IPAM/i, meaning: 'retry' }, // A51
  { code: /^InvalidIPAddress\.InUse$/, meaning: 'retry' }, // A75
  // Of ReleaseAddress: the interface of a NAT gateway is gone, and the address does not know yet (hashicorp/terraform-provider-aws#49299).
  { code: /^InvalidNetworkInterfaceID\.NotFound$/, meaning: 'retry' }, // A79
  // An address on a load balancer's interface ("ela-attach"), for one, is let go by itself.
  { code: /^OperationNotPermitted$/, meaning: 'retry', remedy: `if nobody needs what the message names any more, remove that and delete the stack again; ${ELSE_RETAIN}` }, // A82
  { code: /^(DependencyViolation|ConcurrentMutationLimitExceeded|RetryableError|ConcurrentTagAccess)$/, meaning: 'retry' }, // A52

  { code: /^(RequestLimitExceeded|Throttl|EC2ThrottledException|RequestThrottled|TooManyRequests|BandwidthLimitExceeded|SlowDown)/, meaning: 'throttled' }, // A89
  { code: /^(InternalError|InternalFailure|ServerInternal|ServiceUnavailable|Unavailable)$/, meaning: 'retry' }, // A90

  { code: /^InvalidAddress\.Locked$/, meaning: 'blocked', remedy: `ask AWS Support to unlock the address; ${ELSE_RETAIN}` }, // A84
  {
    // A85
    code: /^InvalidAddress\.PtrSet$/,
    meaning: 'blocked',
    obstacle: 'reverseDns',
    remedy: `if nobody sends mail from it any more, remove its reverse DNS record (aws ec2 reset-address-attribute --attribute domain-name --allocation-id ...), or list it with resetReverseDns; ${ELSE_RETAIN}`,
  },

  { code: /^DryRunOperation$/, meaning: 'allowed' }, // A91
  {
    // All that EC2 says by itself is that something is not permitted. A92
    code: /^(UnauthorizedOperation|AccessDenied\w*)$/,
    message: /^(UnknownError|You are not authorized to perform this operation)?[.\s]*(Encoded authorization failure message:.*)?$/s,
    meaning: 'fatal',
    obstacle: 'permission',
    remedy: "look in CloudTrail which action was denied, and allow the function's role that: look for a permissions boundary, a service control policy or a changed role",
  },
  {
    // UnauthorizedOperation is EC2's, AccessDenied that of STS and CloudFormation. A92
    code: /^(UnauthorizedOperation|AccessDenied\w*)$/,
    meaning: 'fatal',
    obstacle: 'permission',
    remedy: "allow the function's role what the message names: look for a permissions boundary, a service control policy or a changed role",
  },
  {
    // A95
    code: /^(InvalidAction|NotImplemented|UnknownOperation\w*)$/,
    meaning: 'fatal',
    obstacle: 'operation',
    remedy: `this Region or partition has no such operation: check the Region that is listed; ${ELSE_RETAIN}`,
  },
  { code: /^(AuthFailure|OptInRequired|Blocked|PendingVerification)$/, meaning: 'fatal', remedy: "check the account and its access to this Region" }, // A96
  {
    // A97
    code: /^IpamOrganizationAccountNotRegistered$/,
    meaning: 'fatal',
    remedy: "register the account as IPAM's delegated administrator",
  },
  {
    // A98
    code: /\.Malformed$|^(MissingParameter|UnknownParameter|InvalidParameter\w*|ValidationError)$/,
    meaning: 'fatal',
    remedy: 'correct what is listed, and deploy the stack before it is deleted',
  },
];

/** What nobody knows counts as an obstacle when it has stood for so long, in milliseconds. */
export const UNKNOWN_STANDS = 180_000;

/** What an error of an EC2 call means. */
export function understand(error: unknown): Verdict {
  const { name = '', code: socket, message = '', $fault, $metadata } = (error ?? {}) as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  // EC2 puts the side that is to blame before some codes: Client.AuthFailure. Where an answer has none, the SDK puts Unknown, or NotFound for a 404.
  const code = name.replace(/^(Client|Server)\./, '').replace(/^(Unknown|NotFound)$/, '');
  // Without a fault there was no answer that the SDK can read: a socket error, a time-out, a page that is no XML, an answer that was cut off.
  if ($fault === undefined) {
    // A dropped connection is a TimeoutError to the SDK.
    if (typeof socket === 'string' && socket !== '') return { meaning: 'retry', code: socket, message: oneLine(message), obstacle: 'silence' };
    if (status > 0) return { meaning: 'retry', ...unreadable(error, status), obstacle: 'silence' };
    return { meaning: 'retry', code: name || 'NoAnswer', message: oneLine(message), obstacle: 'silence' };
  }
  const row = TABLE.find((candidate) => candidate.code.test(code) && (candidate.message?.test(message) ?? true));
  if (row) return { meaning: row.meaning, code, message: said(message), remedy: row.remedy, obstacle: row.obstacle };
  const what = code === '' && status > 0 ? unreadable(error, status) : { code: code || name, message: said(message) };
  if (status === 429) return { meaning: 'throttled', ...what };
  if (status >= 500) return { meaning: 'retry', ...what, obstacle: 'silence' };
  return { meaning: 'unknown', ...what };
}

/** What was answered in the place of an error or an answer of AWS's: its status, and how it begins. */
function unreadable(error: unknown, status: number): Pick<Verdict, 'code' | 'message'> {
  const { message = '', $response } = error as ServiceError;
  const { body, reason = '' } = $response ?? {};
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
  // An answer of AWS's that was cut off: there may be credentials in it.
  if (/^\s*(<\?[^>]*>\s*)?<\w+Response\b|SecretAccessKey/.test(text)) return { code: `HTTP ${status}`, message: 'the answer was cut off' };
  // Of a page people read what is not in its tags. What is as long as a token may be one.
  const page = text.replaceAll(/<(style|script)\b.*?<\/\1>|<[^>]*>/gs, ' ');
  const words = (oneLine(page) || oneLine(text) || said(oneLine(message)) || reason).replaceAll(/[\w+/=%-]{60,}/g, '...');
  return { code: `HTTP ${status}`, message: words.length > WORDS ? `${words.slice(0, WORDS)}...` : words || 'an answer without content' };
}

/** As much of a strange answer as tells where it comes from. */
const WORDS = 100;

/** Without what the SDK says where nobody said anything. */
function said(message: string): string {
  return /^Unknown(Error)?$/.test(message) ? '' : message;
}

function oneLine(text: string): string {
  return text.replace(/\s*Deserialization error: to see the raw response.*/s, '').replaceAll(/\s+/g, ' ').trim();
}

/** No attempt of ours will help. */
export function isFinal({ meaning }: Verdict): boolean {
  return meaning === 'blocked' || meaning === 'fatal';
}

/** The part of the AWS SDK's ServiceException that matters here. */
interface ServiceError {
  readonly name?: string;
  /** Of a socket's error. */
  readonly code?: unknown;
  readonly message?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly reason?: string; readonly body?: unknown };
}
