import type { Report } from '../report';
import { sayTime } from '../say-time';
import { html, NOTHING, type Markup } from './html';
import { STYLE } from './style';
import { renderTimeline } from './timeline';

/** The verdict before anything else, for who sees no colours, too. */
const VERDICTS: Readonly<Record<Report['verdict'], string>> = { clear: 'Nothing is in the way', pending: 'It works', blocked: 'It fails' };

/** A rehearsal as one page that needs nothing else: no script, no network. */
export function renderPage(report: Report): string {
  const { verdict, summary, stacks, notes } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${VERDICTS[verdict]}: rehearsal of ${stacks.map(({ name }) => name).join(', ')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="verdict ${verdict}">${VERDICTS[verdict]}</p>
<h1>${summary}</h1>
<p class="muted">${rehearsedWith(report)}</p>
</header>
${failures(report)}
${stackTable(report)}
${renderTimeline(report.timeline, report.runs.find(({ seed }) => seed === report.seed)?.seconds ?? report.seconds.most)}
${left(report)}
${notModelled(report)}
${notes.length === 0 ? NOTHING : html`<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul>${notes.map((note) => html`<li>${note}.</li>`)}</ul></section>`}
<section aria-labelledby="again"><h2 id="again">The same again</h2>
<pre tabindex="0"><code>${report.command}</code></pre></section>
</main>
</body>
</html>
`;
  return page.text;
}

function rehearsedWith({ runs, seconds, weather, seed }: Report): string {
  const shown = `A rehearsal in the sandbox of cdk-address-release, which is not AWS; weather ${weather}, seed ${seed}.`;
  if (runs.length === 1) return shown;
  return `${shown} Of ${runs.length} runs, which took ${sayTime(seconds.least)} to ${sayTime(seconds.most)}, the one shown is the first that fails, or else the longest.`;
}

function failures({ failures: failed }: Report): Markup {
  if (failed.length === 0) return NOTHING;
  return html`<section aria-labelledby="fails"><h2 id="fails">What fails, and why</h2>
${failed.map(({ stack, logicalId, type, reason, because, remedy }) => html`<article class="failure">
<h3>${stack}/${logicalId} <span class="muted">${type}</span></h3>
<p>${reason}</p>
${because === undefined ? NOTHING : html`<p>${because}.</p>`}
${remedy === undefined ? NOTHING : html`<p><strong>Remedy:</strong> ${remedy}.</p>`}
</article>`)}
</section>`;
}

function stackTable({ stacks }: Report): Markup {
  const rows = stacks.map(({ name, account, region, status, begins, ends }) => [name, `${account}/${region}`, status, begins === undefined || ends === undefined ? 'not begun' : sayTime(ends - begins)]);
  return table('stacks', 'Stacks', ['Stack', 'Environment', 'Status', 'Time'], rows);
}

function left({ left: things, monthlyUsd }: Report): Markup {
  if (things.length === 0) return html`<section aria-labelledby="left"><h2 id="left">What is left</h2><p>Nothing.</p></section>`;
  const rows = things.map(({ what, name, id, monthlyUsd: usd }) => [what, name, id, usd === 0 ? '' : usd.toFixed(2)]);
  const costs = monthlyUsd === 0 ? NOTHING : html`<p><strong>USD ${monthlyUsd.toFixed(2)} a month</strong> for public IPv4 addresses.</p>`;
  return table('left', 'What is left', ['What', 'Name', 'Id', 'USD a month'], rows, costs);
}

function notModelled({ notModelled: types }: Report): Markup {
  if (types.length === 0) return NOTHING;
  const rows = types.map(({ type, why, count }) => [String(count), type, why]);
  return table('not-modelled', 'What was not modelled', ['Resources', 'Type', 'Why'], rows, html`<p>These were created and deleted at once, which proves nothing.</p>`);
}

function table(id: string, title: string, head: readonly string[], rows: readonly (readonly string[])[], before: Markup = NOTHING): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${before}
<div class="scroll" tabindex="0" role="region" aria-label="${title}, as a table"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></section>`;
}
