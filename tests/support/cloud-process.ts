// Owns a local cloud of a test's own: the real `npm start` program in a process group, on a free port, with its own data.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

export interface CloudProcess {
  readonly origin: string;
  readonly child: ChildProcess;
  readonly output: () => string;
  /** asks it to stop, and waits; answers the exit code */
  stop(): Promise<number | null>;
  /** kills the whole process tree, as a power cut would */
  kill(): Promise<void>;
}

export interface CloudProcessOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

const READY = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m;

/** @throws Error with the program's output when it does not get ready */
export async function startCloudProcess({ dataDir, env = {} }: CloudProcessOptions): Promise<CloudProcess> {
  const child = spawn('node_modules/.bin/node', ['infra/local/main.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // It leads a group of its own: whoever ends without stopping it would leave it behind.
  const endWithUs = (): void => void (child.exitCode === null && child.pid && process.kill(-child.pid, 'SIGKILL'));
  process.once('exit', endWithUs);
  void ended.then(() => process.off('exit', endWithUs));
  const origin = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The local cloud is not ready after 120 s:\n${text}`)), 120_000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const ready = READY.exec(text)?.[1];
        if (ready) resolve((clearTimeout(timer), ready));
      });
    }
    void ended.then((code) => reject(new Error(`The local cloud ended with ${code}:\n${text}`)));
  });
  return {
    origin,
    child,
    output: () => text,
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill() {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
    },
  };
}

/** A cloud in a directory of its own for the tests of one file, gone when they are over. `cloud` may be started anew in between. */
export function cloudForTests(timeoutMs: number): { cloud: CloudProcess; dir: string; readonly dataDir: string } {
  const rig = {
    cloud: undefined as unknown as CloudProcess,
    dir: '',
    get dataDir() {
      return join(rig.dir, 'data');
    },
  };
  beforeAll(async () => {
    rig.dir = await mkdtemp(join(tmpdir(), 'haul-cloud-'));
    rig.cloud = await startCloudProcess({ dataDir: rig.dataDir });
  }, timeoutMs);
  afterAll(async () => {
    await rig.cloud.stop();
    await rm(rig.dir, { recursive: true, force: true });
  }, timeoutMs);
  return rig;
}
