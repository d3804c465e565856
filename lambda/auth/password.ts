// Owns passwords at rest: scrypt, salted per person, in a PHC-style string that names its parameters.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's scrypt row with the least memory that still holds: N=2^15, r=8, p=3 (32 MB, about 100 ms). */
const PARAMETERS = { ln: 15, r: 8, p: 3 } as const;
const HASH_BYTES = 32;

export interface PasswordCheck {
  readonly matches: boolean;
  /** the stored hash has weaker parameters than ours: hash again while the password is at hand */
  readonly outdated: boolean;
}

/** "$scrypt$ln=15,r=8,p=3$SALT$HASH", salt and hash in base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, PARAMETERS);
  return `$scrypt$ln=${PARAMETERS.ln},r=${PARAMETERS.r},p=${PARAMETERS.p}$${encode(salt)}$${encode(hash)}`;
}

/** Takes the same time whether or not there is a stored hash, so that nobody learns which names exist. */
export async function checkPassword(password: string, stored: string | null): Promise<PasswordCheck> {
  const parsed = stored === null ? null : parse(stored);
  const { salt, hash, parameters } = parsed ?? { salt: Buffer.alloc(16), hash: Buffer.alloc(HASH_BYTES), parameters: PARAMETERS };
  const derived = await derive(password, salt, parameters);
  const matches = derived.length === hash.length && timingSafeEqual(derived, hash);
  return { matches: matches && parsed !== null, outdated: parameters.ln < PARAMETERS.ln || parameters.p < PARAMETERS.p };
}

interface Parameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function parse(stored: string): { salt: Buffer; hash: Buffer; parameters: Parameters } | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored);
  if (!match) return null;
  const [, ln, r, p, salt = '', hash = ''] = match;
  return {
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
    parameters: { ln: Number(ln), r: Number(r), p: Number(p) },
  };
}

function derive(password: string, salt: Buffer, { ln, r, p }: Parameters): Promise<Buffer> {
  // Node refuses scrypt beyond 32 MB unless maxmem is raised.
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
