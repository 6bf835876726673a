import type { Readable } from 'node:stream';
import { END_OF_OUTPUT } from './runtime/messages';

/** Lines of a function's output. What an invocation wrote ends with a mark of the runtime's. */
export class OutputLines {
  #rest = '';
  #ends = 0;
  #onEnd: () => void = () => undefined;

  constructor(
    stream: Readable,
    private readonly onLine: (line: string) => void,
  ) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.take(line);
    });
    stream.on('close', () => {
      if (this.#rest !== '') this.take(this.#rest);
      this.#onEnd();
    });
  }

  /** Resolves when everything up to the next mark has been read, or the stream has ended. */
  async end(): Promise<void> {
    if (this.#ends === 0) await new Promise<void>((resolve) => (this.#onEnd = resolve));
    this.#ends -= 1;
  }

  private take(line: string): void {
    const ended = line.endsWith(END_OF_OUTPUT);
    const text = ended ? line.slice(0, -END_OF_OUTPUT.length) : line;
    // A carriage return stands for a line break within one log event.
    if (text !== '' || !ended) this.onLine(text.replaceAll('\r', '\n'));
    if (!ended) return;
    this.#ends += 1;
    this.#onEnd();
  }
}
