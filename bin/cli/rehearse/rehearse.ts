import { RESOURCE_TYPE } from '../../../lib/contract';
import { MONTHLY_USD } from '../plan/judge-address';
import type { Verdict } from '../plan/plan';
import { live, type Life, type Subject } from './life';
import type { Entry, Failed, Left, Report } from './report';
import { existingIds } from './stage';
import { sayTime } from './say-time';

export interface Rehearsed {
  readonly seed: number;
  readonly runs: number;
  /** Repeats it. */
  readonly command: string;
}

/** As many lives as asked for, one after the other since virtual time is the process's; shown is the first that fails, or else the longest. */
export async function rehearse(subject: Subject, { seed, runs, command }: Rehearsed, onRun: (done: number) => void): Promise<Report> {
  const lives: Life[] = [];
  for (let run = 0; run < runs; run += 1) {
    lives.push(await live(subject, seed + run));
    onRun(run + 1);
  }
  const all = lives.map((each) => ({ seed: each.seed, verdict: verdictOf(each), seconds: each.seconds }));
  const longest = lives.reduce((one, other) => (other.seconds > one.seconds ? other : one));
  const shown = lives.find((each) => verdictOf(each) === 'blocked') ?? longest;
  const verdict = verdictOf(shown);
  const left = leftOf(shown);
  const report = {
    schemaVersion: '1' as const,
    verdict,
    seconds: { least: Math.min(...all.map((each) => each.seconds)), most: Math.max(...all.map((each) => each.seconds)) },
    weather: subject.weather,
    runs: all,
    seed: shown.seed,
    stacks: shown.stacks,
    timeline: shown.timeline,
    failures: shown.failed.map((failure) => explained(failure, shown)),
    left,
    monthlyUsd: left.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0),
    notModelled: shown.notModelled,
    notes: [...shown.notes, ...notesOn(subject)],
    command,
  };
  return { ...report, summary: summaryOf(report, shown) };
}

function verdictOf({ failed, timeline }: Life): Verdict {
  if (failed.length > 0) return 'blocked';
  return timeline.some(isPending) ? 'pending' : 'clear';
}

function isPending({ end }: Entry): boolean {
  return end === 'released' || end === 'cascaded' || end === 'noticed';
}

function summaryOf(report: Omit<Report, 'summary'>, life: Life): string {
  const addresses = report.left.filter(({ monthlyUsd }) => monthlyUsd > 0).length;
  const costs = addresses === 0 ? '' : ` ${addresses === 1 ? 'An address is left, and costs' : `${addresses} addresses are left, and cost`} USD ${report.monthlyUsd.toFixed(2)} a month.`;
  return `${endOf(report, life)}${costs}`;
}

function endOf({ runs, seconds, failures, verdict }: Omit<Report, 'summary'>, { timeline }: Life): string {
  const blocked = runs.filter((run) => run.verdict === 'blocked').length;
  const of = runs.length === 1 ? '' : ` in ${blocked} of ${runs.length} runs`;
  const [first] = failures;
  if (first) return `The destroy of ${first.stack} fails${of}: ${first.logicalId} (${first.type}) is not deleted.`;
  const time = seconds.least === seconds.most ? sayTime(seconds.most) : `${sayTime(seconds.least)} to ${sayTime(seconds.most)}`;
  if (verdict === 'clear') return `One destroy is enough, in ${time}: nothing has to be released or waited for.`;
  const count = (ends: readonly Entry['end'][]) => timeline.filter(({ end }) => ends.includes(end)).length;
  const parts = Object.entries({ released: count(['released', 'cascaded']), 'waited for': count(['noticed']) }).flatMap(([what, times]) => (times === 0 ? [] : [`${times} ${what}`]));
  return `One destroy is enough, in ${time}: ${parts.join(', ')}.`;
}

/** What of the stacks is there in the end, and what in pools and addresses nobody took away. */
function leftOf({ timeline }: Life): Left[] {
  return timeline.flatMap(({ kind, name, type, id, end, stack, isPlaceholder }) => {
    if (kind === 'resource' ? isPlaceholder || !/^(failed|retained|untouched)$/.test(end) : end !== 'left') return [];
    // An Elastic IP is a resource, too.
    const isAddress = kind === 'address' || type === 'AWS::EC2::EIP';
    const what = kind === 'resource' ? `${type}${end === 'retained' ? ', which the template retains' : ''}` : type;
    return [{ what, name: stack === undefined ? name : `${stack}/${name}`, id, monthlyUsd: isAddress ? MONTHLY_USD : 0 }];
  });
}

/** What was in the way of a pool, which CloudFormation does not tell. */
function explained(failure: Failed, { timeline }: Life): Failed {
  const { type, stack, logicalId } = failure;
  if (!type.startsWith('AWS::EC2::IPAMPool')) return failure;
  const pool = timeline.find((entry) => entry.stack === stack && entry.name === logicalId)?.pool;
  const inPool = timeline.filter((entry) => entry.kind === 'allocation' && entry.end === 'left' && entry.pool === pool);
  if (inPool.length === 0) return failure;
  const isGone = (entry: Entry) => timeline.some((other) => other.end === 'deleted' && entry.type.endsWith(other.id));
  const because = inPool.map((entry) => `${entry.name} is in the pool: ${entry.type}${isGone(entry) ? ', which is gone, but IPAM has not noticed yet' : ''}`).join('; ');
  const hasRelease = timeline.some((entry) => entry.type === RESOURCE_TYPE);
  const remedy = hasRelease ? "list it in the stack's AddressRelease, or empty the pool: pool.with(new EmptyOnDelete())" : 'pool.with(new EmptyOnDelete()) releases what was taken, and waits for the rest';
  return { ...failure, because, remedy };
}

function notesOn({ stacks }: Subject): string[] {
  const existing = [...new Set(stacks.flatMap(existingIds))];
  return existing.length === 0 ? [] : [`Not in the rehearsal, since the app names it by its id and does not make it: ${existing.join(', ')}`];
}
