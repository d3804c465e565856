// Owns what goes wrong with a whole phone, a person or the store; each request has its own bad luck in `network.ts` and the buckets.
//
// Every await of the way of a tap, and what may happen there:
//   LocalStore load, enqueue, settle, reorder, dismiss, forget; PhotoShelf list, read, remove (`disk.ts`)
//       killed before or after the transaction · no room · another tab has written · the profile was copied
//   Remote.exchange, PhotoRemote.ask (`network.ts`)
//       request lost · answer lost · no answer in time · delivered twice, the second time late · overtaken · offline · a stranger's
//       200, 403, 404, 429, 502 · 401 · somebody else's session · a schema too old or too new
//   PhotoRemote.upload (`network.ts`, `photo-bucket.ts`)
//       lost · cut · wrong bytes arrive · 400, 403, 500, 503 · answer lost · too slow
//   Lock.alone                         never had: all tabs go without
//   JobStore load, save (`bucket.ts`)  503 · 409 · 412 · another sandbox saved first · timeout after commit · sandbox dies before or after
//   RosterStore.members, ShortLivedStore get, put (`office.ts`); PhotoStore.find (`photo-bucket.ts`)     503
//   and between any two of them: backup restored, silent rollback, jobs forgotten on a phone, a queue carried by the dispatcher.
//   JobArchive lay, read (`bucket.ts`)  as JobStore: the archiver dies between any two of its awaits, and jobs come back meanwhile
import { copyOf } from './disk.ts';
import { companyOf, STAFF } from './people.ts';
import { createPhone, type Phone } from './phone.ts';
import { DANA } from '../../support/core-scene.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

const KINDS = [
  'crash',
  'crash',
  'crash',
  'offline',
  'offline',
  'signed out',
  'another person',
  'backup',
  'restore',
  'rollback',
  'copied profile',
  'app too old',
  'office too old',
  'jobs forgotten',
  'queue carried',
  'queue carried',
  'archived meanwhile',
  'archived meanwhile',
] as const;
type Kind = (typeof KINDS)[number];

/** After 40 days also those that wait for a photo go, and tombstones of the runs before are forgotten. */
const ARCHIVED_DAYS = [4, 4, 40] as const;
const MOST_PHONES = 8;

export interface Faults {
  /** Something goes wrong somewhere, and right again after a while. */
  strike(): void;
  /** how often each kind struck */
  readonly counts: Readonly<Record<string, number>>;
  /** What is still wrong with the store is put right as one should. */
  end(): void;
}

export function createFaults(world: World, phones: Phone[]): Faults {
  const { schedule, office } = world;
  const counts: Record<string, number> = {};
  const backups = [office.backup()].filter((each) => each !== null);
  let rolledBack = false;

  return {
    counts,
    strike() {
      const kind = schedule.pick(KINDS);
      if (happens(kind, schedule.pick(phones), 1_000 + schedule.random() * 30_000)) counts[kind] = (counts[kind] ?? 0) + 1;
    },
    end,
  };

  function happens(kind: Kind, phone: Phone, forMs: number): boolean {
    switch (kind) {
      case 'crash':
        phone.crash();
        schedule.after(forMs / 4, () => void (phone.engine() ?? phone.open()));
        return true;
      case 'offline':
        phone.offlineUntilMs = schedule.nowMs() + forMs;
        return true;
      case 'signed out':
      case 'another person':
        return signAs(phone, kind === 'signed out' ? null : schedule.pick(STAFF), forMs);
      case 'app too old':
      case 'office too old':
        return skewSchema(phone, kind === 'app too old' ? 0 : 2, forMs);
      case 'jobs forgotten':
        void phone
          .engine()
          ?.forget()
          .catch(() => undefined);
        return true;
      case 'queue carried':
        return carry(phone, forMs);
      case 'copied profile':
        return copyProfile(phone);
      case 'backup':
        return backups.push(...[office.backup()].filter((each) => each !== null)) > 0;
      case 'restore':
        if (backups.length === 0 || schedule.chance(0.5)) return false;
        office.restore(schedule.pick(backups), true);
        return true;
      case 'archived meanwhile':
        office.archive(companyOf(phone.person), schedule.pick(ARCHIVED_DAYS));
        return true;
      case 'rollback':
        return backups.length > 0 && schedule.chance(0.3) && rollBack(forMs);
    }
  }

  function signAs(phone: Phone, person: Phone['signedAs'], forMs: number): boolean {
    if (person && companyOf(person) !== companyOf(phone.person)) return false;
    phone.signedAs = person;
    schedule.after(forMs, () => {
      phone.signedAs = phone.person;
      phone.engine()?.trigger('signed-in');
    });
    return true;
  }

  /** Somebody updates the app, and its page begins anew; or the office is updated. */
  function skewSchema(phone: Phone, schema: 0 | 2, forMs: number): boolean {
    phone.schema = schema;
    schedule.after(forMs, () => {
      phone.schema = 1;
      if (schema === 2) return;
      phone.crash();
      void phone.open();
    });
    return true;
  }

  /** The file may lie around for a while before the dispatcher sends it, and the phone may be faster. */
  function carry(phone: Phone, forMs: number): boolean {
    const desk = phones.find(({ person }) => person === DANA);
    const file = phone.engine()?.queueFile();
    if (!file || file.mutations.length === 0 || phone.person.access !== 'crew') return false;
    schedule.after(forMs / 3, () => void desk?.engine()?.carry(JSON.stringify(file)));
    return true;
  }

  function copyProfile(phone: Phone): boolean {
    if (phones.length >= MOST_PHONES) return false;
    const copy = createPhone(world, `${phone.name}, copied`, phone.person, copyOf(phone.disk), skewOf(schedule));
    phones.push(copy);
    void copy.open();
    return true;
  }

  /** The store loses its newest writes without a word; somebody notices later and restores as one should. */
  function rollBack(forMs: number): boolean {
    office.restore(schedule.pick(backups), false);
    rolledBack = true;
    schedule.after(forMs, end);
    return true;
  }

  function end(): void {
    if (rolledBack) office.restore(office.backup(), true);
    rolledBack = false;
  }
}

/** Most clocks are a little wrong, some by a day. */
export const skewOf = (schedule: Schedule): number => (schedule.chance(0.2) ? 86_400_000 : Math.floor(schedule.random() * 5_000));
