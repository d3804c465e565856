// Owns showing how far an import or export is: a bar on a terminal, a line now and then elsewhere.

export interface Progress {
  show(done: number): void;
  /** a line of its own, above the bar */
  say(line: string): void;
  end(): void;
}

const WIDTH = 30;

export function createProgress(total: number, out: NodeJS.WriteStream, what = 'rows'): Progress {
  const startedMs = performance.now();
  let saidMs = 0;
  return {
    show(done) {
      const share = total === 0 ? 1 : done / total;
      const rate = Math.round(done / Math.max(0.001, (performance.now() - startedMs) / 1000));
      const words = `${done} of ${total} ${what}, ${rate} a second`;
      if (out.isTTY) out.write(`\r[${'█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '·')}] ${words} `);
      else if (performance.now() - saidMs > 2_000) {
        saidMs = performance.now();
        out.write(`${words}\n`);
      }
    },
    say: (line) => void out.write(out.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`),
    end: () => void (out.isTTY && out.write('\n')),
  };
}
