/** One part of docs/performance.md: what a benchmark measured. */
export interface Section {
  readonly title: string;
  /** Tables and sentences, as Markdown, without the title. */
  readonly markdown: string;
  /** Curves beside the tables: SVG, by the name of the file in docs/performance. */
  readonly charts: Readonly<Record<string, string>>;
  /** What was to be reached, and what was. */
  readonly goals: readonly Goal[];
}

export interface Goal {
  readonly name: string;
  /** With its unit: "at most 1.05 x the limit". */
  readonly toReach: string;
  readonly reached: string;
  readonly isReached: boolean;
}

/** Measures one part; says where it is by `progress`. */
export type Benchmark = (progress: (text: string) => void) => Promise<Section>;
