// Owns the shapes of our answers as schemas: openapi.json is made of them, and the tests hold every answer against it.
import * as v from 'valibot';
import { brandSchema, companySchema, logoSchema, serviceSchema } from '#core/company';
import { access, dayAvailability, dayOff, memberSchema, role } from '#core/crew';
import { PHOTO_KINDS } from '#core/job';
import { geoPoint, status } from '#core/mutation';
import { HAND_KINDS, TEXT_KINDS } from '#core/text-kind';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const by = v.object({ kind: v.picklist(['member', 'customer', 'system', 'import']), id: v.optional(text), name: text });
const arrivalWindow = v.object({ date: text, slot: text, start: text, end: text });
const outcome = v.picklist(['applied', 'superseded', 'needs_review', 'refused']);

const rating = v.object({ stars: count, text: v.optional(text), at: text });

const historyEntry = v.looseObject({
  id: text,
  type: text,
  outcome,
  by,
  tappedAt: text,
  receivedAt: text,
  rev: count,
  skewMs: v.optional(v.number()),
  from: v.optional(text),
  to: v.optional(text),
  role: v.optional(role),
  reason: v.optional(text),
  code: v.optional(text),
  device: v.optional(text),
  seq: v.optional(count),
});

export const jobAnswer = v.object({
  id: text,
  number: count,
  status,
  customer: v.object({ name: text, phone: text, email: v.optional(text) }),
  address: text,
  location: v.optional(geoPoint),
  service: text,
  window: arrivalWindow,
  crew: v.object({ driver: v.optional(text), first_mate: v.optional(text), supervisor: v.optional(text) }),
  notes: v.array(v.object({ id: text, text, by, at: text })),
  photos: v.array(
    v.object({
      sha256: text,
      kind: v.picklist(PHOTO_KINDS),
      type: text,
      bytes: count,
      by,
      at: text,
      state: v.picklist(['awaiting', 'stored']),
    }),
  ),
  history: v.array(historyEntry),
  review: v.optional(v.array(v.looseObject({ mutation: text, type: text, code: text, by, tappedAt: text, receivedAt: text }))),
  flags: v.optional(v.array(text)),
  attempts: count,
  rating: v.optional(rating),
  rev: count,
  createdAt: text,
  updatedAt: text,
});
export const fullJobAnswer = v.object({ ...jobAnswer.entries, trackingUrl: v.optional(text) });

const shownText = v.object({
  id: text,
  kind: v.picklist([...TEXT_KINDS, ...HAND_KINDS]),
  state: v.picklist(['waiting', 'sending', 'unknown', 'sent', 'delivered', 'failed', 'not-sent', 'forgotten']),
  at: text,
  why: v.optional(text),
  until: v.optional(text),
  by: v.optional(text),
  text: v.optional(text),
  /** when it was written, where that was well before the office had it */
  writtenAt: v.optional(text),
});
export const textReachAnswer = v.object({
  /** when the quiet hours that run now end */
  quietUntil: v.nullable(text),
  /** texts that may still leave today, for all customers together */
  leftToday: v.number(),
  /** of those asked for that are known: why no text can go there, and the last message that a person wrote */
  jobs: v.array(v.object({ id: text, why: v.nullable(text), written: v.nullable(shownText) })),
});
export const jobTextsAnswer = v.object({
  texts: v.array(shownText),
  /** the customer has answered STOP */
  stopped: v.boolean(),
  /** the number that texts come from; null: none is set up */
  from: v.nullable(text),
  /** came by an import: texted by hand only */
  imported: v.boolean(),
});
export const photoAnswer = v.variant('state', [
  v.object({ state: v.literal('stored') }),
  v.object({ state: v.literal('awaiting'), upload: v.object({ url: text, headers: v.record(v.string(), text) }) }),
]);

const page = {
  epoch: count,
  version: count,
  snapshot: v.boolean(),
  jobs: v.array(jobAnswer),
  removed: v.array(text),
  next: v.optional(text),
};
export const jobsAnswer = v.object(page);
export const syncAnswer = v.object({
  ...page,
  lastSeq: count,
  minSchema: count,
  maxSchema: count,
  serverTime: text,
  results: v.array(v.object({ id: text, seq: count, outcome, code: v.nullable(text), by: v.nullable(by), at: v.nullable(text) })),
  /** the last time that the office went back to an older state, and when that state was saved */
  restored: v.optional(v.object({ at: text, of: v.nullable(text) })),
});

