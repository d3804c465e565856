// Owns reaching the stores for an import: those of the cloud that runs on this data folder, or our own over its data when none runs.
import { join, resolve } from 'node:path';
import { openAwsPorts } from '#lambda/aws/open-ports';
import { readConfig } from '#lambda/config';
import type { Ports } from '#lambda/port';
import { claimDataFolder, runningCloud } from '../data-folder.ts';
import { localEnvironment, localSecrets } from '../environment.ts';
import { startS3Server } from '../s3/server.ts';

export interface OpenedStore {
  readonly ports: Ports;
  close(): Promise<void>;
}

export async function openStore(dataDir: string): Promise<OpenedStore> {
  const running = runningCloud(resolve(dataDir));
  if (running) return { ports: portsOf(running.env), close: () => Promise.resolve() };
  const folder = claimDataFolder(dataDir);
  const secrets = localSecrets(folder.dir);
  const s3 = await startS3Server({ dir: join(folder.dir, 's3'), credentials: secrets.s3 });
  const env = localEnvironment(secrets, { s3: s3.endpoint, dynamodb: 'http://127.0.0.1:1', origin: 'http://127.0.0.1' }, 'import');
  return { ports: portsOf(env), close: () => s3.close() };
}

function portsOf(env: Readonly<Record<string, string>>): Ports {
  // The SDK reads its endpoints and keys from the environment, as it does on Lambda.
  Object.assign(process.env, env);
  return { ...openAwsPorts(readConfig(env)), log: () => undefined };
}
