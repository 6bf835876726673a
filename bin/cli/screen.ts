import { createColors } from 'picocolors';
import type { Conventions } from './conventions';
import { withoutCredentials } from './failure';

type Colours = ReturnType<typeof createColors>;

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Screen {
  readonly colours: Colours;
  /** Somebody is there to be asked, and to watch a progress bar. */
  readonly isInteractive: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly print: (result: string) => void;
  readonly say: (text: string) => void;
}

export function screenFor({ color }: Pick<Conventions, 'color'>): Screen {
  const { stdin, stdout, stderr, env } = process;
  const isColoured = color && (env.NO_COLOR ?? '') === '' && stdout.isTTY;
  return {
    colours: createColors(isColoured),
    isInteractive: stdin.isTTY && stderr.isTTY && (env.CI ?? '') === '',
    width: stdout.isTTY ? stdout.columns : 120,
    print: (result) => void stdout.write(`${withoutCredentials(result)}\n`),
    say: (text) => void stderr.write(`${withoutCredentials(text)}\n`),
  };
}
