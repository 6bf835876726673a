/** A table of Markdown: the first column names, the others are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** 1,000 */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** With as many decimals as tell something: 0.42, 12.3, 199. */
export function decimal(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}
