// Owns where the keys come from on AWS: the environment names a secret, and what is in it is read once, at cold start.
import * as v from 'valibot';
import { askSecretsManager } from './secrets-manager.ts';

type Environment = Readonly<Record<string, string | undefined>>;
const answerSchema = v.object({ SecretString: v.string() });

/** The environment with its keys in it; as it is when they are there already, as on a developer's machine. */
export async function withKeyRing(env: Environment): Promise<Environment> {
  const { KEY_RING: SecretId, SECRETS } = env;
  if (SECRETS !== undefined || SecretId === undefined) return env;
  return { ...env, SECRETS: await readSecret({ SecretId }, env) };
}

/** @throws Error when it cannot be read: then nobody can be told from anybody, and nothing is answered */
export async function readSecret(which: Record<string, string>, env: Environment): Promise<string> {
  return v.parse(answerSchema, await askSecretsManager('GetSecretValue', which, env, Date.now())).SecretString;
}
