// Owns the office's calls for the roster: members with their accounts, their days, and what signs them in. Parsed at the door.
import * as v from 'valibot';
import { access, dayAvailability, dayOff, role, type OfficeMember } from '#core/crew';
import { idSchema, type MemberId } from '#core/id';
import type { MemberChange, NewPassword, StoredProfile } from '#core/member-edit';
import { ok, refuse, type Result } from '#core/result';
import type { DayChange } from '#core/roster-calendar';
import type { ApiFailure, ApiRequest, apiFetch } from './api-fetch.ts';

export interface RosterApi {
  /** Everyone, disabled members too, with their days between two local dates, both included. */
  list(from: string, to: string): Promise<Result<readonly OfficeMember[], ApiFailure>>;
  save(id: MemberId, change: MemberChange): Promise<Result<StoredProfile, ApiFailure>>;
  setDays(id: MemberId, changes: readonly DayChange[]): Promise<Result<null, ApiFailure>>;
  /** The new password, which nobody can see again. */
  resetPassword(id: MemberId): Promise<Result<NewPassword, ApiFailure>>;
  endSessions(id: MemberId): Promise<Result<null, ApiFailure>>;
}

const CALL_TIMEOUT_MS = 20_000;
/** as many days as the API takes at once */
const MOST_DAYS = 100;

export function createRosterApi(fetchApi: typeof apiFetch): RosterApi {
  async function call<Output>(
    schema: v.GenericSchema<unknown, Output>,
    path: string,
    request: ApiRequest = {},
  ): Promise<Result<Output, ApiFailure>> {
    const answer = await fetchApi(path, { ...request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const parsed = v.safeParse(schema, answer.value.body);
    return parsed.success ? ok(parsed.output) : refuse({ kind: 'unexpected', status: answer.value.status });
  }
  const put = (path: string, body: unknown) => call(v.unknown(), path, { method: 'PUT', body });

  return {
    async list(from, to) {
      const answer = await call(listSchema, `/api/crew?${new URLSearchParams({ from, to, include: 'accounts' }).toString()}`);
      return answer.ok ? ok(answer.value.members) : answer;
    },
    save: (id, body) => call(storedProfile, `/api/crew/${id}`, { method: 'PUT', body }),
    async setDays(id, changes) {
      for (let i = 0; i < changes.length; i += MOST_DAYS) {
        const some = changes.slice(i, i + MOST_DAYS);
        const availability = some.flatMap(({ date, roles }) => (roles ? [{ date, roles }] : []));
        const timeOff = some.flatMap(({ date, off }) => (off === undefined ? [] : [{ date, off: off !== null, ...off }]));
        const answers = [
          availability.length > 0 ? await put(`/api/crew/${id}/availability`, { availability }) : ok(null),
          timeOff.length > 0 ? await put(`/api/crew/${id}/time-off`, { timeOff }) : ok(null),
        ];
        for (const answer of answers) if (!answer.ok) return answer;
      }
      return ok(null);
    },
    resetPassword: (id) => call(passwordSchema, `/api/crew/${id}/password`, { method: 'POST', body: {} }),
    async endSessions(id) {
      const answer = await call(v.unknown(), `/api/crew/${id}/sessions`, { method: 'DELETE' });
      return answer.ok ? ok(null) : answer;
    },
  };
}

const listSchema = v.looseObject({
  members: v.array(
    v.looseObject({
      id: idSchema.member,
      name: v.string(),
      access,
      roles: v.array(role),
      phone: v.exactOptional(v.string()),
      availability: v.array(dayAvailability),
      timeOff: v.array(dayOff),
      lastHeardAt: v.exactOptional(v.string()),
      account: v.looseObject({
        login: v.string(),
        email: v.exactOptional(v.string()),
        disabled: v.boolean(),
        hasPassword: v.boolean(),
        openSessions: v.number(),
        rev: v.number(),
      }),
    }),
  ),
});
const storedProfile = v.looseObject({
  member: v.looseObject({
    id: idSchema.member,
    login: v.string(),
    name: v.string(),
    access,
    roles: v.array(role),
    phone: v.exactOptional(v.string()),
    email: v.exactOptional(v.string()),
  }),
  disabled: v.boolean(),
  rev: v.number(),
  changedBy: v.optional(v.nullable(v.string())),
});
/** Shown once: for want of a revision, which former releases did not tell, it must not be withheld. */
const passwordSchema = v.looseObject({ password: v.string(), rev: v.optional(v.number(), 0) });

/** What a refusal of a late change says is there now; null when it says something else. */
export function readChangedMeanwhile(failure: ApiFailure): StoredProfile | null {
  if (failure.kind !== 'problem' || failure.code !== 'member-changed') return null;
  const parsed = v.safeParse(storedProfile, failure.body);
  return parsed.success ? parsed.output : null;
}
