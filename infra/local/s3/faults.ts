// Owns what can go wrong below us, on purpose: faults that a test queues in this process. Nothing on the network reaches them.

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
  /** The fault that this request meets, if any; it is used up by one. */
  take(method: string, key: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let queue: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void queue.push({ fault, left: fault.times }),
    take(method, key) {
      const met = queue.find(({ fault }) => (!fault.method || fault.method === method) && (!fault.key || fault.key.test(key)));
      if (!met) return null;
      met.left -= 1;
      if (met.left === 0) queue = queue.filter((each) => each !== met);
      return met.fault;
    },
    clear: () => void (queue = []),
  };
}
