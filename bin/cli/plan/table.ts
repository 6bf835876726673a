import Table from 'cli-table3';
import type { Screen } from '../screen';
import { sayRange } from './durations';
import type { OwningStack, Plan, Planned, PlannedAddress, PlannedAllocation, PlannedPool } from './plan';
import { needsSomebody } from './verdict';

type Colours = Screen['colours'];

/** A plan as people read it. */
export function renderPlan(plan: Plan, screen: Screen): string {
  const { colours } = screen;
  const sections = [
    verdictLine(plan, colours),
    ...plan.pools.map((pool) => renderPool(pool, screen)),
    renderAddresses(plan.addresses, screen),
    renderRemedies(plan),
    plan.monthlyUsd === 0 ? '' : `What stays behind costs about ${plan.monthlyUsd.toFixed(2)} USD a month (3.65 for each public IPv4 address).`,
    plan.notes.map((note) => `Note: ${note}.`).join('\n'),
    plan.linesToAdd === undefined ? '' : `With these lines in the app, deployed, one destroy is enough:\n\n${indent(plan.linesToAdd)}`,
    nextCommand(plan, colours),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function verdictLine({ stack, verdict, summary }: Plan, colours: Colours): string {
  const colour = { clear: colours.green, pending: colours.yellow, blocked: colours.red }[verdict];
  const status = stack === undefined || stack.status === 'DELETE_COMPLETE' ? '' : `${stack.name} is ${stack.status}${stack.statusReason === undefined ? '' : ` (${stack.statusReason})`}.\n`;
  return `${status}${colour(colours.bold(summary))}`;
}

function renderPool({ poolId, logicalId, ofStack, scope, locale, state, emptiedBy, contents }: PlannedPool, screen: Screen): string {
  const { colours } = screen;
  const title = `${colours.bold(`Pool ${poolId}`)}${logicalId === undefined ? '' : `, ${logicalId} of the stack`}${ofStack === undefined ? '' : `, of ${stackOf(ofStack)}`} (${scope}, ${locale}, ${state})`;
  const held = emptiedBy === undefined ? '' : `; ${emptiedBy} holds its deletion until it is empty`;
  if (contents.length === 0) return `${title}: nothing is in it${held}`;
  return `${title}${held}\n${table(['CIDR', 'what', 'id', 'by whom', 'what becomes of it'], contents.map((each) => [each.cidr, kindOf(each), each.allocationId, byWhom(each), fateOf(each, colours)]), screen)}`;
}

function kindOf({ is, resourceType, resourceId }: PlannedAllocation): string {
  if (is === 'manual') return 'manual';
  const resource = [resourceType, resourceId].filter((part) => part !== undefined).join(' ');
  return is === 'ghost' ? `ghost of ${resource}` : is === 'unseen' ? `${resource} (unseen)` : resource;
}

function stackOf(stack: OwningStack | undefined): string {
  return stack === undefined ? '' : `${stack.name} (${stack.status})`;
}

/** As far as EC2 tells: it keeps neither who took an allocation nor when. */
function byWhom({ owner, description, tags }: Pick<PlannedAllocation, 'owner' | 'description' | 'tags'>): string {
  return [owner === undefined ? '' : `account ${owner}`, description ?? '', ...Object.entries(tags).map(([key, value]) => `${key}=${value}`)].filter((part) => part !== '').join('\n');
}

function renderAddresses(addresses: readonly PlannedAddress[], screen: Screen): string {
  if (addresses.length === 0) return '';
  const rows = addresses.map((each) => [each.publicIp, each.allocationId, each.holder ?? (each.serviceManaged === undefined ? 'nothing' : `AWS, for ${each.serviceManaged}`), each.logicalId ?? each.tagNaming ?? stackOf(each.ofStack), fateOf(each, screen.colours)]);
  return `${screen.colours.bold('Elastic IPs')}\n${table(['address', 'id', 'associated with', 'stack, or tag', 'what becomes of it'], rows, screen)}`;
}

function fateOf({ fate, by, releasable, seconds }: Planned, colours: Colours): string {
  const name = by === undefined ? '' : ` by ${by}`;
  switch (fate) {
    case 'released':
      return colours.yellow(`released${name}`);
    case 'deleted':
      return `deleted${name}`;
    case 'waitedFor':
      return colours.yellow(`waited for${name}${seconds === undefined ? '' : `, ${sayRange(seconds)}`}`);
    case 'stays':
      return 'stays';
    case 'blocks':
      if (releasable === 'wait') return colours.yellow(`blocks; gone in ${seconds === undefined ? 'a while' : sayRange(seconds)}`);
      return releasable === 'release' ? colours.yellow('blocks; release can release it') : colours.red('blocks');
  }
}

/** What to do about what blocks: each obstacle once, however many things it keeps. */
function renderRemedies({ pools, addresses }: Plan): string {
  const blocking = [
    ...pools.flatMap(({ contents }) => contents).map((each) => ({ name: `${each.cidr} (${each.allocationId})`, ...each })),
    ...addresses.map((each) => ({ name: `${each.publicIp} (${each.allocationId})`, ...each })),
  ].filter(needsSomebody);
  return blocking.map(({ name, why, remedy }) => `${name} blocks: ${why ?? ''}; ${remedy ?? ''}.`).join('\n');
}

function nextCommand({ stack, pools, addresses }: Plan, colours: Colours): string {
  if (stack === undefined) return '';
  const isDeleted = stack.status === 'DELETE_COMPLETE';
  const isTagged = addresses.some(({ fate, tagNaming }) => fate === 'stays' && tagNaming !== undefined);
  const tagged = isTagged ? `\nWith --tagged it releases the Elastic IPs that are tagged with the name of the stack, too.` : '';
  const releasable = pools.flatMap(({ contents }) => contents).filter((each) => each.releasable === 'release' || each.releasable === 'wait');
  if (releasable.length === 0 && tagged === '') return '';
  const command = `npx cdk-address-release release ${stack.name}${isDeleted ? ' --tagged' : ' --delete-stack'}`;
  return isDeleted ? `To release them: ${colours.bold(command)}` : `To release what can be released, and delete the stack: ${colours.bold(command)}${tagged}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[], { colours }: Screen): string {
  const drawn = new Table({
    head: head.map((title) => colours.dim(title)),
    style: { head: [], border: [], compact: true },
    chars: { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

function indent(text: string): string {
  return text.split('\n').map((line) => (line === '' ? line : `  ${line}`)).join('\n');
}
