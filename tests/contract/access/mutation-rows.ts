// Owns the expectations for mutations: for each type an example on a job that is made for it, and the outcome for each person.
import { addDays } from '#core/clock-time';
import type { MutationType } from '#core/mutation';
import { newId } from '../../support/api-client.ts';
import type { Person, Scene, Visitor } from './scene.ts';

type Made = ReturnType<Visitor['phone']['mutation']>;
export interface MutationRow {
  readonly type: MutationType;
  /** what happens to the job before; answers the arguments of the mutation, or a job id of its own */
  readonly prepare: (
    scene: Scene,
    job: string,
    visitor: Visitor,
  ) => Promise<{ args: unknown; job?: string }> | { args: unknown; job?: string };
  readonly expected: Readonly<Record<Person, string>>;
}

const UNSIGNED = '401 not-signed-in';
const DISABLED = '401 account-disabled';
const REFUSED = 'refused not-allowed';
/** Who is no part of the company or has no session is the same for each type. */
const OUTSIDERS = {
  'nobody signed in': UNSIGNED,
  disabled: DISABLED,
  'session expired': UNSIGNED,
  customer: UNSIGNED,
  'other company': 'needs_review unknown-job',
} as const;
const onTheJob: Record<Person, string> = {
  ...OUTSIDERS,
  'crew on it': 'applied',
  'supervisor of it': 'applied',
  'crew before': REFUSED,
  'crew off it': REFUSED,
  dispatcher: 'applied',
  owner: 'applied',
};
const supervisors: Record<Person, string> = { ...onTheJob, 'crew on it': REFUSED };
const office: Record<Person, string> = { ...supervisors, 'supervisor of it': REFUSED };
const window = { date: addDays(new Date().toISOString().slice(0, 10), 5), slot: '12-14' };
const customer = { name: 'Al Dun', phone: '617-555-0100' };
const asIs = (args: unknown) => () => ({ args });

async function by(scene: Scene, person: Person, mutations: (visitor: Visitor) => Made[]): Promise<Made[]> {
  const visitor = scene.visitor(person);
  const made = mutations(visitor);
  const { results } = await visitor.phone.sync(made);
  if (results.some(({ outcome }) => outcome === 'refused')) throw new Error(`Cannot prepare: ${JSON.stringify(results)}`);
  return made;
}

export const MUTATION_ROWS: Readonly<Record<string, MutationRow>> = {
  create_job: {
    type: 'create_job',
    prepare: () => ({ args: { customer, address: '1 Kerb', service: 'sofa', window }, job: newId() }),
    expected: { ...onTheJob, 'crew before': 'applied', 'crew off it': 'applied', 'other company': 'applied' },
  },
  'set_status, a step forward': { type: 'set_status', prepare: asIs({ to: 'in_progress' }), expected: onTheJob },
  'set_status, a step back': { type: 'set_status', prepare: asIs({ to: 'booking_confirmed' }), expected: supervisors },
  cannot_complete: { type: 'cannot_complete', prepare: asIs({ reason: 'blocked' }), expected: onTheJob },
  assign: { type: 'assign', prepare: (scene) => ({ args: { role: 'first_mate', member: scene.ids['sam'] } }), expected: office },
  edit_job: { type: 'edit_job', prepare: asIs({ set: { address: '8 Elm St' } }), expected: office },
  reschedule: { type: 'reschedule', prepare: asIs({ window }), expected: office },
  add_note: { type: 'add_note', prepare: asIs({ text: 'Round the back' }), expected: onTheJob },
  attach_photo: {
    type: 'attach_photo',
    prepare: asIs({ sha256: 'ab'.repeat(32), bytes: 1_000, type: 'image/jpeg', kind: 'after' }),
    expected: onTheJob,
  },
  text_customer: { type: 'text_customer', prepare: asIs({ text: 'We are an hour late' }), expected: office },
  cancel: { type: 'cancel', prepare: asIs({ reason: 'No truck' }), expected: office },
  reopen: {
    type: 'reopen',
    async prepare(scene, job) {
      await by(scene, 'dispatcher', ({ phone }) => [phone.mutation('cancel', job, {})]);
      return { args: {} };
    },
    expected: supervisors,
  },
  'undo, of their own move': {
    type: 'undo',
    // Who may not move the job has no move of their own: they try somebody else's.
    async prepare(scene, job, visitor) {
      const own = visitorsOf(scene, ['crew on it', 'supervisor of it', 'dispatcher', 'owner']).includes(visitor);
      const author = own ? visitor : scene.visitor('dispatcher');
      const move = author.phone.mutation('set_status', job, { to: 'in_progress' });
      await author.phone.sync([move]);
      return { args: { mutation: move.id } };
    },
    expected: onTheJob,
  },
  'undo, of somebody else’s move': {
    type: 'undo',
    async prepare(scene, job, visitor) {
      const author: Person = scene.visitor('supervisor of it') === visitor ? 'crew on it' : 'supervisor of it';
      const [move] = await by(scene, author, ({ phone }) => [phone.mutation('set_status', job, { to: 'in_progress' })]);
      return { args: { mutation: move?.id } };
    },
    expected: { ...office, dispatcher: REFUSED, owner: REFUSED },
  },
  resolve_review: {
    type: 'resolve_review',
    async prepare(scene, job) {
      const seen = await scene.jobAsStored(job);
      await by(scene, 'dispatcher', ({ phone }) => [phone.mutation('cancel', job, {})]);
      const base = { status: 'ready_for_pickup', ...(seen && { rev: seen.rev }) };
      const [claim] = await by(scene, 'crew on it', ({ phone }) => [phone.mutation('set_status', job, { to: 'in_progress' }, base)]);
      return { args: { mutation: claim?.id, decision: 'keep' } };
    },
    expected: office,
  },
  // The customer's own word, which comes by their link and never through the exchange.
  rate: {
    type: 'rate',
    async prepare(scene, job) {
      await by(scene, 'dispatcher', ({ phone }) => [
        phone.mutation('set_status', job, { to: 'in_progress' }),
        phone.mutation('set_status', job, { to: 'completed' }),
      ]);
      return { args: { stars: 5 } };
    },
    expected: { ...office, dispatcher: REFUSED, owner: REFUSED },
  },
};

const visitorsOf = (scene: Scene, persons: readonly Person[]): readonly Visitor[] => persons.map((person) => scene.visitor(person));
