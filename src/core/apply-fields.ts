// Owns what the office sets on a job: its crew, its customer and place, its arrival window. Only the same field set otherwise collides.
import { windowFor } from '#core/booking';
import type { Role } from '#core/crew';
import type { MemberId } from '#core/id';
import type { CrewOfJob, Customer, HistoryEntry, Job, JobFields } from '#core/job';
import type { Args, MutationOf } from '#core/mutation';
import type { Seen } from '#core/seen';
import { isOver } from '#core/status-flow';
import { applied, disputed, refused, superseded, type ApplyContext, type Verdict } from '#core/verdict';

export function judgeAssign(job: Job, seen: Seen, { args }: MutationOf<'assign'>, context: ApplyContext): Verdict {
  if (args.member && context.memberExists && !context.memberExists(args.member)) return refused('unknown-member');
  const told = { role: args.role, ...fromTo(job.crew[args.role], args.member) };
  const rival = seen.since.findLast((entry) => entry.role === args.role);
  if (rival && rival.to === (args.member ?? undefined)) return superseded(rival);
  const cancel = cancelIn(seen);
  if (cancel) return disputed('cancelled', told, cancel);
  if (rival) return disputed('field-changed', told, rival);
  return applied({ crew: crewWith(job.crew, args.role, args.member) }, told);
}

export function judgeEdit(job: Job, seen: Seen, { args }: MutationOf<'edit_job'>): Verdict {
  const wanted = leavesOf(args.set);
  const rival = seen.since.findLast((entry) => entry.was && Object.keys(leavesOf(entry.was)).some((leaf) => leaf in wanted));
  const was = fieldsBefore(job, args.set);
  if (rival && sameLeaves(wanted, leavesOf(was))) return superseded(rival);
  const cancel = cancelIn(seen);
  if (cancel) return disputed('cancelled', {}, cancel);
  if (rival) return disputed('field-changed', {}, rival);
  return applied(fieldsPatch(job, args.set), { was });
}

export function judgeReschedule(job: Job, seen: Seen, { args }: MutationOf<'reschedule'>, context: ApplyContext): Verdict {
  const window = windowFor(context.company, args.window);
  if (!window) return refused('unknown-slot');
  const told = { from: windowKey(job.window), to: windowKey(window) };
  const rival = seen.since.findLast((entry) => entry.was?.window);
  if (rival && rival.to === told.to) return superseded(rival);
  const cancel = cancelIn(seen);
  if (cancel) return disputed('cancelled', told, cancel);
  if (rival) return disputed('field-changed', told, rival);
  if (isOver(seen.status)) return refused('illegal-move');
  if (isOver(job.status)) return disputed('not-legal-now', told);
  return applied({ window }, { ...told, was: { window: job.window } });
}

/** The crew with one role taken or set free. */
export function crewWith(crew: CrewOfJob, role: Role, member: MemberId | null): CrewOfJob {
  const { [role]: _, ...others } = crew;
  return member ? { ...others, [role]: member } : others;
}

/** The job's fields after an edit or an undo; `null` takes a value away. */
export function fieldsPatch(job: Job, set: Args<'edit_job'>['set'] | JobFields): NonNullable<Verdict['patch']> {
  const location = set.location === null ? undefined : (set.location ?? job.location);
  return {
    ...(set.customer && { customer: mergeCustomer(job.customer, set.customer) }),
    ...(set.address !== undefined && { address: set.address }),
    ...(set.service !== undefined && { service: set.service }),
    ...('location' in set && { location }),
    ...('window' in set && set.window && { window: set.window }),
  } as NonNullable<Verdict['patch']>;
}

/** The values that an edit is about to replace. */
export function fieldsBefore(job: Job, set: Args<'edit_job'>['set']): JobFields {
  const customer: { -readonly [Key in ContactField]?: string } = {};
  for (const key of Object.keys(set.customer ?? {}) as ContactField[]) customer[key] = job.customer[key] ?? '';
  return {
    ...(set.customer && { customer }),
    ...(set.address !== undefined && { address: job.address }),
    ...(set.service !== undefined && { service: job.service }),
    ...('location' in set && { location: job.location ?? null }),
  };
}

export const windowKey = ({ date, slot }: { date: string; slot: string }): string => `${date} ${slot}`;
export const fromTo = (from: MemberId | undefined, to: MemberId | null): { from?: string; to?: string } => ({
  ...(from && { from }),
  ...(to && { to }),
});

/** What an edit may change of a customer; the rest stays. */
type ContactField = 'name' | 'phone' | 'email';
function mergeCustomer({ email: old, ...customer }: Customer, set: { readonly [Key in ContactField]?: string | undefined }): Customer {
  const email = set.email === undefined ? old : set.email;
  return { ...customer, name: set.name ?? customer.name, phone: set.phone ?? customer.phone, ...(email && { email }) };
}

type Leaves = Record<string, unknown>;
/** Fields with their whole path, "customer.phone": what collides is the leaf. */
export function leavesOf(set: Args<'edit_job'>['set'] | JobFields): Leaves {
  const { customer, ...rest } = set;
  const flat = Object.entries(customer ?? {}).map(([key, value]) => [`customer.${key}`, value] as const);
  return Object.fromEntries([...Object.entries(rest), ...flat].filter(([, value]) => value !== undefined));
}
const sameLeaves = (a: Leaves, b: Leaves): boolean => Object.keys(a).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
const cancelIn = (seen: Seen): HistoryEntry | undefined => seen.since.findLast((entry) => entry.type === 'cancel');