export const companyAnswer = v.object({
  slug: text,
  name: text,
  phone: text,
  timeZone: text,
  brand: brandSchema,
  services: v.array(v.omit(serviceSchema, ['retired'])),
  languages: companySchema.entries.languages,
  language: companySchema.entries.language,
  opened: text,
  days: v.array(
    v.object({ date: text, closed: v.optional(text), slots: v.array(v.object({ slot: text, start: text, end: text, open: count })) }),
  ),
});
export const bookingAnswer = v.object({
  job: v.object({ id: text, number: count, status, window: arrivalWindow }),
  trackingToken: text,
  trackingUrl: text,
});
export const trackAnswer = v.object({
  company: v.object({
    name: text,
    phone: text,
    timeZone: text,
    brand: brandSchema,
    languages: companySchema.entries.languages,
    language: companySchema.entries.language,
  }),
  number: count,
  status,
  timeline: v.array(v.object({ status, at: text })),
  window: arrivalWindow,
  eta: v.optional(v.object({ from: text, to: text, live: v.boolean() })),
  driver: v.optional(v.object({ firstName: text })),
  mates: v.optional(v.array(text)),
  location: v.optional(v.object({ lat: v.number(), lng: v.number(), at: text })),
  pickup: v.optional(geoPoint),
  lastHeardAt: v.nullable(text),
  attempt: v.optional(v.object({ reason: text, at: text })),
  change: v.optional(v.object({ until: v.nullable(text), offers: v.optional(v.array(arrivalWindow)) })),
  photos: v.optional(v.array(text)),
  rating: v.optional(rating),
  rate: v.optional(v.object({ until: v.nullable(text) })),
  language: v.optional(text),
});
export const trackPhotoAnswer = v.object({ url: text });
export const sessionAnswer = v.object({
  member: v.object({ id: text, name: text, access, roles: v.array(role) }),
  tenant: text,
  company: companySchema,
});
export const settingsAnswer = v.object({
  revision: text,
  company: companySchema,
  changed: v.record(text, v.object({ by: v.object({ id: text, name: text }), at: text })),
});
export const logoAnswer = v.object({ logo: logoSchema });
export const memberAnswer = v.object({ member: v.omit(memberSchema, ['disabled']), disabled: v.boolean(), rev: count });
export const crewAnswer = v.object({
  members: v.array(
    v.object({
      id: text,
      name: text,
      access,
      roles: v.array(role),
      phone: v.optional(text),
      availability: v.array(dayAvailability),
      timeOff: v.array(dayOff),
      lastHeardAt: v.optional(text),
      account: v.optional(
        v.object({
          login: text,
          email: v.optional(text),
          disabled: v.boolean(),
          hasPassword: v.boolean(),
          openSessions: count,
          rev: count,
        }),
      ),
    }),
  ),
});
const settled = v.nullable(v.object({ by, at: text }));
export const reviewAnswer = v.object({
  /** for owners: the company's book is above 8 MB; `full`: above 16 MB */
  store: v.optional(v.object({ bytes: count, full: v.boolean() })),
  unfiled: v.array(v.looseObject({ id: text, job: v.nullable(text), entry: historyEntry, settled })),
  missing: v.array(
    v.looseObject({ id: text, device: text, author: text, name: v.nullable(text), from: count, to: count, at: text, settled }),
  ),
});
export const availabilityAnswer = v.object({ availability: v.array(dayAvailability) });
export const timeOffAnswer = v.object({ timeOff: v.array(v.looseObject({ date: text, off: v.boolean(), reason: v.optional(text) })) });
/** `rev`: the revision of the profile, which the new password has raised. */
export const passwordAnswer = v.object({ login: text, password: text, rev: count });
export const healthAnswer = v.object({ ok: v.boolean(), release: text });
export const exportAnswer = v.looseObject({ format: v.literal(1), jobs: v.array(v.looseObject({ id: text })), next: v.optional(text) });
export const importAnswer = v.object({
  importId: text,
  received: count,
  /** the page that is awaited next; null: all is there */
  expected: v.nullable(count),
  done: v.boolean(),
  jobs: v.optional(count),
  archived: v.optional(count),
  /** stored photos whose bytes are to be brought beside */
  photos: v.optional(count),
});
export const eraseAnswer = v.object({ jobs: count, archived: count, photos: count });
export const problemAnswer = v.looseObject({
  code: text,
  title: text,
  detail: text,
  status: count,
  errors: v.optional(v.array(v.object({ path: text, message: text }))),
});
