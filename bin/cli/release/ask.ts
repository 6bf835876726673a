import type { Screen } from '../screen';
import { Failure } from '../failure';

/** More things than these go only for somebody who types what they belong to. */
const MANY = 10;

export interface Question {
  readonly count: number;
  readonly name: string;
  /** The stack is deleted, too. */
  readonly deletes: boolean;
}

/** Asks whether to release so many things; without a terminal nobody can be asked, and nothing is released. */
export async function confirmRelease(screen: Screen, { count, name, deletes }: Question): Promise<boolean> {
  if (!screen.isInteractive) throw new Failure('nobody is here to say yes', 'look at what is shown, and give --yes');
  // Loaded for those who are asked.
  const { confirm, isCancel, text } = await import('@clack/prompts');
  const output = process.stderr;
  const things = `${count} thing${count === 1 ? '' : 's'}`;
  const what = [...(count > 0 ? [`release ${things}`] : []), ...(deletes ? ['delete the stack'] : [])].join(' and ') || 'wait';
  if (count <= MANY) {
    const answer = await confirm({ message: `${name}: ${what}?`, initialValue: false, output });
    return !isCancel(answer) && answer;
  }
  const answer = await text({ message: `To ${what}, type ${name}`, output });
  return !isCancel(answer) && answer === name;
}
