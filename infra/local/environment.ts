// Owns what the local Lambda finds in its environment: the same names as on AWS, with this machine behind them.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type LocalEnvironment = Readonly<Record<string, string>>;

export interface LocalSecrets {
  readonly s3: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly lambda: {
    readonly session: readonly { readonly kid: string; readonly key: string }[];
    readonly tracking: readonly { readonly kid: string; readonly key: string }[];
  };
}

export interface LocalEndpoints {
  readonly s3: string;
  readonly dynamodb: string;
  readonly origin: string;
  /** where texts are sent to; without one there is no sender */
  readonly sms?: string;
}

/** Invented numbers; each demo company has its own, so that a customer's STOP is to one of them. */
const TEXT_NUMBERS = { '*': '+18445550100', quickdump: '+16175550170', bayhaul: '+14155550170' };

/** Made once per data folder, readable by its owner only. */
export function localSecrets(dataDir: string): LocalSecrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets;
  const key = (kid: string) => [{ kid, key: randomBytes(32).toString('base64url') }];
  const secrets = {
    s3: { accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`, secretAccessKey: randomBytes(24).toString('base64url') },
    lambda: { session: key('s1'), tracking: key('t1') },
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

export function localEnvironment(secrets: LocalSecrets, endpoints: LocalEndpoints, release: string): LocalEnvironment {
  return {
    STAGE: 'local',
    RELEASE: release,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: secrets.s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secrets.s3.secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    ...(endpoints.sms && { AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: endpoints.sms }),
    S3_FORCE_PATH_STYLE: 'true',
    DATA_BUCKET: 'haul-data',
    ROSTER_TABLE: 'crew_roster',
    SHORT_LIVED_TABLE: 'short_lived',
    JOBS_TABLE: 'jobs',
    PUBLIC_ORIGIN: endpoints.origin,
    TEXT_NUMBERS: JSON.stringify(TEXT_NUMBERS),
    SECRETS: JSON.stringify(secrets.lambda),
    PATH: process.env['PATH'] ?? '',
  };
}
