// Owns what use cases are handed: the ports, and what is built on them and the secrets.
import type { Config, TextNumbers } from './config.ts';
import type { Ports } from './port.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import { createSignInLimit, type SignInLimit } from './auth/sign-in-limit.ts';
import { createOpenedStamps, type OpenedStamps } from './auth/opened-stamp.ts';
import { createTrackingTokens, type TrackingTokens } from './auth/tracking-token.ts';

export interface Services {
  readonly ports: Ports;
  readonly sessions: Sessions;
  readonly signInLimit: SignInLimit;
  readonly tracking: TrackingTokens;
  readonly opened: OpenedStamps;
  /** "https://dispatch.example", without a slash at the end */
  readonly publicOrigin: string;
  readonly release: string;
  readonly textNumbers: TextNumbers;
}

export const createServices = (config: Config, ports: Ports): Services => ({
  ports,
  sessions: createSessions(config.SECRETS.session, ports),
  signInLimit: createSignInLimit(ports),
  tracking: createTrackingTokens(config.SECRETS.tracking),
  opened: createOpenedStamps(config.SECRETS.tracking),
  publicOrigin: config.PUBLIC_ORIGIN.replace(/\/$/, ''),
  release: config.RELEASE,
  textNumbers: config.TEXT_NUMBERS,
});
