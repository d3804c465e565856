// Owns what a tap becomes: the mutation's envelope, the arguments of each type, and reading one that came over the wire.
import * as v from 'valibot';
import { instant, localDate } from '#core/clock-time';
import { role } from '#core/crew';
import { LANGUAGES } from '#core/language';
import { idSchema } from '#core/id';
import { PHOTO_KINDS } from '#core/job';
import { MAX_PHOTO_BYTES, PHOTO_TYPES } from '#core/photo';
import { LIMITS } from '#core/limits';
import { refuse, ok, type Result } from '#core/result';
import { STATUSES } from '#core/status-flow';
import { emailText, longText, phoneText, plainText } from '#core/text';

export const status = v.picklist(STATUSES);
export const customerSchema = v.object({
  name: plainText(1, 120),
  phone: phoneText,
  email: v.exactOptional(emailText),
  /** that they booked in, and are written to in */
  language: v.exactOptional(v.picklist(LANGUAGES)),
});
export const addressText = plainText(3, 300);
export const serviceId = v.pipe(v.string('Choose a service'), v.regex(/^[a-z0-9-]{1,40}$/, 'Choose a service'));
/** Requests name a window by date and slot; start and end follow from the company's table. */
export const windowRequest = v.object({
  date: localDate,
  slot: v.pipe(v.string('Choose a time'), v.regex(/^[a-z0-9-]{1,20}$/, 'Choose a time')),
});
export const geoPoint = v.object({
  lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  lng: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
});
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Use a hex SHA-256'));

/** Reasons of `cannot_complete`, coded so that each reads them in their own language. */
export const ATTEMPT_REASONS = {
  no_access: 'No access',
  blocked: 'Blocked',
  not_home: 'Nobody home',
  too_heavy: 'Too heavy',
  unsafe: 'Unsafe',
  other: 'Other',
} as const;
export type AttemptReason = keyof typeof ATTEMPT_REASONS;
const attemptReason = v.picklist(Object.keys(ATTEMPT_REASONS) as AttemptReason[]);

export const stars = v.pipe(v.number('Choose 1 to 5 stars'), v.integer('Choose 1 to 5 stars'), v.minValue(1), v.maxValue(5));

const editableFields = v.object({
  customer: v.exactOptional(
    v.object({
      name: v.exactOptional(customerSchema.entries.name),
      phone: v.exactOptional(customerSchema.entries.phone),
      /** empty takes it away */
      email: v.exactOptional(v.union([v.literal(''), emailText], 'Use an e-mail address such as ana@example.com')),
    }),
  ),
  address: v.exactOptional(addressText),
  service: v.exactOptional(serviceId),
  location: v.exactOptional(v.nullable(geoPoint)),
});

/** The arguments of each mutation type. Unknown fields are kept in the stored entry, not refused. */
export const ARGS = {
  create_job: v.object({
    customer: customerSchema,
    address: addressText,
    service: serviceId,
    window: windowRequest,
    notes: v.exactOptional(longText(LIMITS.textChars)),
    location: v.exactOptional(geoPoint),
  }),
  set_status: v.object({ to: status }),
  cannot_complete: v.object({ reason: attemptReason, note: v.exactOptional(longText(LIMITS.textChars)) }),
  assign: v.object({ role, member: v.nullable(idSchema.member) }),
  edit_job: v.object({ set: editableFields }),
  reschedule: v.object({ window: windowRequest }),
  add_note: v.object({ text: longText(LIMITS.textChars) }),
  attach_photo: v.object({
    sha256,
    bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PHOTO_BYTES)),
    type: v.picklist(PHOTO_TYPES),
    kind: v.picklist(PHOTO_KINDS),
  }),
  cancel: v.object({ reason: v.exactOptional(longText(LIMITS.textChars)) }),
  reopen: v.object({}),
  undo: v.object({ mutation: idSchema.mutation }),
  resolve_review: v.object({ mutation: idSchema.mutation, decision: v.picklist(['accept', 'keep']) }),
  text_customer: v.object({ text: longText(LIMITS.messageChars), now: v.exactOptional(v.boolean()) }),
  rate: v.object({ stars, text: v.exactOptional(longText(LIMITS.ratingChars)) }),
} as const;

export type MutationType = keyof typeof ARGS;
export const MUTATION_TYPES = Object.keys(ARGS) as MutationType[];
export type Args<Type extends MutationType> = v.InferOutput<(typeof ARGS)[Type]>;

/** Who sends, in what order, on which basis: the part that every version of the app must get right. */
export const envelopeSchema = v.looseObject({
  id: idSchema.mutation,
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  schema: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
/** A mutation whose order can be trusted while its content may still be unreadable. */
export type MutationEnvelope = v.InferOutput<typeof envelopeSchema>;

const bodySchema = v.object({
  id: idSchema.mutation,
  job: idSchema.job,
  type: v.picklist(MUTATION_TYPES),
  baseStatus: v.optional(v.nullable(status), null),
  baseRev: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  tappedAt: instant,
  args: v.optional(v.unknown(), {}),
});

interface MutationBase extends Omit<v.InferOutput<typeof bodySchema>, 'type' | 'args'> {
  /** the arguments as they came, unknown fields included */
  readonly rawArgs: unknown;
}
export type MutationOf<Type extends MutationType> = Type extends MutationType
  ? MutationBase & { readonly type: Type; readonly args: Args<Type> }
  : never;
/** A mutation that has been read: `type` tells the shape of `args`. */
export type Mutation = MutationOf<MutationType>;

/** Reads a mutation inside its envelope; a refusal is one line that says which field is wrong. */
export function readMutation(envelope: unknown): Result<Mutation, string> {
  if (JSON.stringify(envelope).length > LIMITS.mutationBytes) return refuse(`larger than ${LIMITS.mutationBytes / 1024} KB`);
  const body = v.safeParse(bodySchema, envelope);
  if (!body.success) return refuse(firstIssue(body.issues));
  const args = v.safeParse(ARGS[body.output.type], body.output.args);
  if (!args.success) return refuse(`args.${firstIssue(args.issues)}`);
  // The one place where type and args are brought together: ARGS is keyed by type, so the pair is right by construction.
  return ok({ ...body.output, args: args.output, rawArgs: body.output.args } as Mutation);
}

const firstIssue = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const [issue] = issues;
  return issue ? `${v.getDotPath(issue) ?? ''}: ${issue.message}` : 'unreadable';
};
