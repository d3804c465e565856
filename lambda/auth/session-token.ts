// Owns the short-lived proof of a session: a signed JWT with fixed algorithm, issuer, audience and type.
import * as v from 'valibot';
import { access, role } from '#core/crew';
import { idSchema } from '#core/id';
import type { Secrets } from '../config.ts';

export const SESSION_TOKEN_SECONDS = 15 * 60;
const FIXED = { issuer: 'haul-dispatch', audience: 'staff', typ: 'session+jwt', algorithms: ['HS256'] };

const claimsSchema = v.object({
  sub: idSchema.member,
  sid: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  tenant: idSchema.tenant,
  name: v.string(),
  access,
  roles: v.array(role),
  iat: v.number(),
});
/** Who is signed in, as of `iat` (seconds since 1970). */
export type SessionClaims = v.InferOutput<typeof claimsSchema>;

export interface SessionTokens {
  sign(claims: Omit<SessionClaims, 'iat'>, nowMs: number): Promise<string>;
  /** null when it is not ours, not this kind, or over. */
  verify(token: string, nowMs: number): Promise<SessionClaims | null>;
}

/** Bookings and tracking, most of the cold starts, need no session. */
const loadJose = () => import('jose');

export function createSessionTokens(keys: Secrets['session']): SessionTokens {
  const secrets = new Map(keys.map(({ kid, key }) => [kid, Buffer.from(key, 'base64url')]));
  const [newest] = keys;
  if (!newest) throw new Error('Cannot sign sessions: no session secret');
  return {
    async sign({ sub, ...claims }, nowMs) {
      const { SignJWT } = await loadJose();
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: FIXED.typ, kid: newest.kid })
        .setSubject(sub)
        .setIssuer(FIXED.issuer)
        .setAudience(FIXED.audience)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor(nowMs / 1000) + SESSION_TOKEN_SECONDS)
        .sign(Buffer.from(newest.key, 'base64url'));
    },
    async verify(token, nowMs) {
      try {
        const { jwtVerify } = await loadJose();
        const { payload } = await jwtVerify(token, ({ kid = '' }) => secrets.get(kid) ?? Promise.reject(new Error('unknown key')), {
          ...FIXED,
          currentDate: new Date(nowMs),
        });
        return v.parse(claimsSchema, payload);
      } catch {
        return null;
      }
    },
  };
}
