// Owns sessions: opened at sign-in, kept alive by a rotating refresh secret per device, ended at once when somebody says so.
import { createHash, createHmac } from 'node:crypto';
import * as v from 'valibot';
import type { Member } from '#core/crew';
import { idSchema, type MemberId, type TenantId } from '#core/id';
import type { Secrets } from '../config.ts';
import type { Ports } from '../port.ts';
import { REFRESH_COOKIE, SESSION_COOKIE, setCookie } from './cookies.ts';
import { createSessionIndex } from './session-index.ts';
import { createSessionTokens, SESSION_TOKEN_SECONDS, type SessionClaims } from './session-token.ts';

const REFRESH_SECONDS = 60 * 24 * 3600;

/** What a session's row holds: hashes only. `previous` stays good until `current` has been used once, because answers get lost. */
const rowSchema = v.object({
  member: idSchema.member,
  current: v.string(),
  previous: v.nullable(v.string()),
  openedMs: v.optional(v.number(), 0),
});
/** What was decided about all sessions of a member: looked up anew since, and over when opened before. */
const memberRowSchema = v.object({ sinceMs: v.number(), endedMs: v.optional(v.number(), 0) });
type Row = v.InferOutput<typeof rowSchema>;

export interface SignedIn {
  readonly claims: SessionClaims;
  readonly setCookies: readonly string[];
}

export interface Sessions {
  open(tenant: TenantId, member: Member): Promise<SignedIn>;
  /**
   * The session of a request's cookies, refreshed when its short-lived half is over; null when there is none or it has ended. Only who
   * presents the secret of a session hears that its member is disabled: their device is to give up what it holds.
   */
  resume(cookies: ReadonlyMap<string, string>): Promise<SignedIn | 'disabled' | null>;
  end(cookies: ReadonlyMap<string, string>): Promise<readonly string[]>;
  /** What a member's running sessions rest on has changed: all of them are looked up anew before their next request. */
  recheck(tenant: TenantId, member: MemberId): Promise<void>;
  /** Ends all sessions of a member at once. */
  endAll(tenant: TenantId, member: MemberId): Promise<void>;
  /** How many devices a member is signed in on. */
  countOpen(tenant: TenantId, member: MemberId): Promise<number>;
}

type SessionPorts = Pick<Ports, 'shortLived' | 'openRoster' | 'now' | 'randomBytes' | 'log'>;

