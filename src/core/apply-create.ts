// Owns how a job begins: booked by a customer, taken by phone, imported, or made by a crew at the kerb.
import { windowFor } from '#core/booking';
import type { CrewOfJob, HistoryEntry, Job } from '#core/job';
import type { MutationOf } from '#core/mutation';
import { applied, byOf, entryOf, refused, type ApplyContext, type Verdict } from '#core/verdict';

/** A job whose history holds its beginning. */
export type NewJob = Job & { readonly history: readonly [HistoryEntry] };

/** The new job. A crew's is never refused for a business reason: it is made and flagged. */
export function createJob(mutation: MutationOf<'create_job'>, context: ApplyContext): NewJob | Verdict {
  const { customer, address, service, location, notes } = mutation.args;
  const byCrew = context.actor.access === 'crew';
  const known = windowFor(context.company, mutation.args.window);
  if (!known && !byCrew) return refused('unknown-slot');
  const flags = [...(context.flags ?? []), ...(byCrew ? ['made-by-crew'] : []), ...(known ? [] : ['unknown-slot'])];
  return {
    id: mutation.job,
    number: context.nextNumber,
    status: 'booking_confirmed',
    customer,
    address,
    ...(location && { location }),
    service,
    window: known ?? { ...mutation.args.window, start: '00:00', end: '23:59' },
    crew: crewOf(context),
    notes: notes ? [{ id: mutation.id, text: notes, by: byOf(context.actor), at: mutation.tappedAt }] : [],
    photos: [],
    history: [entryOf(mutation, context, applied({}, { to: 'booking_confirmed' }), 1)],
    ...(flags.length > 0 && { flags }),
    attempts: 0,
    rev: 1,
    createdAt: context.receivedAt,
    updatedAt: context.receivedAt,
  };
}

/** Who makes a job at the kerb takes the first role they have; the office assigns later. */
function crewOf({ actor }: ApplyContext): CrewOfJob {
  const [first] = actor.roles;
  return actor.access === 'crew' && actor.id && first ? { [first]: actor.id } : {};
}
