// Owns what a store's error becomes: a problem for the client, and a log line that says what to do.
import { problem, type Problem } from '#core/problem';
import type { LogEntry } from './port.ts';
import { CompanyBroken, RosterBroken, StoreUnreachable } from './store-errors.ts';

interface Told {
  readonly problem: Problem;
  readonly log: Omit<LogEntry, 'level' | 'event'>;
}

/** Null for an error that is no store's: that one is a bug. */
export function tellStoreError(error: unknown): Told | null {
  if (error instanceof RosterBroken)
    return {
      problem: problem('roster-broken', 'A row of the roster cannot be read. Nothing was changed; the office has been told.', {
        retryAfterSeconds: 60,
      }),
      log: { row: error.row, action: 'Restore this row of crew_roster from its point-in-time backup; nothing was written.' },
    };
  if (error instanceof CompanyBroken)
    return {
      problem: problem('company-broken', "The company's settings cannot be read. Nothing was changed; the office has been told.", {
        retryAfterSeconds: 60,
      }),
      log: { tenant: error.tenant, action: `Restore tenants/${error.tenant}/company.json from a backup; nothing was written.` },
    };
  if (error instanceof StoreUnreachable)
    return {
      problem: problem('store-unreachable', 'The store does not answer. Nothing is lost; it is tried again.', { retryAfterSeconds: 5 }),
      log: {
        service: error.service,
        status: error.status,
        action: error.status === 403 ? 'Grant the function its rights on this store.' : 'The store did not answer: see its own status.',
      },
    };
  return null;
}
