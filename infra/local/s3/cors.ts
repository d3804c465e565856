// Owns which pages of other origins may talk to this server: the bucket's CORS rule, as `PutBucketCors` sets it. Kept until the server stops.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Cors {
  /** @param xml a CORSConfiguration; its first rule counts */
  configure(xml: string): void;
  /** Adds what a page of an allowed origin needs to read the answer; true when the request was a preflight and is answered. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

interface Rule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
}

export function createCors(): Cors {
  let rule: Rule = { origins: [], methods: [], headers: [] };
  return {
    configure(xml) {
      const all = (tag: string) => [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, value = '']) => value);
      rule = {
        origins: all('AllowedOrigin'),
        methods: all('AllowedMethod'),
        headers: all('AllowedHeader').map((name) => name.toLowerCase()),
      };
    },
    answer({ method, headers }, response) {
      const origin = headers.origin;
      const allowed = origin !== undefined && rule.origins.includes(origin);
      if (allowed) response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
      if (method !== 'OPTIONS') return false;
      const wanted = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
      const fits =
        allowed &&
        rule.methods.includes(headers['access-control-request-method'] ?? '') &&
        wanted.every((name) => name === '' || rule.headers.includes(name));
      if (!fits) response.writeHead(403).end();
      else
        response
          .writeHead(200, {
            'access-control-allow-methods': rule.methods.join(', '),
            'access-control-allow-headers': wanted.join(', '),
            'access-control-max-age': '3000',
          })
          .end();
      return true;
    },
  };
}
