// Owns a client whose process dies at one of its requests: before it is sent, or after it is done and before anybody hears of it.

interface Client {
  send(command: never): Promise<unknown>;
}

/** The client, and whether it died. From there on nothing it sends arrives. */
export function dyingClient<Kind extends Client>(client: Kind, at: number, when: 'before' | 'after'): readonly [Kind, () => boolean] {
  const { wrap, died } = dyingTogether(at, when);
  return [wrap(client), died];
}

/** Several clients of one process: their requests are counted together. */
export function dyingTogether(at: number, when: 'before' | 'after') {
  let sent = 0;
  let dead = false;
  const wrap = <Kind extends Client>(client: Kind): Kind =>
    ({
      async send(command: never): Promise<unknown> {
        if (dead) throw new Error('dead');
        sent += 1;
        const dies = sent === at;
        if (dies && when === 'before') dead = true;
        if (dead) throw new Error('died');
        const answer = await client.send(command);
        if (dies) dead = true;
        if (dies) throw new Error('died');
        return answer;
      },
    }) as unknown as Kind;
  return { wrap, died: (): boolean => dead };
}
