// Owns the staff's calls besides the exchange: who is signed in, one job with its whole history, and the crew. Parsed at the door.
import * as v from 'valibot';
import { companySchema } from '#core/company';
import { access, dayAvailability, dayOff, role, type RosterMember } from '#core/crew';
import { idSchema, type JobId } from '#core/id';
import type { Job } from '#core/job';
import { refuse, ok, type Result } from '#core/result';
import type { SessionView } from '#core/session';
import { readJob } from '#sync/answer';
import type { Fix } from './position-watch.ts';
import type { ApiFailure, ApiRequest, apiFetch } from './api-fetch.ts';

export interface Credentials {
  readonly tenant: string;
  readonly login: string;
  readonly password: string;
}

/** A member as the board shows them; `lastHeardAt` is when their device last spoke to the office, ISO UTC. */
export type CrewMember = RosterMember & { readonly lastHeardAt?: string | undefined };

export interface StaffApi {
  session(): Promise<Result<SessionView, ApiFailure>>;
  signIn(credentials: Credentials): Promise<Result<SessionView, ApiFailure>>;
  signOut(): Promise<Result<null, ApiFailure>>;
  job(id: JobId): Promise<Result<Job, ApiFailure>>;
  /** a position is told once, and never tried again */
  reportPosition(job: JobId, fix: Fix): Promise<void>;
  /** both dates included, the company's local dates */
  crew(from: string, to: string): Promise<Result<readonly CrewMember[], ApiFailure>>;
}

/** Without an end, a dead network would leave a screen between two states. */
const CALL_TIMEOUT_MS = 20_000;

export function createStaffApi(fetchApi: typeof apiFetch): StaffApi {
  async function call<Value>(path: string, request: ApiRequest, read: (body: unknown) => Value | null): Promise<Result<Value, ApiFailure>> {
    const answer = await fetchApi(path, { ...request, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!answer.ok) return answer;
    const value = read(answer.value.body);
    return value === null ? refuse({ kind: 'unexpected', status: answer.value.status }) : ok(value);
  }
  return {
    session: () => call('/api/session', {}, readSession),
    signIn: (body) => call('/api/session', { method: 'POST', body }, readSession),
    async signOut() {
      const answer = await fetchApi('/api/session', { method: 'DELETE', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      return answer.ok ? ok(null) : answer;
    },
    job: (id) => call(`/api/jobs/${id}`, {}, readJob),
    async reportPosition(job, body) {
      await fetchApi(`/api/jobs/${job}/position`, { method: 'PUT', body, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    },
    crew: (from, to) => call(`/api/crew?${new URLSearchParams({ from, to }).toString()}`, {}, readCrew),
  };
}

const sessionSchema = v.looseObject({
  member: v.looseObject({ id: idSchema.member, name: v.string(), access, roles: v.array(role) }),
  tenant: idSchema.tenant,
  company: companySchema,
});
const crewSchema = v.looseObject({
  members: v.array(
    v.looseObject({
      id: idSchema.member,
      name: v.string(),
      access,
      roles: v.array(role),
      phone: v.exactOptional(v.string()),
      availability: v.array(dayAvailability),
      timeOff: v.exactOptional(v.array(dayOff)),
      lastHeardAt: v.exactOptional(v.string()),
    }),
  ),
});

function readSession(body: unknown): SessionView | null {
  const parsed = v.safeParse(sessionSchema, body);
  return parsed.success ? parsed.output : null;
}

function readCrew(body: unknown): readonly CrewMember[] | null {
  const parsed = v.safeParse(crewSchema, body);
  return parsed.success ? parsed.output.members : null;
}
