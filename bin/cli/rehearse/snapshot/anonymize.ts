import { createHash, randomBytes } from 'node:crypto';
import { addressBits, formatAddress, readCidr } from '../../../../sandbox/services/ec2/cidr';
import type { Snapshot, SnapshotStack } from './snapshot';

/** What ids of AWS end in. */
const ID = /\b([a-z]+(?:-[a-z]+)*)-([0-9a-f]{8,33})\b/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const ACCOUNT = /(?<![0-9a-zA-Z])\d{12}(?![0-9a-zA-Z])/g;
const ADDRESS = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]+)(?:\/\d{1,3})?(?![\w.:])/g;
/** A MAC address, and the names that AWS's DNS has for addresses. */
const NAMED_BY_ADDRESS = new Set(['MacAddress', 'PrivateDnsName', 'PublicDnsName']);
/** What people write, and no deletion depends on. */
const PROSE = new Set(['Description', 'StateMessage', 'FailureReason', 'FailureMessage', 'ResourceName']);
const KINDS_IN_ARNS = /^(loadbalancer|net|app|targetgroup|listener|listener-rule|stack|function|role)$/;
/** Values of CloudFormation and EC2, which say nothing of anybody; and keys of tags, which stay everywhere. */
const COMMON = new Set(['type', 'status', 'schemaVersion', 'takenAt', 'completeness', 'deletionPolicy', 'Action', 'NotAction', 'Effect', 'Version', 'TagKey']);

/** The snapshot with other account ids, names, ids, addresses and values of tags: the same for the same, and for addresses in the same blocks. */
export function anonymized(snapshot: Snapshot): Snapshot {
  const names = new Names(namesIn(snapshot));
  const changed = names.change(snapshot) as Snapshot;
  return { ...changed, notes: snapshot.notes.map((note) => names.text(note)), isAnonymous: true };
}

/** Pseudonyms, made anew each time. */
class Names {
  readonly #secret = randomBytes(32);
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #names: RegExp | undefined;

