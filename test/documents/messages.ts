import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** What the sources of a folder can say to people. */
export interface Messages {
  /** Of every text of five words and more the longest part that never changes, by where it is. */
  readonly sentences: ReadonlyMap<string, string>;
  /** The codes of obstacles that are the handler's own. */
  readonly codes: ReadonlySet<string>;
  /** The messages of the log. */
  readonly logged: ReadonlySet<string>;
}

const WORDS = 5;

export function messagesIn(folder: string): Messages {
  const sentences = new Map<string, string>();
  const codes = new Set<string>();
  const logged = new Set<string>();
  for (const file of sourcesIn(folder)) {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, folder, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
      const fixed = fixedTextOf(node);
      if (fixed !== undefined && fixed.split(' ').length >= WORDS) sentences.set(fixed, `${folder}/${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      if (ts.isCallExpression(node)) {
        const [first] = node.arguments;
        const name = node.expression.getText(source);
        if (first && ts.isStringLiteral(first) && /^(blocked|waiting)$/.test(name)) codes.add(first.text);
        if (first && ts.isStringLiteral(first) && name.endsWith('world.log')) logged.add(first.text);
      }
      if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'code' && ts.isStringLiteral(node.initializer)) codes.add(node.initializer.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { sentences, codes, logged };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
}

/** Of a text with values in it the longest piece between two of them. */
function fixedTextOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return trimmed(node.text);
  if (!ts.isTemplateExpression(node)) return undefined;
  const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].map(trimmed);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/** Without what joins it to others, and without what names the construct. */
function trimmed(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/^(AddressRelease|ElasticIp|IpamAllocation): /, '').replace(/^[\s;:,.\])]+|[\s;:,.(["]+$/g, '');
}
