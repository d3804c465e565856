// Owns the cloud that the browser tests share: started once, stopped at the end, its data thrown away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloudProcess } from '../support/cloud-process.ts';

export default async function startCloud(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haul-e2e-'));
  const cloud = await startCloudProcess({ dataDir });
  process.env['BASE_URL'] = cloud.origin;
  process.env['CLOUD_LOGS'] = join(dataDir, 'logs');
  process.env['CLOUD_DATA'] = dataDir;
  return async () => {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
