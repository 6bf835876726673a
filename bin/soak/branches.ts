import { createRequire } from 'node:module';
import type { createHandler } from '../../lambda/handler';
import { builtHandler } from '../../test/simulation/built-handler';

/** One way that the handler may take: of an `if`, of a conditional, of what `&&`, `||` and `??` come to, of a switch, of a default. */
export interface Branch {
  /** In `lambda`. */
  readonly file: string;
  readonly line: number;
  /** `else` where that has no text of its own. */
  readonly text: string;
}

interface Place {
  readonly line?: number;
  readonly column?: number;
}

interface Fork {
  readonly type: string;
  readonly loc: { readonly start: Place };
  readonly locations: readonly { readonly start: Place; readonly end: Place }[];
}

/** What istanbul-lib-instrument counts in a file; it has no types of its own. */
interface Counters {
  readonly branchMap: Readonly<Record<string, Fork>>;
  readonly b: Readonly<Record<string, number[]>>;
}

interface Instrumenter {
  instrumentSync(source: string, file: string): string;
}

const COUNTERS = '__handlerBranches__';
const { createInstrumenter } = createRequire(__filename)('istanbul-lib-instrument') as { createInstrumenter: (options: object) => Instrumenter };

/** The handler with a counter at each of its branches. */
export class CountedHandler {
  private constructor(
    readonly create: typeof createHandler,
    private readonly sources: ReadonlyMap<string, string>,
  ) {}

  static async build(): Promise<CountedHandler> {
    const sources = new Map<string, string>();
    const instrumenter = createInstrumenter({ esModules: true, parserPlugins: ['typescript'], coverageVariable: COUNTERS });
    const create = await builtHandler('counted-handler', (file, source) => {
      sources.set(file, source);
      return instrumenter.instrumentSync(source, file);
    });
    return new CountedHandler(create, sources);
  }

  get branches(): Branch[] {
    return this.#counters.flatMap(([file, { branchMap }]) =>
      Object.values(branchMap).flatMap(({ loc, type, locations }) =>
        locations.map(({ start, end }, index) => {
          const line = start.line ?? loc.start.line ?? 0;
          const text = this.#lines(file)[line - 1] ?? '';
          const isElse = type === 'if' && index === 1;
          const own = end.line === start.line ? text.slice(start.column, end.column) : text.slice(start.column);
          return { file, line, text: isElse && start.line === undefined ? `else of: ${text.trim()}` : own.trim() };
        }),
      ),
    );
  }

  /** How often each of the branches was reached since the last time that this was asked. */
  take(): number[] {
    return this.#counters.flatMap(([, { b }]) =>
      Object.values(b).flatMap((counts) => {
        const taken = [...counts];
        counts.fill(0);
        return taken;
      }),
    );
  }

  #lines(file: string): readonly string[] {
    return this.sources.get(file)?.split('\n') ?? [];
  }

  get #counters(): [string, Counters][] {
    const counters = (globalThis as unknown as Readonly<Record<string, Readonly<Record<string, Counters>> | undefined>>)[COUNTERS] ?? {};
    return Object.entries(counters).sort(([one], [other]) => (one < other ? -1 : 1));
  }
}
