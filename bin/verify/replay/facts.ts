import { PLACEHOLDER } from '../placeholders';
import type { RecordedExchange } from '../recording';

/** What an answer says, by the paths of its members: `IpamPools[].State` and its values. */
export type Facts = ReadonlyMap<string, ReadonlySet<string>>;

/** Behind the path of a structure: which members it has. */
export const MEMBERS = '{}';
/** What is said of a list. */
export const EMPTY = 'empty';

/** What elements of a list are known by: their members are told one from the other by it. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  StackEvents: ['LogicalResourceId', 'ResourceStatus'],
  Tags: ['Key'],
  Outputs: ['OutputKey'],
  IpamPoolCidrs: ['Cidr'],
};

/** Neither when it was, nor what a function wrote, nor ids; but that an id of the answer is one that was asked for. */
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/g;
/** Where nobody has asked for one, a zone is drawn by lot: us-west-2a, usw2-az1. */
const ZONE = /\b(?:[a-z]{2}(?:-[a-z]+)+-\d[a-z]|[a-z]+\d-az\d)\b/g;
/** Of a network interface. */
const MAC_ADDRESS = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g;
const SINCE_1970 = 1e12;
const WRITTEN_BY_FUNCTIONS = /^events\[\]\.(?:message|eventId|logStreamName)$/;
const LONG = 400;

export function factsOf({ input, output, error }: RecordedExchange): Facts {
  const facts = new Map<string, Set<string>>();
  const asked = new Set(JSON.stringify(input).match(PLACEHOLDER));
  const say = (text: string) => comparable(text, asked);
  const add = (path: string, value: string): void => {
    facts.set(path, (facts.get(path) ?? new Set()).add(value));
  };
  const walk = (value: unknown, path: string, name: string): void => {
    if (Array.isArray(value)) {
      add(`${path}[]`, value.length === 0 ? EMPTY : 'has some');
      for (const each of value) walk(each, `${path}[${keyOf(each, name, say)}]`, '');
    } else if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).filter(([, each]) => each !== undefined);
      add(`${path}${MEMBERS}`, members.map(([member]) => member).sort().join(' '));
      for (const [member, each] of members) walk(each, path === '' ? member : `${path}.${member}`, member);
    } else {
      add(path, WRITTEN_BY_FUNCTIONS.test(path) ? '(text)' : leaf(value, say));
    }
  };
  walk(error === undefined ? output : { error }, '', '');
  return facts;
}

/** What stands for a call among those of a probe: the Region, the operation and what was asked. */
export function callOf({ region, operation, input }: RecordedExchange): string {
  return `${operation} in ${region}: ${comparable(JSON.stringify(input), new Set())}`;
}

function keyOf(element: unknown, list: string, say: (text: string) => string): string {
  const members = element as Readonly<Record<string, unknown>>;
  return (KEYS[list] ?? []).map((key) => say(String(members[key]))).join(' ');
}

function leaf(value: unknown, say: (text: string) => string): string {
  if (typeof value === 'string') return JSON.stringify(say(value));
  return typeof value === 'number' && value > SINCE_1970 ? '(a time)' : String(value);
}

function comparable(text: string, asked: ReadonlySet<string>): string {
  const told = text.replaceAll(PLACEHOLDER, (placeholder) => (asked.has(placeholder) ? placeholder.replace(/:\d+/, ', as asked') : placeholder.replace(/:\d+/, ''))).replaceAll(TIME, '(a time)').replaceAll(MAC_ADDRESS, '(a MAC address)').replaceAll(ZONE, '(a zone)');
  return told.length > LONG ? `${told.slice(0, LONG / 8)}... (long)` : told;
}
