// Owns what a bench is: one file measures one thing, and says what it found against its budget.

export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  /** as in the budgets; "–" where there is none */
  readonly budget: string;
  /** null: printed only. Times are never judged: machines are shared and noisy. */
  readonly held: boolean | null;
}

export interface BenchRig {
  /** a local cloud of the bench's own, with the demo companies */
  readonly origin: string;
  /** the folder that it keeps its data in */
  readonly dataDir: string;
  /** one line for whoever waits */
  readonly onProgress: (line: string) => void;
}

export interface Bench {
  /** for `--only` */
  readonly name: string;
  measure(rig: BenchRig): Promise<readonly BenchRow[]>;
}
