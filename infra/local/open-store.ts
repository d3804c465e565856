// Owns reaching the stores for a command: those of the cloud that runs on this data folder, or our own over its data when none runs.
import { resolve } from 'node:path';
import { withKeyRing } from '#lambda/aws/key-ring';
import { openAwsPorts } from '#lambda/aws/open-ports';
import { readConfig, type Config } from '#lambda/config';
import type { Ports } from '#lambda/port';
import { environmentOf, operatorCredentials, stageOutputs } from '../deploy/stage-outputs.ts';
import { claimDataFolder, runningCloud, sayRunning } from './data-folder.ts';
import { localEnvironment } from './environment.ts';
import { startStores } from './stores.ts';

const RELEASE = 'command';

export interface OpenedStore {
  readonly ports: Ports;
  readonly config: Config;
  close(): Promise<void>;
}

/** @throws Error with one line when the folder cannot be used, or another command is at work on it */
export async function openStore(dataDir: string): Promise<OpenedStore> {
  const running = runningCloud(resolve(dataDir));
  // Another command's servers end with that command: it is waited for, which claiming the folder says.
  if (running && running.env['RELEASE'] !== RELEASE) return { ...portsOf(running.env), close: () => Promise.resolve() };
  const folder = claimDataFolder(dataDir);
  const stores = await startStores({
    dir: folder.dir,
    dynamoDbEndpoint: process.env['DYNAMODB_ENDPOINT'],
    s3Endpoint: process.env['S3_ENDPOINT'],
    s3FaultRate: 0,
  });
  const env = localEnvironment(stores.secrets, { s3: stores.s3, dynamodb: stores.dynamodb, origin: 'http://127.0.0.1' }, RELEASE);
  // Two servers over one folder would not see each other's locks: a start during the command is told that the folder is in use.
  sayRunning(folder.dir, { pid: process.pid, origin: '', env });
  const close = async (): Promise<void> => {
    await stores.close();
    folder.release();
  };
  return { ...portsOf(env), close };
}

/** The stores of a deployed stage, with the rights of whoever asks. @throws Error with one line when there is no such stage */
export async function openStage(stage: string): Promise<OpenedStore> {
  const outputs = await stageOutputs(stage);
  if (!outputs) throw new Error(`There is no stack haul-${stage}-app in this account: npm run deploy -- ${stage}`);
  const env = environmentOf(outputs);
  const { SECRETS = '' } = await withKeyRing({ ...(await operatorCredentials()), ...env });
  return { ...portsOf({ ...env, SECRETS }), close: () => Promise.resolve() };
}

/** Runs a command on the stores of this machine, or of a stage, and lets them go. */
export async function withStore<Answer>(stage: string | undefined, run: (store: OpenedStore) => Promise<Answer>): Promise<Answer> {
  const store = stage === undefined ? await openStore(process.env['DATA_DIR'] ?? '.data') : await openStage(stage);
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

function portsOf(env: Readonly<Record<string, string>>): Pick<OpenedStore, 'ports' | 'config'> {
  // The SDK reads its endpoints and keys from the environment, as it does on Lambda.
  Object.assign(process.env, env);
  const config = readConfig(env);
  return { ports: openAwsPorts(config, () => undefined), config };
}
