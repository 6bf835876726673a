import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of the packages that are bundled into the handler, as these have them. Throws when a package has none: then the bundle may
 * not be given away.
 */
export function licencesOf({ outputs }, root) {
  const [{ inputs }] = Object.values(outputs);
  const bundled = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0] ?? []) : []));
  const byText = new Map();
  for (const directory of [...new Set(bundled)].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, directory)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file)).sort();
    if (!files.some((file) => /^licen[cs]e/i.test(file))) throw new Error(`${name}@${version} (${license}) is in the bundle, and has no licence file`);
    const text = files.map((file) => readFileSync(join(root, directory, file), 'utf8').trim()).join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), `${name}@${version} (${license})`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return ['lambda/dist/index.js contains parts of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
