// Owns the last step of taking a stage down, and what is true of it when it stops half way.
import type { StageOutputs } from './stage-outputs.ts';

/** Begun, and not finished: from here on nobody may be told that nothing was destroyed. */
class NotWhollyGone extends Error {
  override readonly name = 'NotWhollyGone';
}

export interface Stage extends Pick<StageOutputs, 'SiteBucket' | 'DATABUCKET'> {
  readonly stage: string;
}

/** @throws Error that `destroyFailed` puts into words */
export async function takeDown({ stage, SiteBucket, DATABUCKET }: Stage, destroyApp: () => Promise<void>, say: (line: string) => void) {
  await destroyApp().catch((cause: unknown) => {
    throw new NotWhollyGone(
      `Stack haul-${stage}-app is not wholly gone: the lines above say what stays. AWS keeps copies of the two functions at the edge for some hours after their distribution is gone, and deletes neither before. Run the same command again then.`,
      { cause },
    );
  });
  say(`Stack haul-${stage}-app is gone; its bucket ${SiteBucket} stays until somebody empties and deletes it.`);
  say(
    `Stack haul-${stage}-data stays: it is protected, and its bucket ${DATABUCKET}, tables and backups outlive it. docs/deploy.md says how to take them down by hand.`,
  );
}

export function destroyFailed(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return error instanceof NotWhollyGone ? why : `Nothing was destroyed: ${why}`;
}