  constructor(names: ReadonlyMap<string, string>) {
    // The longest first: a name may be the beginning of another.
    const ordered = [...names].sort(([one], [other]) => other.length - one.length);
    for (const [name, kind] of ordered) this.#pseudonym(name, (count) => `${kind}${count}`, kind);
    const escaped = ordered.map(([name]) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    this.#names = escaped.length === 0 ? undefined : new RegExp(`(?<![A-Za-z0-9])(?:${escaped.join('|')})(?![A-Za-z0-9])`, 'g');
  }

  change(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) return value.map((each) => this.change(each, key));
    if (typeof value === 'string') return this.#string(value, key);
    if (typeof value !== 'object' || value === null) return value;
    const tag = value as { readonly Key?: unknown; readonly Value?: unknown };
    if (typeof tag.Key === 'string' && typeof tag.Value === 'string') return { ...value, Value: this.#tagValue(tag.Value) };
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, /(Resource|Request)Tag\//.test(name) ? this.#tagValues(each) : this.change(each, name)]));
  }

  text(text: string): string {
    const named = this.#names ? text.replaceAll(this.#names, (name) => this.#known.get(name) ?? name) : text;
    return named
      .replaceAll(UUID, (id) => this.#hexadecimal(id))
      .replaceAll(ID, (_id, kind: string, hex: string) => `${kind}-${this.#hexadecimal(hex)}`)
      .replaceAll(ACCOUNT, (id) => this.#pseudonym(id, (count) => String(count).padStart(12, '0'), 'account'))
      .replaceAll(ADDRESS, (address) => this.#address(address));
  }

  #string(text: string, key: string): string {
    if (COMMON.has(key)) return text;
    if (PROSE.has(key) || NAMED_BY_ADDRESS.has(key)) return '';
    if (key === 'ptrRecord' || key === 'PtrRecord') return 'name.example.com.';
    if (key === 'TagValue') return this.#tagValue(text);
    return this.text(text);
  }

  #tagValues(value: unknown): unknown {
    return Array.isArray(value) ? value.map((each) => this.#tagValues(each)) : typeof value === 'string' ? this.#tagValue(value) : value;
  }

  #tagValue(value: string): string {
    return value === '' ? '' : this.#pseudonym(`tag ${value}`, (count) => `value${count}`, 'value');
  }

  #pseudonym(original: string, name: (count: number) => string, kind: string): string {
    const known = this.#known.get(original);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const made = name(count);
    this.#known.set(original, made);
    return made;
  }

  /** As long as it was, and with its hyphens. */
  #hexadecimal(text: string): string {
    const digits = createHash('sha256').update(this.#secret).update(text).digest('hex');
    let place = 0;
    return text.replaceAll(/[0-9a-f]/g, () => digits.charAt(place++ % digits.length));
  }

  /** Bit by bit, each from those before it: what is in a block stays in it. @see https://en.wikipedia.org/wiki/Crypto-PAn */
  #address(text: string): string {
    const [ip = '', length] = text.split('/');
    const family = ip.includes(':') ? 'ipv6' : 'ipv4';
    const bits = addressBits(family);
    const cidr = readCidr(`${ip}/${bits}`);
    // Everything and nothing are nobody's, and neither is a net mask.
    if (!cidr || length === '0' || ip === '0.0.0.0') return text;
    const given = cidr.start.toString(2).padStart(bits, '0');
    const most = length === undefined ? bits : Number(length);
    let changed = '';
    for (let place = 0; place < bits; place += 1) {
      const flips = place < most && (createHash('sha256').update(this.#secret).update(`${family} ${given.slice(0, place)}`).digest()[0] ?? 0) & 1;
      const bit = given.charAt(place);
      changed += flips ? (bit === '0' ? '1' : '0') : bit;
    }
    return `${formatAddress(family, BigInt(`0b${changed}`))}${length === undefined ? '' : `/${length}`}`;
  }
}

/** Names that people gave, or that are made of them, with what stands in for each. */
function namesIn({ stack }: Snapshot): Map<string, string> {
  const names = new Map<string, string>();
  const add = (name: unknown, kind: string) => {
    if (typeof name === 'string' && name.length > 1 && !names.has(name)) names.set(name, kind);
  };
  const visit = ({ name, exports, resources, nested }: SnapshotStack) => {
    add(name, 'Stack');
    for (const { name: exported, value, importedBy } of exports) {
      add(exported, 'export');
      if (!isOfAws(value)) add(value, 'exported');
      for (const importer of importedBy) add(importer, 'Stack');
    }
    for (const { logicalId, physicalId, properties = {} } of resources) {
      add(logicalId, 'Resource');
      for (const name of physicalId.startsWith('arn:') ? namesInArn(physicalId) : [physicalId]) if (!isOfAws(name)) add(name, 'name');
      const { PolicyName, Policies, LoggingConfig, Path, ServiceToken } = properties as { PolicyName?: string; Policies?: { PolicyName?: string }[]; LoggingConfig?: { LogGroup?: string }; Path?: string; ServiceToken?: string };
      for (const policy of [PolicyName, ...(Policies ?? []).map((each) => each.PolicyName)]) add(policy, 'policy');
      add(LoggingConfig?.LogGroup, 'log');
      for (const part of (Path ?? '').split('/')) add(part, 'path');
      if (typeof ServiceToken === 'string') add(ServiceToken.slice(ServiceToken.lastIndexOf(':') + 1), 'name');
    }
    nested.forEach(visit);
  };
  visit(stack);
  return names;
}

/** What people may have named in it: all behind the account but the kinds of things. */
function namesInArn(arn: string): string[] {
  return arn.split(/[:/]/).slice(5).filter((part) => !KINDS_IN_ARNS.test(part) && !part.match(UUID));
}

/** Whether it consists of ids and addresses of AWS's, which have pseudonyms of their own. */
function isOfAws(text: string): boolean {
  return /^[\s|IVGW]*$/.test(text.replaceAll(ID, '').replaceAll(ADDRESS, ''));
}
