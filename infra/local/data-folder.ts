// Owns the data folder: that it can be used, and that only one cloud uses it at a time.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface RunningCloud {
  readonly pid: number;
  readonly origin: string;
  /** the site's bucket without the edge; none while a command is at work */
  readonly siteBucket?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @throws Error with one line that says what is wrong with the folder */
export function claimDataFolder(name: string): { readonly dir: string; release(): void } {
  const dir = resolve(name);
  try {
    mkdirSync(dir, { recursive: true });
    if (!statSync(dir).isDirectory()) throw new Error('it is not a folder');
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`Cannot use DATA_DIR ${dir}: ${reasonOf(error)}.`, { cause: error });
  }
  const running = runningCloud(dir);
  if (running)
    throw new Error(
      `Cannot use DATA_DIR ${dir}: process ${running.pid} uses it already. Stop that one, or set DATA_DIR to another folder.`,
    );
  return { dir, release: () => rmSync(join(dir, 'run.json'), { force: true }) };
}

/** The cloud that runs on this folder; null when there is none, or it died without saying so. */
export function runningCloud(dir: string): RunningCloud | null {
  const file = join(dir, 'run.json');
  if (!existsSync(file)) return null;
  const running = JSON.parse(readFileSync(file, 'utf8')) as RunningCloud;
  return isOurs(running.pid) ? running : null;
}

export function sayRunning(dir: string, running: RunningCloud): void {
  writeFileSync(join(dir, 'run.json'), JSON.stringify(running), { mode: 0o600 });
}

/** A number can be given to another program after ours has died. */
function isOurs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    const command = `/proc/${pid}/cmdline`;
    return !existsSync(command) || readFileSync(command, 'utf8').includes('infra/local');
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is not a folder';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be read and written here';
  return error instanceof Error ? error.message : String(error);
}
