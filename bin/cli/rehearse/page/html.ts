/** Text of a page that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = Markup | string | number | readonly Markup[];

/** Markup, with everything put into it as text: names, tags and reasons are whatever somebody called something. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((all, part, index) => `${all}${asMarkup(contents[index - 1] ?? '')}${part}`));
}

/** No markup at all. */
export const NOTHING = new Markup('');

function asMarkup(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(({ text }) => text).join('\n');
  return String(content).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
