import Table from 'cli-table3';
import type { Screen } from '../screen';
import type { Entry, Report } from './report';
import { sayMoment, sayTime } from './say-time';

const PLAIN = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' };

/** What everything ends as, in words. */
export const ENDS: Readonly<Record<Entry['end'], string>> = {
  deleted: 'deleted',
  failed: 'failed',
  retained: 'retained',
  untouched: 'untouched',
  released: 'released',
  cascaded: 'released with its pool',
  noticed: 'waited for, until IPAM had noticed that it is unused',
  left: 'left',
};

/** A rehearsal as people read it: what failed, what took its time or was released, what is left, and what was no proof. */
export function renderReport(report: Report, screen: Screen): string {
  const { colours } = screen;
  const colour = { clear: colours.green, pending: colours.yellow, blocked: colours.red }[report.verdict];
  const sections = [
    colour(colours.bold(report.summary)),
    report.failures.map(({ stack, logicalId, type, reason, because, remedy }) => [`${colours.red('fails')} ${stack}/${logicalId} (${type}): ${reason}`, ...(because === undefined ? [] : [`  ${because}.`]), ...(remedy === undefined ? [] : [`  Remedy: ${remedy}.`])].join('\n')).join('\n'),
    table(['stack', 'environment', 'status', 'time'], report.stacks.map(({ name, account, region, status, begins, ends }) => [name, `${account}/${region}`, status, begins === undefined || ends === undefined ? 'not begun' : sayTime(ends - begins)]), screen),
    renderTimeline(report, screen),
    report.left.length === 0 ? 'Nothing is left.' : `${colours.bold('Left')}\n${table(['what', 'name', 'id', 'USD a month'], report.left.map(({ what, name, id, monthlyUsd }) => [what, name, id, monthlyUsd === 0 ? '' : monthlyUsd.toFixed(2)]), screen)}`,
    report.notModelled.length === 0 ? '' : `${colours.bold('Not modelled: created and deleted at once, which proves nothing')}\n${table(['resources', 'type', 'why'], report.notModelled.map(({ type, why, count }) => [String(count), type, why]), screen)}`,
    report.notes.map((note) => `Note: ${note}.`).join('\n'),
    `Rehearsed in the sandbox, weather ${report.weather}, seed ${report.seed}. To repeat it: ${colours.bold(report.command)}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** Without what was deleted at the first try. */
function renderTimeline({ timeline }: Report, screen: Screen): string {
  const worthTelling = timeline.filter(({ kind, end, begins, ends = begins, tries }) => kind !== 'resource' || end === 'failed' || (end === 'deleted' && (ends - begins >= 60 || tries.some(({ error }) => error !== undefined))));
  if (worthTelling.length === 0) return '';
  const rows = worthTelling.map(({ name, stack, type, begins, ends, end, tries }) => [`+${sayMoment(begins)}`, ends === undefined ? '' : sayTime(ends - begins), stack === undefined ? name : `${stack}/${name}`, type, ENDS[end], triesOf(tries)]);
  return `${screen.colours.bold('What took its time, or was released')}\n${table(['begins', 'takes', 'name', 'what', 'ends', 'calls'], rows, screen)}`;
}

/** How often each answer was given. */
function triesOf(tries: Entry['tries']): string {
  const counts = new Map<string, number>();
  for (const { action, error } of tries) counts.set(`${action}${error === undefined ? '' : `: ${error}`}`, (counts.get(`${action}${error === undefined ? '' : `: ${error}`}`) ?? 0) + 1);
  return [...counts].map(([answer, count]) => (count === 1 ? answer : `${count} x ${answer}`)).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[], { colours }: Screen): string {
  const drawn = new Table({ head: head.map((title) => colours.dim(title)), style: { head: [], border: [], compact: true }, chars: PLAIN });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}
