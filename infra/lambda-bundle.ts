// Owns how an entry of Lambda is put together: all that a sandbox reads before its first request is in one file beside the entry, because Node pays for
// each file it opens; what is loaded when used stays in files of its own.
import { resolve } from 'node:path';
import { rolldown, type InputOptions, type OutputOptions, type Plugin } from 'rolldown';
import { markPure } from './pure-schemas.ts';

const SCHEMAS = /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
/** What of AWS' clients nobody uses is left out; what is used stays as it is, letter by letter. */
const pureSchemas: Plugin = {
  name: 'pure-schemas',
  transform: { filter: { id: SCHEMAS }, handler: (code) => ({ code: markPure(code), map: null }) },
};
const loadedLater: Plugin = {
  name: 'loaded-later',
  resolveDynamicImport: (id) => (typeof id === 'string' ? { id, external: true } : null),
};

/** ES modules first: the SDK's CommonJS for Node is 60 % larger. */
const optionsOf = (entry: string, out: string, plugins: readonly Plugin[]): InputOptions => ({
  input: { [out]: entry },
  platform: 'node',
  tsconfig: 'tsconfig.node.json',
  resolve: { mainFields: ['module', 'main'], alias: { '@aws-sdk/credential-provider-node': resolve('lambda/aws/env-credentials.ts') } },
  plugins: [pureSchemas, ...plugins],
  logLevel: 'warn',
});

const OUTPUT: OutputOptions = {
  format: 'es',
  minify: true,
  sourcemap: true,
  comments: { legal: false },
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
};

/** Writes `out`.mjs, `out`-first-….mjs with all that it needs at once, and a file for each part that is loaded when used. */
export async function bundleForLambda(entry: string, out: string, dir: string): Promise<void> {
  const atOnce = await neededAtOnce(entry, out);
  const bundle = await rolldown(optionsOf(entry, out, []));
  const name = `${out}-first`;
  await bundle.write({
    ...OUTPUT,
    dir,
    codeSplitting: { groups: [{ name: (id) => (atOnce.has(id) ? name : null), debugName: name }] },
  });
  await bundle.close();
}

/** The modules of which something is left when all that is loaded later is somebody else's: what only such a part uses of the SDK is not among them. */
async function neededAtOnce(entry: string, out: string): Promise<ReadonlySet<string>> {
  const bundle = await rolldown(optionsOf(entry, out, [loadedLater]));
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []));
  return new Set(modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => id));
}
