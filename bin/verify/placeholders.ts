import { withoutCredentials } from '../cli/failure';

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** An id of EC2's, as vpc-..., ipam-pool-cidr-... */
const ID = /\b([a-z][a-z-]{0,40}?)-([0-9a-f]{8,33})(?![0-9a-zA-Z])/g;
const ACCOUNT = /(?<![\w.-])\d{12}(?![\w.])/g;
const ADDRESS = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g;
const PRIVATE = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./;
/** Unique ids of IAM, and what CloudFormation puts behind the names that it makes. */
const IAM_ID = /\b(?:AROA|AIDA|AGPA)[A-Z0-9]{12,}\b/g;
const SUFFIX = /(?<=-)(?=[A-Za-z]*\d)[A-Za-z0-9]{12,13}\b/g;

/** What stands for ids, accounts and addresses in a recording: the same for the same, in all files of a run. */
export class Placeholders {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(private readonly run: string) {}

  /** A value of an answer without anything that is only this account's. */
  of(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Uint8Array) return `(${value.length} bytes)`;
    if (Array.isArray(value)) return value.map((each) => this.of(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, SECRET.test(name) ? '(left out)' : this.of(each)]));
  }

  text(text: string): string {
    return withoutCredentials(text)
      .replaceAll(this.run, '0verify0')
      .replaceAll(UUID, (id) => this.#for('uuid', id))
      .replaceAll(ID, (id, kind: string) => this.#for(kind, id))
      .replaceAll(IAM_ID, (id) => this.#for('iam-id', id))
      .replaceAll(ACCOUNT, (id) => this.#for('account', id))
      .replaceAll(ADDRESS, (address) => (PRIVATE.test(address) ? address : this.#for('address', address)))
      .replaceAll(SUFFIX, (suffix) => this.#for('suffix', suffix));
  }

  #for(kind: string, id: string): string {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const placeholder = `<${kind}:${count}>`;
    this.#known.set(id, placeholder);
    return placeholder;
  }
}

const SECRET = /^(?:NextToken|ResponseURL|ClientToken|ClientRequestToken)$/;

/** What `of` puts. */
export const PLACEHOLDER = /<[a-z-]+:\d+>/g;
