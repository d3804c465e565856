// Owns the office's view of its company: reading the settings, and setting single fields on the revision that the editor saw.
import * as v from 'valibot';
import type { SettingsChange } from '#core/company-settings';
import { problem, type Problem } from '#core/problem';
import { ok, refuse, type Result } from '#core/result';
import { fieldsProblem } from '../door.ts';
import type { HeldCompany, LogoStore } from '../port.ts';
import { staffRoute } from '../route.ts';
import { settingsAnswer } from '../wire.ts';

export const readSettings = staffRoute({
  method: 'GET',
  path: '/api/company',
  who: 'office',
  summary: "The company's settings, and who changed which of them last",
  answer: { status: 200, schema: settingsAnswer },
  problems: [],
  async handle({ services: { ports } }, { tenant }) {
    const held = await ports.companies.change(tenant, () => ok(null));
    return held.ok ? ok({ status: 200, body: answerOf(held.value), etag: held.value.revision }) : notSignedIn();
  },
});

export const saveSettings = staffRoute({
  method: 'PUT',
  path: '/api/company',
  who: 'office',
  summary: 'Set fields of the company, on the revision that the editor saw',
  body: async () => {
    const { settingsSchema } = await import('#core/company-settings');
    return v.strictObject({
      revision: v.pipe(v.string('Fill this in'), v.minLength(1, 'Fill this in'), v.maxLength(200)),
      set: settingsSchema,
    });
  },
  answer: { status: 200, schema: settingsAnswer },
  problems: ['company-changed', 'store-busy'],
  async handle({ services: { ports }, body: { revision, set } }, { tenant, actor }) {
    const logo = await checkLogo(ports.openLogos(tenant), tenant, set);
    if (!logo.ok) return logo;
    const { changeRecord } = await import('#core/change-record');
    const change = { by: { id: actor.id, name: actor.name }, at: new Date(ports.now()).toISOString() };
    const saved = await ports.companies.change(tenant, (held) => {
      if (held.revision !== revision) return refuse(changedMeanwhile(held));
      const changed = changeRecord(held, logo.value, change);
      if (!changed.ok) return refuse(fieldsProblem(changed.error.map(({ path, message }) => ({ path: `set.${path}`, message }))));
      return ok(changed.value === held ? null : changed.value);
    });
    if (saved.ok) return ok({ status: 200, body: answerOf(saved.value), etag: saved.value.revision });
    return saved.error.code === 'not-found' ? notSignedIn() : saved;
  },
});

/** A logo that is set must lie there; what is said about it is taken from its bytes. */
async function checkLogo(logos: LogoStore, tenant: string, set: SettingsChange): Promise<Result<SettingsChange, Problem>> {
  if (!set.logo) return ok(set);
  const { sha256 } = set.logo;
  const bytes = await logos.read(sha256);
  const facts = bytes && (await import('#core/logo')).logoFacts(bytes);
  if (!facts?.ok) return refuse(fieldsProblem([{ path: 'set.logo', message: 'This picture is not here. Choose it again.' }]));
  return ok({ ...set, logo: { sha256, ...facts.value, path: `/api/tenants/${tenant}/logo/${sha256}` } });
}

const answerOf = ({ revision, company, changed }: HeldCompany) => ({ revision, company, changed });

const changedMeanwhile = (held: HeldCompany): Problem =>
  problem('company-changed', 'Somebody has changed the settings meanwhile. Look at what they set, then save again.', {
    extra: { current: answerOf(held) },
  });

/** A company that went away while its people are signed in. */
const notSignedIn = (): Result<never, Problem> => refuse(problem('not-signed-in', 'Sign in, then try again. Nothing has been lost.'));
