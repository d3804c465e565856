// Owns the environment: read and checked once, at cold start.
import * as v from 'valibot';

const secretSchema = v.object({
  kid: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,16}$/)),
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43,}$/, 'at least 32 bytes in base64url')),
});
export const secretsSchema = v.object({
  session: v.pipe(v.array(secretSchema), v.minLength(1)),
  tracking: v.pipe(v.array(secretSchema), v.minLength(1)),
});
/** By company; `*` is the one of those that have none of their own. */
const numbersSchema = v.record(v.string(), v.pipe(v.string(), v.regex(/^\+\d{8,15}$/, 'a number such as +16175550100')));
/** What opening the stores takes. */
const storeSchema = v.object({
  STAGE: v.pipe(v.string(), v.minLength(1)),
  AWS_REGION: v.pipe(v.string(), v.minLength(1)),
  S3_FORCE_PATH_STYLE: v.optional(v.picklist(['true', 'false']), 'false'),
  DATA_BUCKET: v.pipe(v.string(), v.minLength(3)),
  ROSTER_TABLE: v.pipe(v.string(), v.minLength(3)),
  SHORT_LIVED_TABLE: v.pipe(v.string(), v.minLength(3)),
  JOBS_TABLE: v.optional(v.pipe(v.string(), v.minLength(3)), 'jobs'),
});
const configSchema = v.object({
  ...storeSchema.entries,
  RELEASE: v.pipe(v.string(), v.minLength(1)),
  PUBLIC_ORIGIN: v.pipe(v.string(), v.url()),
  TEXT_NUMBERS: v.optional(v.pipe(v.string(), v.parseJson(), numbersSchema), '{}'),
  TEXT_CONFIGURATION_SET: v.optional(v.string(), ''),
  SECRETS: v.pipe(v.string(), v.parseJson(), secretsSchema),
});

/** The number that a company's texts come from, E.164; without one it sends none. */
export type TextNumbers = v.InferOutput<typeof numbersSchema>;
export const numberOf = (numbers: TextNumbers, slug: string): string | null => numbers[slug] ?? numbers['*'] ?? null;
/** Keys, newest first: the first signs, all of them verify. */
export type Secrets = v.InferOutput<typeof secretsSchema>;
export type Config = v.InferOutput<typeof configSchema>;
export type StoreConfig = v.InferOutput<typeof storeSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that names each missing or wrong variable */
export const readConfig = (env: Environment): Config => read(configSchema, env);

/** For what needs no keys. @throws as `readConfig` */
export const readStoreConfig = (env: Environment): StoreConfig => read(storeSchema, env);

function read<Schema extends typeof configSchema | typeof storeSchema>(schema: Schema, env: Environment): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, env);
  if (parsed.success) return parsed.output;
  const wrong = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`).join('; ');
  throw new Error(`Cannot start: environment is not right: ${wrong}`);
}
