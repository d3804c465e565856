// Owns who may do what: the table of rights, asked once for each mutation on the job as its author saw it.
import { isOffice, type Role } from '#core/crew';
import type { Actor } from '#core/job';
import type { Mutation } from '#core/mutation';
import { stepKind, type Status } from '#core/status-flow';

/** What a mutation asks the right for: its type, with a step back told from a step forward. */
export type Right = Exclude<Mutation['type'], 'set_status'> | 'step_forward' | 'step_back';

const CREW: readonly Right[] = ['create_job', 'add_note', 'attach_photo', 'undo', 'step_forward', 'cannot_complete'];
const SUPERVISOR: readonly Right[] = [...CREW, 'step_back', 'reopen'];
const CUSTOMER: readonly Right[] = ['create_job', 'cancel', 'reschedule', 'add_note', 'attach_photo', 'rate'];
const IMPORT: readonly Right[] = ['create_job', 'step_forward', 'cancel'];

/** The right that a mutation asks for, on a job that its author saw in `from`. */
export function rightOf(mutation: Mutation, from: Status): Right {
  if (mutation.type !== 'set_status') return mutation.type;
  return stepKind(from, mutation.args.to) === 'back' ? 'step_back' : 'step_forward';
}

/** Whether an actor who holds `roles` on the job has a right. Rights on a job come from the role held on that job. */
export function isAllowed(actor: Actor, roles: readonly Role[], right: Right): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'customer') return CUSTOMER.includes(right);
  if (actor.kind === 'import') return IMPORT.includes(right);
  // Nobody rates their own work.
  if (actor.access === 'none' || right === 'rate') return false;
  if (isOffice(actor.access) || right === 'create_job') return true;
  if (roles.length === 0) return false;
  return (roles.includes('supervisor') ? SUPERVISOR : CREW).includes(right);
}
