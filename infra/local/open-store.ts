// Owns reaching the stores for a command: those of the cloud that runs on this data folder, or our own over its data when none runs.
import { resolve } from 'node:path';
import { openAwsPorts } from '#lambda/aws/open-ports';
import { readConfig, type Config } from '#lambda/config';
import type { Ports } from '#lambda/port';
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

function portsOf(env: Readonly<Record<string, string>>): Pick<OpenedStore, 'ports' | 'config'> {
  // The SDK reads its endpoints and keys from the environment, as it does on Lambda.
  Object.assign(process.env, env);
  const config = readConfig(env);
  return { ports: openAwsPorts(config, () => undefined), config };
}
