import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that state their licence and author in package.json and are published without its text. */
const STATED = { '@nodable/entities': 'MIT' };

/** @see https://spdx.org/licenses/MIT.html */
const MIT = (author) => `MIT License

Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The licences of the packages that are bundled into the handler, or another bundle, as these have them. Throws when a package has none:
 * then the bundle may not be given away.
 */
export function licencesOf({ outputs }, root, subject = 'lambda/dist/index.js contains') {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (/^(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0] ?? []) : []));
  const packages = [...new Set(bundled)].sort().map((directory) => readPackage(join(root, directory)));
  const byText = new Map();
  for (const { name, version, license, source, text: own } of packages) {
    // A few packages of a repository are published without the file that the others have.
    const text = own ?? packages.find((other) => other.text !== undefined && source !== undefined && other.source === source && other.license === license)?.text;
    if (text === undefined) throw new Error(`${name}@${version} (${license}) is in the bundle, and has no licence file`);
    byText.set(text, [...(byText.get(text) ?? []), `${name}@${version} (${license})`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return [`${subject} parts of these packages.\n`, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

function readPackage(directory) {
  const { name, version, license, repository, author } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const files = readdirSync(directory).filter((file) => /^(?:licen[cs]e|notice)/i.test(file)).sort();
  const hasLicence = files.some((file) => /^licen[cs]e/i.test(file));
  const text = hasLicence ? files.map((file) => readFileSync(join(directory, file), 'utf8').trim()).join('\n\n') : STATED[name] === license ? MIT(author) : undefined;
  return { name, version, license, source: repository?.url, text };
}
