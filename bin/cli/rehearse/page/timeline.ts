import { RESOURCE_TYPE } from '../../../../lib/contract';
import type { Entry } from '../report';
import { sayMoment, sayTime } from '../say-time';
import { ENDS } from '../table';
import { html, NOTHING, type Markup } from './html';

/** A page of more rows than these is no picture any more. */
const MOST_ROWS = 500;

/** So many calls are named, and marked on a bar; the report as JSON has them all. */
const MOST_CALLS = 40;

/** About so many lines stand for the time. */
const TICKS = 6;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** What the bars mean, in the order in which they are explained. */
const KINDS: readonly (readonly [kind: string, meaning: string])[] = [
  ['deleted', 'deleted by CloudFormation'],
  ['released', 'AddressRelease at work, and what it released'],
  ['noticed', 'waited for, until IPAM noticed'],
  ['failed', 'failed'],
  ['left', 'left behind'],
  ['kept', 'not deleted'],
];

/** Every resource and every thing in a pool, one below the other, on one axis of AWS's time. */
export function renderTimeline(timeline: readonly Entry[], seconds: number): Markup {
  const shown = timeline.slice(0, MOST_ROWS);
  const most = Math.max(1, seconds, ...shown.map(({ begins, ends = begins }) => ends));
  const more = timeline.length - shown.length;
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">What happened, and when</h2>
<p class="muted">In AWS's time since the destroy began. Point at a line, or open it, for its calls and waits.</p>
<ul class="legend">${KINDS.map(([kind, meaning]) => html`<li><span class="key ${kind}" aria-hidden="true"></span>${meaning}</li>`)}</ul>
<div class="axis" aria-hidden="true">${ticksTo(most).map((tick) => html`<span style="left:${percent(tick, most)}%">${sayMoment(tick)}</span>`)}</div>
<ol class="rows">
${shown.map((entry) => row(entry, most))}
</ol>
${more > 0 ? html`<p class="muted">And ${more} more, which <code>--output json</code> has.</p>` : NOTHING}
</section>`;
}

function row(entry: Entry, most: number): Markup {
  const { name, stack, type, begins, ends, end } = entry;
  const until = ends ?? most;
  const takes = ends === undefined ? 'to the end' : `for ${sayTime(ends - begins)}`;
  const inWords = `From ${sayMoment(begins)} ${takes}: ${ENDS[end]}.`;
  const bar = html`<span class="bar ${kindOf(entry)}" style="left:${percent(begins, most)}%;width:${percent(until - begins, most)}%"></span>`;
  const marks = entry.tries.slice(0, MOST_CALLS).map(({ at, error }) => html`<span class="mark ${error === undefined ? 'done' : 'refused'}" style="left:${percent(at, most)}%"></span>`);
  return html`<li><details>
<summary><span class="name">${end === 'failed' || end === 'left' ? html`<span class="cross" aria-hidden="true">&#10005; </span>` : NOTHING}${name} <span class="muted">${type}</span></span>
<span class="track" aria-hidden="true">${bar}${marks}</span><span class="tip">${inWords}</span></summary>
<dl>
${stack === undefined ? NOTHING : term('Stack', stack)}${term('Id', entry.id)}${entry.pool === undefined || entry.pool === entry.id ? NOTHING : term('Pool', entry.pool)}
${entry.isPlaceholder ? term('Not modelled', 'created and deleted at once, which proves nothing') : NOTHING}
${entry.reason === undefined ? NOTHING : term('Reason', entry.reason)}
</dl>
${callsOf(entry)}
</details></li>`;
}

function callsOf({ tries }: Entry): Markup {
  if (tries.length === 0) return NOTHING;
  const more = tries.length - MOST_CALLS;
  return html`<ol class="calls">${tries.slice(0, MOST_CALLS).map(({ at, action, error }) => html`<li><span class="muted">${sayMoment(at)}</span> ${action}: ${error ?? 'done'}</li>`)}${more > 0 ? html`<li>and ${more} more</li>` : NOTHING}</ol>`;
}

function term(name: string, description: string): Markup {
  return html`<div><dt>${name}</dt><dd>${description}</dd></div>`;
}

function kindOf({ end, type, isPlaceholder }: Entry): string {
  if (isPlaceholder) return 'placeholder';
  if (end === 'cascaded' || (end === 'deleted' && type === RESOURCE_TYPE)) return 'released';
  return end === 'retained' || end === 'untouched' ? 'kept' : end;
}

function percent(part: number, whole: number): string {
  return ((Math.max(0, part) / whole) * 100).toFixed(2);
}

function ticksTo(most: number): number[] {
  const step = STEPS.find((each) => most / each <= TICKS) ?? 3600 * Math.ceil(most / 3600 / TICKS);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}
