// Owns the question whether a stage may be taken down: never by one word while anybody's jobs are in it.
export interface DataFound {
  readonly companies: number;
  readonly members: number;
}

export interface Told {
  readonly 'with-data': boolean;
  readonly confirm?: string | undefined;
}

export async function dataIn(count: { companies(): Promise<number>; members(): Promise<number> }): Promise<DataFound> {
  const [companies, members] = await Promise.all([count.companies(), count.members()]);
  return { companies, members };
}

/** Null when it may be; else what has to be said, and said again. */
export function mayDestroy(stage: string, { companies, members }: DataFound, told: Told): string | null {
  if (companies === 0 && members === 0) return null;
  if (told['with-data'] && told.confirm === stage) return null;
  const there = `${companies} companies and ${members} rows of the roster are in ${stage}`;
  return told['with-data']
    ? `${there}. Say it twice: add --confirm ${stage}.`
    : `${there}. Export them first (docs/deploy.md), or say --with-data --confirm ${stage}.`;
}
