// Owns running the functions at the edge: the built bundles that the template names, called with CloudFront's own events.
import { pathToFileURL } from 'node:url';
import type { EdgeRequest, EdgeResponse } from '#edge/handler';
import type { Behaviour, EventType } from './behaviours.ts';

type Headers = Record<string, { readonly key?: string; readonly value: string }[]>;
export interface OriginAnswer {
  readonly status: string;
  readonly headers: Headers;
  readonly body?: string;
}
interface ViewerRequest {
  readonly method: string;
  readonly uri: string;
  readonly querystring: string;
  readonly clientIp: string;
  readonly headers: Headers;
}

export interface EdgeFunctions {
  /** @param name as in the template: "handler.handler" */
  viewerRequest(name: string, request: ViewerRequest): Promise<EdgeRequest | EdgeResponse>;
  originResponse(name: string, response: OriginAnswer): Promise<OriginAnswer>;
}
type Handler = (event: unknown) => Promise<unknown>;

export async function loadEdgeFunctions(table: readonly Behaviour[]): Promise<EdgeFunctions> {
  const names = new Set(table.flatMap(({ functions }) => Object.values(functions)));
  const loaded = new Map(await Promise.all([...names].map(async (name) => [name, await load(name)] as const)));
  const call = async (name: string, eventType: EventType, record: Record<string, unknown>): Promise<unknown> =>
    loaded.get(name)?.({ Records: [{ cf: { config: { eventType }, ...record } }] });
  return {
    viewerRequest: async (name, request) => (await call(name, 'viewer-request', { request })) as EdgeRequest | EdgeResponse,
    originResponse: async (name, response) => (await call(name, 'origin-response', { response })) as OriginAnswer,
  };
}

async function load(name: string): Promise<Handler> {
  const [file = '', member = ''] = name.split('.');
  const loaded = (await import(pathToFileURL(`dist/edge/${file}.mjs`).href)) as Record<string, Handler | undefined>;
  const handler = loaded[member];
  if (!handler) throw new Error(`dist/edge/${file}.mjs has no ${member}`);
  return handler;
}
