/** A line of a chart. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** What is not measured, but worked out. @default false */
  readonly isDashed?: boolean;
}

export interface Axis {
  /** With its unit: `seconds`. */
  readonly label: string;
  readonly scale: 'linear' | 'log';
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

const WIDTH = 720;
const HEIGHT = 420;
const PLOT = { left: 70, right: 520, top: 44, bottom: 360 };

/** Grey and these colours can be read on white and on black. */
const GREY = '#808080';
const COLOURS = ['#d1495b', '#2e86ab', '#3a9d5d', '#c77d0a', '#8e6bbf', '#808080'];

/** A line chart as SVG, without a background: it is for light pages and for dark ones. */
export function lineChart({ title, x, y, curves }: Chart): string {
  const points = curves.flatMap((curve) => curve.points);
  const across = projection(x, points.map((point) => point.x), PLOT.left, PLOT.right);
  const up = projection(y, points.map((point) => point.y), PLOT.bottom, PLOT.top);
  const parts = [
    text(WIDTH / 2, 22, title, 'middle', 'font-size="15" font-weight="bold"'),
    ...across.ticks.flatMap((tick) => [line(across.place(tick), PLOT.top, across.place(tick), PLOT.bottom), text(across.place(tick), PLOT.bottom + 18, labelOf(tick), 'middle')]),
    ...up.ticks.flatMap((tick) => [line(PLOT.left, up.place(tick), PLOT.right, up.place(tick)), text(PLOT.left - 8, up.place(tick) + 4, labelOf(tick), 'end')]),
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 20, x.label, 'middle'),
    text(18, (PLOT.top + PLOT.bottom) / 2, y.label, 'middle', `transform="rotate(-90 18 ${(PLOT.top + PLOT.bottom) / 2})"`),
    ...curves.flatMap((curve, index) => drawn(curve, COLOURS[index % COLOURS.length] ?? GREY, index, across.place, up.place)),
  ];
  return svg(HEIGHT, parts);
}

/** A bar of a chart: how much it usually is, and at worst. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** @default - the same */
  readonly worst?: number;
  /** What is said of it at its end. */
  readonly label: string;
  /** What is not measured, but worked out. @default false */
  readonly isDashed?: boolean;
}

const BAR_HEIGHT = 30;
const BAR_GAP = 26;
const BARS = { left: 210, right: 560, top: 52 };

/** Horizontal bars from zero, each with a thin line to its worst; they can be compared without reading the axis. */
export function barChart(title: string, axis: string, bars: readonly Bar[]): string {
  const ticks = roundSteps(bars.map(({ value, worst = value }) => Math.max(value, worst)));
  const most = ticks.at(-1) ?? 1;
  const bottom = BARS.top + bars.length * (BAR_HEIGHT + BAR_GAP);
  const across = (value: number) => BARS.left + (value / most) * (BARS.right - BARS.left);
  const parts = [
    text(WIDTH / 2, 22, title, 'middle', 'font-size="15" font-weight="bold"'),
    ...ticks.flatMap((tick) => [line(across(tick), BARS.top - 8, across(tick), bottom), text(across(tick), bottom + 18, labelOf(tick), 'middle')]),
    text((BARS.left + BARS.right) / 2, bottom + 40, axis, 'middle'),
    ...bars.flatMap((bar, index) => drawnBar(bar, COLOURS[index % COLOURS.length] ?? GREY, BARS.top + index * (BAR_HEIGHT + BAR_GAP), across)),
  ];
  return svg(bottom + 56, parts);
}

function drawnBar({ name, value, worst = value, label, isDashed = false }: Bar, colour: string, top: number, across: Place): string[] {
  const middle = top + BAR_HEIGHT / 2;
  const fill = isDashed ? `fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="6 4"` : `fill="${colour}"`;
  return [
    text(BARS.left - 10, middle + 4, name, 'end'),
    `<rect x="${BARS.left}" y="${top}" width="${Math.max(1, across(value) - BARS.left).toFixed(1)}" height="${BAR_HEIGHT}" ${fill}/>`,
    ...(worst > value ? [`<path d="M${across(value).toFixed(1)} ${middle}H${across(worst).toFixed(1)}M${across(worst).toFixed(1)} ${middle - 7}v14" stroke="${colour}" stroke-width="2"/>`] : []),
    text(across(Math.max(value, worst)) + 8, middle + 4, label, 'start'),
  ];
}

function svg(height: number, parts: readonly string[]): string {
  const root = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="${GREY}">`;
  return [root, ...parts, '</svg>', ''].join('\n');
}

function drawn({ name, points, isDashed = false }: Curve, colour: string, index: number, across: Place, up: Place): string[] {
  const places = points.map((point) => `${across(point.x).toFixed(1)},${up(point.y).toFixed(1)}`);
  const dashes = isDashed ? ' stroke-dasharray="6 4"' : '';
  const stroke = `stroke="${colour}" stroke-width="2" fill="none"${dashes}`;
  const legend = PLOT.top + 10 + index * 20;
  // Dots show where something was measured, as long as they can be told apart.
  const dots = isDashed || points.length > 20 ? [] : places.map((place) => `<circle cx="${place.replace(',', '" cy="')}" r="3" fill="${colour}"/>`);
  return [
    `<polyline points="${places.join(' ')}" ${stroke}/>`,
    ...dots,
    `<path d="M${PLOT.right + 12} ${legend}h22" ${stroke}/>`,
    text(PLOT.right + 40, legend + 4, name, 'start'),
  ];
}

type Place = (value: number) => number;

/** Where a value is drawn, and the values that are named on the axis. */
function projection({ scale }: Axis, values: readonly number[], from: number, to: number): { readonly place: Place; readonly ticks: readonly number[] } {
  const ticks = scale === 'log' ? powersOfTen(values) : roundSteps(values);
  const read = scale === 'log' ? Math.log10 : (value: number) => value;
  const first = read(ticks[0] ?? 0);
  const last = read(ticks.at(-1) ?? 1);
  return { ticks, place: (value) => from + ((read(value) - first) / (last - first)) * (to - from) };
}

function powersOfTen(values: readonly number[]): number[] {
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(Math.ceil(Math.log10(Math.max(...values))), lowest + 1);
  return Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
}

/** From 0 in four to ten steps of 1, 2 or 5 times a power of ten. */
function roundSteps(values: readonly number[]): number[] {
  const most = Math.max(...values, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [0.1, 0.2, 0.5, 1, 2].map((times) => times * power).find((size) => most / size <= 8) ?? power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

function labelOf(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="${GREY}" stroke-opacity="0.3"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', more = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more === '' ? '' : ` ${more}`}>${escaped}</text>`;
}
