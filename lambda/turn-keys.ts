// Owns the composition root of the function that turns keys: Secrets Manager calls it for each step of a turn, perhaps more than once.
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { turnKeys } from './auth/turn-keys.ts';
import { readSecret } from './aws/key-ring.ts';
import { askSecretsManager } from './aws/secrets-manager.ts';
import { secretsSchema, type Secrets } from './config.ts';

const eventSchema = v.object({
  Step: v.picklist(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: v.string(),
  ClientRequestToken: v.string(),
});
const versionsSchema = v.object({ VersionIdsToStages: v.record(v.string(), v.array(v.string())) });
type Turn = v.InferOutput<typeof eventSchema>;

export const handler = async (event: unknown): Promise<void> => {
  const turn = v.parse(eventSchema, event);
  if (turn.Step === 'createSecret') await makeNext(turn);
  if (turn.Step === 'testSecret')
    v.parse(ringSchema, await readSecret({ SecretId: turn.SecretId, VersionId: turn.ClientRequestToken }, process.env));
  if (turn.Step === 'finishSecret') await makeCurrent(turn);
};

const ringSchema = v.pipe(v.string(), v.parseJson(), secretsSchema);
const ask = (action: string, input: Record<string, unknown>) => askSecretsManager(action, input, process.env, Date.now());

/** The same token again finds its version there already: keys are made once a turn. */
async function makeNext({ SecretId, ClientRequestToken }: Turn): Promise<void> {
  const versions = await versionsOf(SecretId);
  const current = Object.keys(versions).find((id) => versions[id]?.includes('AWSCURRENT'));
  const made = await readSecret({ SecretId, VersionId: ClientRequestToken }, process.env).catch(() => null);
  if (made !== null) return;
  const ring = current === undefined ? null : readRing(await readSecret({ SecretId, VersionId: current }, process.env));
  await ask('PutSecretValue', {
    SecretId,
    ClientRequestToken,
    SecretString: JSON.stringify(turnKeys(ring, newKey)),
    VersionStages: ['AWSPENDING'],
  });
}

async function makeCurrent({ SecretId, ClientRequestToken }: Turn): Promise<void> {
  const versions = await versionsOf(SecretId);
  const current = Object.keys(versions).find((id) => versions[id]?.includes('AWSCURRENT'));
  if (current === ClientRequestToken) return;
  await ask('UpdateSecretVersionStage', {
    SecretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: ClientRequestToken,
    ...(current !== undefined && { RemoveFromVersionId: current }),
  });
}

const versionsOf = async (SecretId: string) => v.parse(versionsSchema, await ask('DescribeSecret', { SecretId })).VersionIdsToStages;

/** Secrets Manager makes a new secret of as many random signs, any of which may come first: "{" too. One key alone is longer. */
const NEW_SECRET_LENGTH = 32;

/** What a new secret holds is no ring. A ring that is broken is not turned: that would end every session and every link. */
const readRing = (text: string): Secrets | null => (text.length === NEW_SECRET_LENGTH ? null : v.parse(ringSchema, text));

const newKey = () => ({ kid: `k${randomBytes(6).toString('hex')}`, key: randomBytes(32).toString('base64url') });
