// Owns a real S3 server that is not ours: one Ceph (monitor, one disk, radosgw) on loopback, from the system's packages, gone with the test.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const BINARIES = ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph-authtool', 'monmaptool'];
const STEP_MS = 120_000;
const CREDENTIALS = { accessKeyId: 'CEPHTESTKEY000000001', secretAccessKey: 'ceph-test-secret-0000000000000000000001' };

export interface Ceph {
  /** "http://127.0.0.1:PORT" */
  readonly endpoint: string;
  readonly credentials: typeof CREDENTIALS;
  readonly startedMs: number;
  close(): Promise<void>;
}

/** What this machine lacks to run it, in words; null when nothing. */
export function cephMissing(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = BINARIES.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length > 0) return `${missing.join(', ')} not installed (Debian: ceph-mon ceph-osd ceph-mgr radosgw ceph-common)`;
  return process.getuid?.() === 0 ? null : 'its daemons want to run as root';
}

/** @throws Error that names the step and shows what its program said */
export async function startCeph(): Promise<Ceph> {
  const beganMs = performance.now();
  const dir = await mkdtemp(join(tmpdir(), 'haul-ceph-'));
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(children.reverse().map(stop));
    await rm(dir, { recursive: true, force: true });
  };
  process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));
  try {
    const endpoint = await bringUp(dir, children);
    return { endpoint, credentials: CREDENTIALS, startedMs: performance.now() - beganMs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(dir: string, children: ChildProcess[]): Promise<string> {
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const fsid = crypto.randomUUID();
  const conf = join(dir, 'ceph.conf');
  await Promise.all(['mon', 'osd', 'rgw', 'run', 'log'].map((name) => mkdir(join(dir, name))));
  await writeFile(conf, confOf(dir, fsid, monitorPort, gatewayPort));
  const run = (program: string, ...words: string[]) => runStep(program, ['-c', conf, ...words]);
  const daemon = (program: string, ...words: string[]) =>
    void children.push(spawn(program, ['-f', '-c', conf, ...words], { stdio: 'ignore' }));
  const ceph = (...words: string[]) => run('ceph', '--connect-timeout', '5', ...words);

  await makeKeyring(join(dir, 'keyring'));
  const monmap = join(dir, 'monmap');
  await runStep('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, monmap]);
  await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', monmap, '--keyring', join(dir, 'keyring'));
  daemon('ceph-mon', '-i', 'a');
  await until('the monitor has a quorum', async () => (await ceph('quorum_status')) !== '');

  const disk = crypto.randomUUID();
  await ceph('osd', 'new', disk, '0');
  await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk);
  await ceph('osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=localhost');
  daemon('ceph-osd', '-i', '0');
  await until('its disk is up', async () => (await ceph('osd', 'stat')).includes('1 up'));

  daemon('radosgw', '-n', 'client.rgw.a');
  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  await until('its gateway answers', async () => (await fetch(endpoint)).ok);
  const user = [
    '--uid=test',
    '--display-name=test',
    `--access-key=${CREDENTIALS.accessKeyId}`,
    `--secret-key=${CREDENTIALS.secretAccessKey}`,
  ];
  await run('radosgw-admin', '-n', 'client.rgw.a', '--admin-socket=', 'user', 'create', ...user);
  return endpoint;
}

/** One keyring for all its programs: it holds nothing but test data. */
async function makeKeyring(file: string): Promise<void> {
  const all = ['mon', 'osd', 'mgr', 'mds'].flatMap((kind) => ['--cap', kind, 'allow *']);
  await runStep('ceph-authtool', ['--create-keyring', file, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *']);
  for (const name of ['client.admin', 'client.rgw.a']) await runStep('ceph-authtool', [file, '--gen-key', '-n', name, ...all]);
  await runStep('ceph-authtool', [file, '--gen-key', '-n', 'osd.0', '--cap', 'mon', 'allow profile osd', '--cap', 'osd', 'allow *']);
}

const confOf = (dir: string, fsid: string, monitorPort: number, gatewayPort: number): string => `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitorPort}/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
auth allow insecure global id reclaim = false
keyring = ${dir}/keyring
run dir = ${dir}/run
pid file = ${dir}/run/$name.pid
admin socket = ${dir}/run/$name.asok
log file = ${dir}/log/$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
[mon.a]
host = localhost
mon addr = 127.0.0.1:${monitorPort}
mon data = ${dir}/mon
mon data avail crit = 1
mon data avail warn = 2
[osd]
osd data = ${dir}/osd
osd objectstore = bluestore
bluestore block create = true
bluestore block size = 4294967296
bluestore block wal create = false
bluestore block db create = false
osd memory target = 939524096
bluestore cache autotune = false
bluestore cache size = 134217728
[client.rgw.a]
rgw data = ${dir}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort}
rgw dns name = localhost
rgw run sync thread = false
rgw enable quota threads = false
rgw enable usage log = false
`;

async function runStep(program: string, words: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, words, { timeout: STEP_MS })).stdout;
  } catch (error) {
    throw new Error(`Cannot start Ceph: ${program} ${words.join(' ')}`, { cause: error });
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endsMs = performance.now() + STEP_MS;
  let last: unknown;
  while (performance.now() < endsMs) {
    if (await holds().catch((error: unknown) => ((last = error), false))) return;
    await sleep(300);
  }
  throw new Error(`Cannot start Ceph: waited in vain until ${what}`, { cause: last });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** At once: what it holds is thrown away anyway. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
