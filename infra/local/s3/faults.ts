// Owns what can go wrong below us, on purpose: faults that a test queues in this process, or that come by chance. Nothing on the network
// reaches them.

export type FaultKind = '409' | '412' | '503' | 'cut-before' | 'cut-after-commit' | 'slow';

export interface Fault {
  readonly kind: FaultKind;
  readonly method?: 'GET' | 'PUT' | 'DELETE';
  /** which keys it meets; all when absent */
  readonly key?: RegExp;
  /** how many requests it meets */
  readonly times: number;
  readonly delayMs?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** From now on each request for such a key meets a fault of any kind with this probability. */
  often(rate: number, key: RegExp): void;
  /** The fault that this request meets, if any; it is used up by one. */
  take(method: string, key: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let queue: { fault: Fault; left: number }[] = [];
  let chance: { readonly rate: number; readonly key: RegExp } | null = null;
  return {
    often: (rate, key) => void (chance = { rate, key }),
    add: (fault) => void queue.push({ fault, left: fault.times }),
    take(method, key) {
      const met = queue.find(({ fault }) => (!fault.method || fault.method === method) && (!fault.key || fault.key.test(key)));
      if (!met) return chance?.key.test(key) && Math.random() < chance.rate ? anyFault(method) : null;
      met.left -= 1;
      if (met.left === 0) queue = queue.filter((each) => each !== met);
      return met.fault;
    },
    clear: () => void (queue = []),
  };
}

const ANY: readonly FaultKind[] = ['503', 'cut-before', 'slow'];
const OF_A_PUT: readonly FaultKind[] = [...ANY, '409', '412', 'cut-after-commit'];
const SLOW_MS = 300;

function anyFault(method: string): Fault {
  const kinds = method === 'PUT' ? OF_A_PUT : ANY;
  const kind = kinds[Math.floor(Math.random() * kinds.length)] ?? '503';
  return { kind, times: 1, ...(kind === 'slow' && { delayMs: SLOW_MS }) };
}
