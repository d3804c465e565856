// Owns the stored form of a test's password: the real one, of an eighth of the memory and time, as suites sign in many hundred times.
import { randomBytes, scryptSync } from 'node:crypto';

const PARAMETERS = { ln: 15, r: 1, p: 3 } as const;

/** As `lambda/auth/password.ts` writes it; what it says of itself is read there, so that checking it runs the same code. */
export function quickHash(password: string): string {
  const { ln, r, p } = PARAMETERS;
  const salt = randomBytes(16);
  const hash = scryptSync(password.normalize('NFKC'), salt, 32, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r });
  const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`;
}
