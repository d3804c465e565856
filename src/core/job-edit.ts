// Owns editing a job while others may edit it too: only what was changed is sent, and the same field set otherwise is a choice, not a race.
import * as v from 'valibot';
import { windowKey } from '#core/apply-fields';
import type { Job } from '#core/job';
import { ARGS, customerSchema, type Args } from '#core/mutation';

export const EDIT_FIELDS = ['name', 'phone', 'email', 'address', 'service', 'window'] as const;
export type EditField = (typeof EDIT_FIELDS)[number];
export type EditValues = Readonly<Record<EditField, string>>;

/** A job's fields as an editor types them; the window as "2026-11-24 10-12". */
export const editValues = ({ customer, address, service, window }: Job): EditValues => ({
  name: customer.name,
  phone: customer.phone,
  email: customer.email ?? '',
  address,
  service,
  window: windowKey(window),
});

/** What a field of an open editor is, beside what the job says now. */
export type FieldState =
  | 'same'
  | 'changed'
  /** somebody else set it, and this editor has not touched it */
  | 'followed'
  /** somebody else set it otherwise: a person chooses */
  | 'clash';

export interface Editor {
  /** what the editor saw when they began, when they last chose, or what they were shown since */
  readonly seen: EditValues;
  readonly typed: EditValues;
  readonly now: EditValues;
}

export function fieldState(field: EditField, { seen, typed, now }: Editor): FieldState {
  const mine = typed[field].trim();
  if (mine === now[field]) return 'same';
  if (now[field] === seen[field]) return 'changed';
  return mine === seen[field] ? 'followed' : 'clash';
}

/** The editor once it shows what somebody else set and nobody typed here: shown is seen, so that it is never taken for typed. Null: nothing of it. */
export function follow(editor: Editor): Pick<Editor, 'seen' | 'typed'> | null {
  const followed = EDIT_FIELDS.filter((field) => fieldState(field, editor) === 'followed');
  if (followed.length === 0) return null;
  const news = Object.fromEntries(followed.map((field) => [field, editor.now[field]]));
  return { seen: { ...editor.seen, ...news }, typed: { ...editor.typed, ...news } };
}

export interface JobEdit {
  /** null when nothing of it was changed */
  readonly edit: Args<'edit_job'> | null;
  readonly move: Args<'reschedule'> | null;
}

/** The mutations of an edit, or what is wrong, by field. */
export function readEdit(
  now: EditValues,
  typed: EditValues,
): { readonly wrong: Partial<Record<EditField, string>>; readonly value: JobEdit } {
  const changed = (field: EditField): boolean => typed[field].trim() !== now[field];
  const pick = <Key extends EditField>(...fields: Key[]) =>
    Object.fromEntries(fields.filter(changed).map((field) => [field, typed[field].trim()])) as Partial<Record<Key, string>>;
  const customer = pick('name', 'phone', 'email');
  const place = pick('address', 'service');
  const set = { ...(Object.keys(customer).length > 0 && { customer }), ...place };
  const edit = Object.keys(set).length > 0 ? v.safeParse(ARGS.edit_job, { set }) : null;
  const [date = '', slot = ''] = typed.window.split(' ');
  const move = changed('window') ? v.safeParse(ARGS.reschedule, { window: { date, slot } }) : null;
  const issues = [...(edit?.issues ?? []), ...(move?.issues ?? [])];
  return {
    wrong: Object.fromEntries(issues.toReversed().map((issue) => [fieldOf(v.getDotPath(issue) ?? ''), issue.message])),
    value: { edit: edit?.success ? edit.output : null, move: move?.success ? move.output : null },
  };
}

function fieldOf(path: string): EditField {
  const last = path.split('.').at(-1) ?? '';
  return path.startsWith('window')
    ? 'window'
    : last in customerSchema.entries || last === 'address' || last === 'service'
      ? (last as EditField)
      : 'name';
}
