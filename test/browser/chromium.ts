import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Chromium and Chrome are installed, by system. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];

/** A browser that asks nobody anything. As root, as in many containers, Chromium has no sandbox. */
const OPTIONS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The Chromium that the environment variable CHROMIUM names, or one that is installed. */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error(`there is no Chromium at ${PLACES.join(', ')}: install one, or name it in the environment variable CHROMIUM`);
  return chromium.launch({ executablePath, args: OPTIONS });
}
