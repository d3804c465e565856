// Owns reaching the stores for an import: those of the cloud that runs on this data folder, or our own over its data when none runs.
import { join, resolve } from 'node:path';
import { openAwsPorts } from '#lambda/aws/open-ports';
import { readConfig } from '#lambda/config';
import type { Ports } from '#lambda/port';
import { claimDataFolder, runningCloud, sayRunning } from '../data-folder.ts';
import { localEnvironment, localSecrets } from '../environment.ts';
import { startS3Server } from '../s3/server.ts';

const RELEASE = 'import';

export interface OpenedStore {
  readonly ports: Ports;
  close(): Promise<void>;
}

export async function openStore(dataDir: string): Promise<OpenedStore> {
  const running = runningCloud(resolve(dataDir));
  // Another import's server ends with that import: it is waited for, which claiming the folder says.
  if (running && running.env['RELEASE'] !== RELEASE) return { ports: portsOf(running.env), close: () => Promise.resolve() };
  const folder = claimDataFolder(dataDir);
  const secrets = localSecrets(folder.dir);
  const s3 = await startS3Server({ dir: join(folder.dir, 's3'), credentials: secrets.s3 });
  const env = localEnvironment(secrets, { s3: s3.endpoint, dynamodb: 'http://127.0.0.1:1', origin: 'http://127.0.0.1' }, RELEASE);
  // Two servers over one folder would not see each other's locks: a start during the import is told that the folder is in use.
  sayRunning(folder.dir, { pid: process.pid, origin: env['PUBLIC_ORIGIN'] ?? '', env });
  const close = async (): Promise<void> => {
    await s3.close();
    folder.release();
  };
  return { ports: portsOf(env), close };
}

function portsOf(env: Readonly<Record<string, string>>): Ports {
  // The SDK reads its endpoints and keys from the environment, as it does on Lambda.
  Object.assign(process.env, env);
  return { ...openAwsPorts(readConfig(env)), log: () => undefined };
}
