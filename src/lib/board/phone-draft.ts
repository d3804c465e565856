// Owns a job being taken by phone: what has been typed, what is still missing, and the job it makes. It outlives the sheet, not the page.
import * as v from 'valibot';
import { offeredServices, offeredSlots, type Company } from '#core/company';
import { ARGS, type Args } from '#core/mutation';
import { looksLikePhone, type RepeatCustomer } from '#core/repeat-customer';

export interface PhoneDraft {
  /** a phone number or a name, as it comes */
  who: string;
  /** the one of the two that `who` is not */
  other: string;
  email: string;
  address: string;
  service: string;
  date: string;
  slot: string;
  notes: string;
}
export type PhoneField = keyof PhoneDraft;

export const emptyPhoneDraft = (company: Company, date: string): PhoneDraft => ({
  who: '',
  other: '',
  email: '',
  address: '',
  service: offeredServices(company)[0]?.id ?? '',
  date,
  slot: offeredSlots(company)[0]?.slot ?? '',
  notes: '',
});

export const isBegun = ({ who, other, address, notes }: PhoneDraft): boolean => `${who}${other}${address}${notes}`.trim() !== '';
/** Two fields at first; the rest comes when there is something to go on with. */
export const hasGrown = (draft: PhoneDraft): boolean => draft.who.trim().length >= 3 || draft.address.trim() !== '' || draft.other !== '';

/** With a known customer's facts; what was typed of the address stays. */
export const withCustomer = (draft: PhoneDraft, { customer, address, service }: RepeatCustomer): PhoneDraft => ({
  ...draft,
  ...(looksLikePhone(draft.who) ? { who: customer.phone, other: customer.name } : { who: customer.name, other: customer.phone }),
  email: customer.email ?? '',
  address: draft.address.trim() || address,
  service,
});

/** The job's arguments, or what is wrong by field. */
export function readPhoneDraft(draft: PhoneDraft): {
  readonly args: Args<'create_job'> | null;
  readonly wrong: Partial<Record<PhoneField, string>>;
} {
  const byPhone = looksLikePhone(draft.who);
  const [phone, name] = byPhone ? [draft.who, draft.other] : [draft.other, draft.who];
  const parsed = v.safeParse(ARGS.create_job, {
    customer: { name, phone, ...(draft.email.trim() && { email: draft.email }) },
    address: draft.address,
    service: draft.service,
    window: { date: draft.date, slot: draft.slot },
    ...(draft.notes.trim() && { notes: draft.notes }),
  });
  if (parsed.success) return { args: parsed.output, wrong: {} };
  const fieldOf = (path: string): PhoneField => {
    const last = path.split('.').at(-1);
    if (last === 'phone') return byPhone ? 'who' : 'other';
    if (last === 'name') return byPhone ? 'other' : 'who';
    return (last ?? 'who') as PhoneField;
  };
  return {
    args: null,
    wrong: Object.fromEntries(parsed.issues.toReversed().map((issue) => [fieldOf(v.getDotPath(issue) ?? ''), issue.message])),
  };
}
