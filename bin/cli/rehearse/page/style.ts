import { Markup } from './html';

/** Both colour schemes, from 320 pixels up, and on paper. What fails has a cross, too: not everybody tells red from green. */
export const STYLE = new Markup(`
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2328; --muted: #59636e; --line: #d1d9e0; --soft: #f6f8fa;
  --deleted: #8c959f; --released: #0969da; --noticed: #bf8700; --failed: #cf222e; --left: #cf222e; --clear: #1a7f37; --pending: #0969da; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #f0f6fc; --muted: #9198a1; --line: #3d444d; --soft: #151b23;
  --deleted: #656c76; --released: #4493f8; --noticed: #d29922; --failed: #f85149; --left: #f85149; --clear: #3fb950; --pending: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .6rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.muted { color: var(--muted); font-weight: 400; }
.verdict { display: inline-block; margin: 0; padding: .1rem .7rem; border: 2px solid; border-radius: 2rem; font-weight: 600; }
.verdict.clear { color: var(--clear); } .verdict.pending { color: var(--pending); } .verdict.blocked { color: var(--failed); }
.failure { border-left: 4px solid var(--failed); background: var(--soft); padding: .7rem 1rem; margin: .7rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 600; white-space: nowrap; } td { overflow-wrap: anywhere; min-width: 5rem; }
pre { background: var(--soft); padding: .8rem 1rem; overflow-x: auto; border-radius: .4rem; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: .6rem 0; font-size: .85rem; }
.key { display: inline-block; width: 1.4rem; height: .7rem; margin-right: .4rem; border-radius: 2px; }
.rows, .calls { list-style: none; margin: 0; padding: 0; }
summary, .axis { display: grid; grid-template-columns: minmax(0, 21rem) minmax(0, 1fr); gap: 1rem; }
.axis { display: block; position: relative; height: 1.4rem; margin-left: 22rem; font-size: .75rem; color: var(--muted); }
.axis span { position: absolute; border-left: 1px solid var(--line); padding-left: .25rem; white-space: nowrap; }
summary { position: relative; align-items: center; cursor: pointer; padding: .15rem 0; font-size: .875rem; border-radius: 3px; }
summary::marker { content: ''; } summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--soft); }
summary:focus-visible, pre:focus-visible, .scroll:focus-visible { outline: 2px solid var(--released); outline-offset: 1px; }
.name { overflow-wrap: anywhere; }
.name .muted { font-size: .8em; }
.cross { color: var(--failed); font-weight: 700; }
.track { position: relative; height: 1rem; border-bottom: 1px solid var(--line); }
.bar { position: absolute; top: .15rem; height: .7rem; min-width: 3px; border-radius: 2px; }
.deleted { background: var(--deleted); } .released { background: var(--released); } .failed { background: var(--failed); }
.noticed { background: repeating-linear-gradient(135deg, var(--noticed) 0 5px, transparent 5px 8px); outline: 1px solid var(--noticed); outline-offset: -1px; }
.left { background: transparent; outline: 2px dashed var(--left); outline-offset: -2px; }
.kept { background: transparent; outline: 2px dashed var(--deleted); outline-offset: -2px; }
.placeholder { background: transparent; outline: 1px solid var(--deleted); outline-offset: -1px; }
.mark { position: absolute; top: 0; width: 2px; height: 1rem; background: var(--ink); opacity: .55; }
.mark.refused { background: var(--failed); opacity: 1; }
.tip { display: none; position: fixed; z-index: 1; right: 1rem; bottom: .7rem; max-width: calc(100% - 2rem); padding: .3rem .7rem; background: var(--ink); color: var(--paper); border-radius: .3rem; font-size: .8rem; }
summary:hover .tip, summary:focus-visible .tip { display: block; }
details[open] .tip { display: block; position: static; grid-column: 1 / -1; padding: 0; background: none; color: inherit; }
dl { margin: .3rem 0 .3rem 1rem; font-size: .85rem; }
dl div { display: flex; gap: .6rem; } dt { color: var(--muted); min-width: 5rem; } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.calls { margin: 0 0 .8rem 1rem; font-size: .85rem; }
@media (max-width: 44rem) {
  summary { grid-template-columns: minmax(0, 1fr); gap: 0; padding: .35rem 0; }
  .axis { margin-left: 0; } .axis span:nth-child(even) { display: none; }
  h1 { font-size: 1.3rem; }
}
@media print {
  :root { color-scheme: only light; }
  details::details-content { content-visibility: visible; block-size: auto; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  .tip { display: none !important; } .rows li, .failure { break-inside: avoid; }
  .bar, .key, .mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll, pre { overflow: visible; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`);
