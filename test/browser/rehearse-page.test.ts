import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { renderPage } from '../../bin/cli/rehearse/page/page';
import { FAILED } from '../cli/rehearsed';
import { startChromium } from './chromium';

let folder: string;
let browser: Browser;
let page: Page;
let said: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-page-'));
  writeFileSync(join(folder, 'report.html'), renderPage(FAILED));
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => page.close());

async function open({ colorScheme = 'light', width = 1200 }: { readonly colorScheme?: 'light' | 'dark'; readonly width?: number } = {}): Promise<void> {
  page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
  said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) said.push(request.url());
  });
  page.on('dialog', (dialog) => said.push(dialog.message()));
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
}

/** What a rule of WCAG 2.2, or a good practice, finds wrong. */
async function violations(): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  const found = await page.evaluate<axe.AxeResults>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('nothing is said on the console, nobody is asked for anything, and no rule of accessibility is broken', async () => {
    await open({ colorScheme });
    await page.locator('summary').first().click();
    expect(await violations()).toEqual([]);
    expect(said).toEqual([]);
  });
});

test('each colour scheme has its own paper', async () => {
  await open();
  const light = await background();
  await page.close();
  await open({ colorScheme: 'dark' });
  expect(light).toBe('rgb(255, 255, 255)');
  expect(await background()).not.toBe(light);
});

test('the keyboard reaches every line in its order, shows its tip, and opens and closes its details', async () => {
  await open();
  const lines = await page.locator('summary').count();
  const reached: number[] = [];
  for (let presses = 0; presses < lines + 4; presses += 1) {
    await page.keyboard.press('Tab');
    const index = await page.evaluate<number>("[...document.querySelectorAll('summary')].indexOf(document.activeElement)");
    if (index === -1) continue;
    reached.push(index);
    expect(await page.locator('summary').nth(index).locator('.tip').isVisible()).toBe(true);
  }
  expect(reached).toEqual(Array.from({ length: lines }, (_, index) => index));
  const released = page.locator('details', { hasText: 'ipam-pool-alloc-1' });
  await released.locator('summary').focus();
  const call = released.getByText('ReleaseIpamPoolAllocation: IncorrectState');
  expect(await call.isVisible()).toBe(false);
  await page.keyboard.press('Enter');
  expect(await call.isVisible()).toBe(true);
  await page.keyboard.press('Enter');
  expect(await call.isVisible()).toBe(false);
});

test('a pointer on a line shows its tip', async () => {
  await open();
  const line = page.locator('summary').nth(1);
  expect(await line.locator('.tip').isVisible()).toBe(false);
  await line.hover();
  expect(await line.locator('.tip').isVisible()).toBe(true);
});

test.each([320, 360, 768])('a window of %d pixels scrolls only down', async (width) => {
  await open({ width });
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
});

test('on paper everything that was closed is open, in dark ink', async () => {
  await open({ colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('ReleaseIpamPoolAllocation: IncorrectState').isVisible()).toBe(true);
  expect(await background()).toBe('rgb(255, 255, 255)');
  expect((await page.pdf()).subarray(0, 4).toString()).toBe('%PDF');
});
