// Owns whose engine works on this page: one at a time. Who left unsent work behind is parked, and goes on when they sign in again.
import { isOffice, type Access } from '#core/crew';
import type { SessionView } from '#core/session';
import type { StaffEngine } from '#sync/staff-engine';

export interface Engines {
  current(): StaffEngine | null;
  /** nothing happens when this person's engine is at work already */
  switchTo(session: SessionView): Promise<void>;
  /** Stops the current one for good; it is given back, so that its device can be emptied of jobs. */
  leave(): StaffEngine | null;
  /** whether closing the page would lose what waits, here or parked */
  wouldLose(): boolean;
}

const BOARD_POLL_MS = 5_000;
const CREW_POLL_MS = 60_000;

/** How often a page that is looked at asks for news. */
export const pollMsOf = (access: Access): number => (isOffice(access) ? BOARD_POLL_MS : CREW_POLL_MS);

/** Who taps, with the company as it is set by then: an engine outlives a change of the settings. */
export function authorOf({ member, company, tenant }: SessionView, current: () => SessionView | null | 'unknown'): StaffEngine['author'] {
  return {
    actor: { kind: 'member', ...member },
    get company() {
      const now = current();
      return now !== null && now !== 'unknown' && now.tenant === tenant ? now.company : company;
    },
  };
}

/** @param open opens an engine; on the store of the parked one when there is one, so that what only a page keeps goes on */
export function createEngines(
  open: (session: SessionView, key: string, store: StaffEngine['store'] | null) => Promise<StaffEngine>,
): Engines {
  let current: StaffEngine | null = null;
  const parked = new Map<string, StaffEngine>();
  const unsent = (engine: StaffEngine): boolean => engine.pending() + engine.photos.kept().length > 0;
  return {
    current: () => current,
    async switchTo(session) {
      const key = `${session.tenant} ${session.member.id}`;
      if (current?.key === key) return;
      current?.stop();
      if (current && unsent(current)) parked.set(current.key, current);
      const store = parked.get(key)?.store ?? null;
      parked.delete(key);
      current = await open(session, key, store);
    },
    leave() {
      const left = current;
      left?.stop();
      current = null;
      return left;
    },
    wouldLose: () => [...parked.values(), ...(current ? [current] : [])].some((engine) => !engine.store.durable && unsent(engine)),
  };
}
