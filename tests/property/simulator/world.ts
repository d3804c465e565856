// Owns what everything in a run shares: its time, its office, the rule that is out, and where a broken promise is told.
import type { Mutant } from './mutants.ts';
import type { Office } from './office.ts';
import type { Schedule } from './schedule.ts';

export interface World {
  readonly schedule: Schedule;
  readonly office: Office;
  readonly mutant: Mutant | null;
  /** faults of networks and phones are over */
  calm: boolean;
  violation(text: string): void;
}
