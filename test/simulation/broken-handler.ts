import type { createHandler } from '../../lambda/handler';
import { builtHandler } from './built-handler';

/** One line of the handler, changed for the worse. */
export interface Damage {
  /** In `lambda`. */
  readonly file: string;
  readonly line: string;
  readonly becomes: string;
}

/** The handler, built with one line changed. Throws when the line is not there exactly once. */
export async function brokenHandler({ file, line, becomes }: Damage): Promise<typeof createHandler> {
  let times = 0;
  const broken = await builtHandler(`broken-${file}`, (path, source) => {
    if (path !== file) return source;
    times += source.split(line).length - 1;
    return source.replace(line, becomes);
  });
  if (times !== 1) throw new Error(`${file} has the line ${times} times, not once: ${line}`);
  return broken;
}
