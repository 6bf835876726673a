import type { Timeline } from './timeline';

/** Colours that can be read on one kind of page, also by people who can't tell red from green: what failed has a cross. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly deleted: string;
  readonly released: string;
  readonly failed: string;
}

export const LIGHT: Palette = { ink: '#1f2328', muted: '#59636e', grid: '#d1d9e0', deleted: '#8c959f', released: '#0969da', failed: '#cf222e' };
export const DARK: Palette = { ink: '#f0f6fc', muted: '#9198a1', grid: '#3d444d', deleted: '#656c76', released: '#4493f8', failed: '#f85149' };

export interface Panel {
  readonly title: string;
  readonly timeline: Timeline;
}

const WIDTH = 800;
const NAMES = 150;
const RIGHT = 20;
const ROW = 18;
const BAR = 11;
const TITLE = 34;
const AXIS = 40;

/** Timelines one below the other, on one axis of minutes. */
export function timelines(panels: readonly Panel[], palette: Palette): string {
  const most = Math.ceil(Math.max(...panels.map(({ timeline }) => timeline.minutes)));
  const across = (minutes: number) => NAMES + (minutes / most) * (WIDTH - NAMES - RIGHT);
  const parts: string[] = [];
  let top = 0;
  for (const { title, timeline } of panels) {
    const bottom = top + TITLE + timeline.rows.length * ROW;
    parts.push(text(0, top + 20, title, palette.ink, 'font-size="15" font-weight="600"'));
    for (const tick of ticksTo(most)) parts.push(`<path d="M${across(tick).toFixed(1)} ${top + TITLE - 4}V${bottom}" stroke="${palette.grid}"/>`);
    timeline.rows.forEach(({ name, type, bars }, index) => {
      const y = top + TITLE + index * ROW;
      const isOurs = type === 'Custom::AddressRelease';
      parts.push(text(NAMES - 10, y + 10, name, isOurs ? palette.ink : palette.muted, `text-anchor="end"${isOurs ? ' font-weight="600"' : ''}`));
      for (const { from, to, end } of bars) {
        const x = across(from);
        const width = Math.max(2, across(to) - x);
        const colour = end === 'failed' ? palette.failed : isOurs ? palette.released : palette.deleted;
        parts.push(`<rect x="${x.toFixed(1)}" y="${y + 1}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${colour}"/>`);
        if (end === 'failed') parts.push(text(x + width + 4, y + 11, '✕', palette.failed, 'font-weight="700"'));
      }
    });
    for (const tick of ticksTo(most)) parts.push(text(across(tick), bottom + 14, tick === 0 ? '0 min' : String(tick), palette.muted, 'text-anchor="middle"'));
    top = bottom + AXIS;
  }
  const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top - 20}" font-family="-apple-system, 'Segoe UI', sans-serif" font-size="12" role="img" aria-label="${panels.map(({ title }) => title).join('. ')}">`;
  return [root, ...parts, '</svg>', ''].join('\n');
}

function ticksTo(most: number): number[] {
  const step = most > 12 ? 5 : 1;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

function text(x: number, y: number, content: string, colour: string, more: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${colour}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
