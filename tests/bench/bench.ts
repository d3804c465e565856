// Owns what a bench is: one file measures one thing, and says what it found against its budget, beside whom.

export interface BenchRow {
  readonly what: string;
  readonly ours: string;
  /** the control or the peer, measured in the same run: its name and its figure */
  readonly peer?: string;
  /** ours ÷ the peer's */
  readonly ratio?: number;
  /** as in the budgets; "–" where there is none */
  readonly budget: string;
  /** null: nothing to hold to. */
  readonly held: boolean | null;
  /** false: a time, which says whether it held and fails nobody: machines are shared and noisy. */
  readonly judged?: boolean;
}

/** What a bench is given that needs no cloud, or starts what it measures by itself. */
export interface AloneRig {
  /** fewer rounds: to see whether it runs, not to quote */
  readonly quick: boolean;
  /** one line for whoever waits */
  readonly onProgress: (line: string) => void;
}

export interface BenchRig extends AloneRig {
  /** a local cloud of the bench's own, with the demo companies */
  readonly origin: string;
  /** the folder that it keeps its data in */
  readonly dataDir: string;
}

export interface CloudBench {
  /** for `--only` */
  readonly name: string;
  measure(rig: BenchRig): Promise<readonly BenchRow[]>;
}
export interface AloneBench {
  readonly name: string;
  readonly alone: true;
  measure(rig: AloneRig): Promise<readonly BenchRow[]>;
}
export type Bench = CloudBench | AloneBench;