export function createSessions(keys: Secrets['session'], ports: SessionPorts): Sessions {
  const tokens = createSessionTokens(keys);
  const { shortLived } = ports;

  const index = createSessionIndex(shortLived, async (tenant, sid) => (await shortLived.get(rowKey(tenant, sid))) !== null);

  return { open, resume, end, recheck, endAll, countOpen };

  async function open(tenant: TenantId, member: Member): Promise<SignedIn> {
    const sid = hex(ports.randomBytes(16));
    const secret = Buffer.from(ports.randomBytes(32)).toString('base64url');
    await saveRow(tenant, sid, { member: member.id, current: hashOf(secret), previous: null, openedMs: ports.now() });
    await index.note(tenant, member.id, sid, ports.now() + REFRESH_SECONDS * 1000);
    return issue(tenant, sid, secret, member);
  }

  async function resume(cookies: ReadonlyMap<string, string>): Promise<SignedIn | 'disabled' | null> {
    const claims = await tokens.verify(cookies.get(SESSION_COOKIE) ?? '', ports.now());
    if (claims && (await isStanding(claims))) return { claims, setCookies: [] };
    const presented = readRefresh(cookies.get(REFRESH_COOKIE));
    return presented && refresh(presented);
  }

  async function end(cookies: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const claims = await tokens.verify(cookies.get(SESSION_COOKIE) ?? '', ports.now());
    const presented = readRefresh(cookies.get(REFRESH_COOKIE));
    if (claims) await shortLived.remove(rowKey(claims.tenant, claims.sid));
    else if (presented && (await rowOf(presented))) await shortLived.remove(rowKey(presented.tenant, presented.sid));
    return [setCookie(SESSION_COOKIE, '', 0), setCookie(REFRESH_COOKIE, '', 0)];
  }

  async function recheck(tenant: TenantId, member: MemberId): Promise<void> {
    const { endedMs } = await memberRow(tenant, member);
    await saveMemberRow(tenant, member, { sinceMs: ports.now(), endedMs });
  }

  async function endAll(tenant: TenantId, member: MemberId): Promise<void> {
    await saveMemberRow(tenant, member, { sinceMs: ports.now(), endedMs: ports.now() });
  }

  async function countOpen(tenant: TenantId, member: MemberId): Promise<number> {
    const [sids, { endedMs }] = await Promise.all([index.of(tenant, member), memberRow(tenant, member)]);
    const rows = await Promise.all(sids.map((sid) => readRow(tenant, sid)));
    return rows.filter((stored) => stored !== null && !wasEnded(stored.row, endedMs)).length;
  }

  async function memberRow(tenant: TenantId, member: MemberId): Promise<v.InferOutput<typeof memberRowSchema>> {
    const stored = v.safeParse(memberRowSchema, (await shortLived.get(recheckKey(tenant, member)))?.value);
    return stored.success ? stored.output : { sinceMs: 0, endedMs: 0 };
  }

  async function saveMemberRow(tenant: TenantId, member: MemberId, row: v.InferOutput<typeof memberRowSchema>): Promise<void> {
    await shortLived.put(recheckKey(tenant, member), row, ports.now() + REFRESH_SECONDS * 1000);
  }

  /** The row is there, and nothing about the member has changed since the token was signed. */
  async function isStanding(claims: SessionClaims): Promise<boolean> {
    const [row, { sinceMs }] = await Promise.all([shortLived.get(rowKey(claims.tenant, claims.sid)), memberRow(claims.tenant, claims.sub)]);
    return row !== null && claims.iat * 1000 > sinceMs;
  }

  /** Answers the presented secret's successor. It is derived, not drawn, so that two requests at once get the same one. */
  async function refresh(presented: Presented): Promise<SignedIn | 'disabled' | null> {
    const stored = await rowOf(presented);
    if (!stored) return null;
    const { row, revision } = stored;
    const hash = hashOf(presented.secret);
    if (hash !== row.current && hash !== row.previous) return endReused(presented);
    const member = await memberOf(presented.tenant, row.member);
    if (member?.disabled) return 'disabled';
    const { endedMs } = await memberRow(presented.tenant, row.member);
    if (!member || wasEnded(row, endedMs)) return null;
    const successors = successorsOf(presented);
    const successor = hash === row.current ? successors[0] : successors.find((each) => hashOf(each) === row.current);
    // Made with a key that has left the ring: another one, stored nowhere, would look like theft when it comes back.
    if (!successor) return null;
    if (hash === row.current) {
      const rotated = await saveRow(presented.tenant, presented.sid, { ...row, current: hashOf(successor), previous: hash }, revision);
      if (!rotated) return refresh(presented);
      await index.note(presented.tenant, row.member, presented.sid, ports.now() + REFRESH_SECONDS * 1000);
    }
    return issue(presented.tenant, presented.sid, successor, member);
  }

  /** An older secret came back after its successor was used: somebody has a copy, so the session ends for both. */
  async function endReused({ tenant, sid }: Presented): Promise<null> {
    await shortLived.remove(rowKey(tenant, sid));
    ports.log({ level: 'warn', event: 'session-refresh-reused', tenant });
    return null;
  }

  async function memberOf(tenant: TenantId, id: MemberId): Promise<Member | null> {
    return (await ports.openRoster(tenant).members()).find(({ member }) => member.id === id)?.member ?? null;
  }

  async function issue(tenant: TenantId, sid: string, secret: string, member: Member): Promise<SignedIn> {
    const nowMs = ports.now();
    const claims = { sub: member.id, sid, tenant, name: member.name, access: member.access, roles: member.roles };
    const token = await tokens.sign(claims, nowMs);
    // The browser keeps the session cookie as long as the refresh: an expired token beside a good refresh is simply renewed.
    const setCookies = [
      setCookie(SESSION_COOKIE, token, SESSION_TOKEN_SECONDS),
      setCookie(REFRESH_COOKIE, `${tenant}.${sid}.${secret}`, REFRESH_SECONDS),
    ];
    return { claims: { ...claims, iat: Math.floor(nowMs / 1000) }, setCookies };
  }

  function rowOf({ tenant, sid }: Presented) {
    return readRow(tenant, sid);
  }

  async function readRow(tenant: TenantId, sid: string): Promise<{ row: Row; revision: number } | null> {
    const stored = await shortLived.get(rowKey(tenant, sid));
    const row = v.safeParse(rowSchema, stored?.value);
    return stored && row.success ? { row: row.output, revision: stored.revision } : null;
  }

  function saveRow(tenant: TenantId, sid: string, row: Row, ifRevision = 0): Promise<boolean> {
    return shortLived.put(rowKey(tenant, sid), row, ports.now() + REFRESH_SECONDS * 1000, ifRevision);
  }

  /** With the key that signs now, then with the others: while keys turn, sandboxes side by side sign with different ones. */
  function successorsOf({ sid, secret }: Presented): readonly string[] {
    const message = `refresh ${sid} ${secret}`;
    return keys.map(({ key }) => createHmac('sha256', Buffer.from(key, 'base64url')).update(message).digest('base64url'));
  }
}

interface Presented {
  readonly tenant: TenantId;
  readonly sid: string;
  readonly secret: string;
}

function readRefresh(cookie: string | undefined): Presented | null {
  const match = /^([a-z0-9-]{2,40})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/.exec(cookie ?? '');
  const tenant = v.safeParse(idSchema.tenant, match?.[1]);
  return match?.[2] && match[3] && tenant.success ? { tenant: tenant.output, sid: match[2], secret: match[3] } : null;
}

const wasEnded = (row: Row, endedMs: number): boolean => endedMs > 0 && row.openedMs <= endedMs;
const rowKey = (tenant: TenantId, sid: string): string => `session ${tenant} ${sid}`;
const recheckKey = (tenant: TenantId, member: MemberId): string => `recheck ${tenant} ${member}`;
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
