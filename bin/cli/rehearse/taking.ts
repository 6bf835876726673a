import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { Failure } from '../failure';
import type { Take } from './declare';

/** What others take by the API before the destroy: of each entry `count`, with `tags`. */
export interface Taking {
  readonly allocations: readonly AllocationTaking[];
  readonly addresses: readonly AddressTaking[];
  readonly vpcs: readonly VpcTaking[];
}

interface Taken {
  readonly count: number;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Of an app the logical id or the construct's path; of a deployed stack also the pool's id. Undefined: of the pools in turn; an address is Amazon's. */
  readonly pool?: string | undefined;
}

export interface AllocationTaking extends Taken {
  readonly cidr?: string | undefined;
  readonly netmaskLength?: number | undefined;
  readonly description?: string | undefined;
}

export interface AddressTaking extends Taken {
  /** What it is associated with, in a VPC of the team's own. */
  readonly heldBy?: 'interface' | 'natGateway' | undefined;
}

/** A VPC that is of no stack. */
export interface VpcTaking extends Taken {
  readonly cidr?: string | undefined;
  readonly netmaskLength?: number | undefined;
  /** It is deleted right before the destroy: IPAM has not noticed yet. */
  readonly deleted?: boolean | undefined;
}

export const NOTHING: Taking = { allocations: [], addresses: [], vpcs: [] };

/** What `--take` says. The first of the addresses that are only counted is in use. */
export function takingOf(take: Take): Taking {
  if ('file' in take) return readTaking(take.file);
  const { allocations, addresses } = take;
  return {
    ...NOTHING,
    allocations: allocations === 0 ? [] : [{ count: allocations }],
    addresses: addresses === 0 ? [] : [{ count: 1, heldBy: 'interface' }, { count: addresses - 1 }],
  };
}

const MOST = 9999;

type Check = (value: unknown) => string | undefined;
const aText: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text');
const aNetmaskLength: Check = (value) => (isWhole(value, 128) ? undefined : 'a whole number from 0 to 128');
const tags: Check = (value) => (isObject(value) && Object.values(value).every((each) => typeof each === 'string') ? undefined : 'keys with texts');
const COMMON = { count: (value: unknown) => (isWhole(value, MOST) ? undefined : `a whole number from 0 to ${MOST}`), tags, pool: aText };
const BLOCK = { ...COMMON, cidr: aText, netmaskLength: aNetmaskLength };

/** What each kind of entry may have. */
const KINDS: Readonly<Record<keyof Taking, Readonly<Record<string, Check>>>> = {
  allocations: { ...BLOCK, description: aText },
  addresses: { ...COMMON, heldBy: (value) => (value === 'interface' || value === 'natGateway' ? undefined : 'interface or natGateway') },
  vpcs: { ...BLOCK, deleted: (value) => (typeof value === 'boolean' ? undefined : 'true or false') },
};

function readTaking(file: string): Taking {
  const wrong = (what: string, cause?: unknown) => new Failure(`${file}: ${what}`, 'see docs/cli.md for what --take reads', { cause });
  const document = parseDocument(read(file));
  const [error] = document.errors;
  if (error) throw wrong(error.message.split('\n')[0] ?? '', error);
  const found: unknown = document.toJS() ?? {};
  if (!isObject(found)) throw wrong(`it must have ${Object.keys(KINDS).join(', ')}`);
  for (const [kind, entries] of Object.entries(found)) {
    const fields = Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof Taking] : undefined;
    if (!fields) throw wrong(`it may have ${Object.keys(KINDS).join(', ')}, not ${kind}`);
    if (!Array.isArray(entries)) throw wrong(`${kind} must be a list`);
    for (const [index, entry] of (entries as unknown[]).entries()) {
      const problem = problemOf(entry, fields);
      if (problem !== undefined) throw wrong(`entry ${index + 1} of ${kind} ${problem}`);
    }
  }
  const taking = { ...NOTHING, ...(found as Partial<Taking>) };
  const counted = <Entry extends Taken>(entries: readonly Entry[]): Entry[] => entries.map((entry) => ({ ...entry, count: (entry as Partial<Entry>).count ?? 1 }));
  return { allocations: counted(taking.allocations), addresses: counted(taking.addresses), vpcs: counted(taking.vpcs) };
}

function problemOf(entry: unknown, fields: Readonly<Record<string, Check>>): string | undefined {
  if (!isObject(entry)) return `must have some of ${Object.keys(fields).join(', ')}`;
  for (const [name, value] of Object.entries(entry)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check) return `may have ${Object.keys(fields).join(', ')}, not ${name}`;
    const expected = check(value);
    if (expected !== undefined) return `has ${name}: ${JSON.stringify(value)}, which must be ${expected}`;
  }
  const { cidr, netmaskLength, count = 1 } = entry;
  if (cidr !== undefined && netmaskLength !== undefined) return 'has cidr and netmaskLength: one of them is enough';
  return cidr !== undefined && count !== 1 ? 'has a cidr, which can be taken once' : undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`${file} can't be read (${(error as { code?: string }).code ?? 'no file'})`, 'say allocations=N,addresses=N with --take, or name a YAML file', { cause: error });
  }
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
