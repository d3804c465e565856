// Owns what a route is: who may call it, what it takes and answers, and the use case behind it. One table feeds router, tests and openapi.
import type * as v from 'valibot';
import type { Company } from '#core/company';
import type { MemberId, TenantId } from '#core/id';
import type { Actor } from '#core/job';
import type { Problem, ProblemCode } from '#core/problem';
import type { Result } from '#core/result';
import type { SessionClaims } from './auth/session-token.ts';
import type { Services } from './services.ts';

export type Who = 'anyone' | 'customer' | 'crew' | 'office';
export type Schema = v.GenericSchema<unknown, unknown>;

/** What came in, as plain values: no framework reaches a use case. */
export interface Incoming {
  readonly headers: Headers;
  readonly cookies: ReadonlyMap<string, string>;
  /** the viewer's address, as the edge saw it */
  readonly address: string;
  readonly requestId: string;
}

export interface Signed {
  readonly actor: Actor & { readonly id: MemberId };
  readonly tenant: TenantId;
  readonly claims: SessionClaims;
  /** whose member this is; a company that is closed has no sessions */
  readonly company: Company;
}

export interface Answer {
  readonly status: 200 | 201 | 204 | 302;
  readonly body?: unknown;
  /** instead of a body: bytes whose address names their hash, so that whoever has them may keep them */
  readonly file?: { readonly type: string; readonly bytes: Uint8Array };
  /** instead of a body: a text to be saved as a file; `next` asks for what follows */
  readonly download?: { readonly type: string; readonly name: string; readonly text: string; readonly next: string | null };
  /** without quotes; the answer becomes a 304 when the client has it */
  readonly etag?: string;
  /** where a 302 leads */
  readonly location?: string;
  readonly setCookies?: readonly string[];
}

/** A request that has passed the door: parsed, and signed in where the route asks for it. */
export interface Call<Params, Query, Body> {
  readonly services: Services;
  readonly incoming: Incoming;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

interface RouteFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** "/api/jobs/:id" */
  readonly path: string;
  readonly summary: string;
  /** what it may answer besides what follows from its kind (`route-problems.ts`) */
  readonly problems: readonly ProblemCode[];
  readonly answer: {
    readonly status: Answer['status'];
    readonly schema: Schema | null;
    readonly files?: readonly string[];
    readonly downloads?: readonly string[];
  };
  readonly requestHeaders?: readonly { readonly name: string; readonly required: boolean; readonly description: string }[];
}

interface Parsers<Params, Query, Body> {
  readonly params?: v.GenericSchema<unknown, Params>;
  readonly query?: v.GenericSchema<unknown, Query>;
  /** a function: loaded by the first request that brings one */
  readonly body?: v.GenericSchema<unknown, Body> | (() => Promise<v.GenericSchema<unknown, Body>>);
}

type OpenSpec<P, Q, B> = RouteFacts &
  Parsers<P, Q, B> & { readonly who: 'anyone' | 'customer'; handle(call: Call<P, Q, B>): Promise<Result<Answer, Problem>> };
type StaffSpec<P, Q, B> = RouteFacts &
  Parsers<P, Q, B> & { readonly who: 'crew' | 'office'; handle(call: Call<P, Q, B>, signed: Signed): Promise<Result<Answer, Problem>> };

/** A route as the router sees it: its inputs are still unknown, and parsed by its own schemas before `handle` runs. */
export interface Route extends RouteFacts, Parsers<unknown, unknown, unknown> {
  readonly who: Who;
  handle(call: Call<unknown, unknown, unknown>, signed: Signed | null): Promise<Result<Answer, Problem>>;
}

export const bodySchemaOf = async ({ body }: Pick<Route, 'body'>): Promise<Schema | undefined> =>
  typeof body === 'function' ? body() : body;

// The router parses by the schemas of the same spec before it calls, so the inputs have the types that `handle` was written for.
export const openRoute = <P, Q, B>(spec: OpenSpec<P, Q, B>): Route => spec as unknown as Route;
export const staffRoute = <P, Q, B>(spec: StaffSpec<P, Q, B>): Route => spec as unknown as Route;
