import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const BUNDLE = join('lambda', 'dist', 'index.js');

describe('the bundle of the handler', () => {
  test('has the same bytes wherever it is built, so that the asset has the same hash on every machine', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'cdk-address-release-'));
    try {
      for (const folder of ['lambda', 'lib']) cpSync(join(ROOT, folder), join(elsewhere, folder), { recursive: true });
      rmSync(join(elsewhere, 'lambda', 'dist'), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'));
      execFileSync(process.execPath, [join('lambda', 'build.mjs')], { cwd: elsewhere });
      expect(readFileSync(join(elsewhere, BUNDLE)).equals(readFileSync(join(ROOT, BUNDLE)))).toBe(true);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('names no path of the machine it was built on', () => {
    expect(readFileSync(join(ROOT, BUNDLE), 'utf8')).not.toContain(ROOT);
  });

  test('knows nothing of the sandbox', () => {
    expect(readFileSync(join(ROOT, BUNDLE), 'utf8')).not.toMatch(/sandbox/i);
  });
});
