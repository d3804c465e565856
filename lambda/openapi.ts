// Owns openapi.json: OpenAPI 3.1, made from the same table and schemas that parse requests.
import { toJsonSchema } from '@valibot/to-json-schema';
import { PROBLEMS } from '#core/problem';
import { bodySchemaOf, type Route, type Schema } from './route.ts';
import { problemsOf } from './route-problems.ts';
import { problemAnswer } from './wire.ts';

export async function describeRoutes(routes: readonly Route[], release: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, await bodySchemaOf(route)) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Haul dispatch',
      version: release,
      description:
        'Requests with a body carry x-amz-content-sha256, the hex SHA-256 of the body. Errors are application/problem+json with a code.',
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemAnswer, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-session' },
        trackingToken: { type: 'apiKey', in: 'header', name: 'X-Tracking-Token' },
      },
    },
  };
}

function describe(route: Route, body: Schema | undefined) {
  const { answer } = route;
  const parameters = [...fieldsOf(route.params, 'path'), ...fieldsOf(route.query, 'query'), ...headersOf(route)];
  return {
    summary: route.summary,
    security: route.who === 'customer' ? [{ trackingToken: [] }] : route.who === 'anyone' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }),
    responses: {
      [answer.status]: {
        description: route.summary,
        ...(answer.status !== 204 &&
          answer.status !== 302 && {
            content: answer.files
              ? Object.fromEntries(answer.files.map((type) => [type, {}]))
              : {
                  'application/json': { schema: answer.schema ? jsonSchema(answer.schema, 'output') : {} },
                  ...Object.fromEntries((answer.downloads ?? []).map((type) => [type, {}])),
                },
          }),
      },
      ...(route.method === 'GET' && { 304: { description: 'Not changed since the ETag that was sent' } }),
      ...describeProblems(route),
    },
  };
}

/** Answers by status; each names the codes that it may carry. */
function describeProblems(route: Route): Record<string, unknown> {
  const byStatus = Map.groupBy(problemsOf(route), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `${code}: ${PROBLEMS[code].title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
          },
        },
      },
    ]),
  );
}

function fieldsOf(schema: Schema | undefined, place: 'path' | 'query'): unknown[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

const headersOf = (route: Route): unknown[] =>
  (route.requestHeaders ?? []).map(({ name, required, description }) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  }));

/** Checks that JSON Schema cannot say (a date that exists) are left out: the description is wider than the door, never narrower. */
function jsonSchema(schema: Schema, typeMode: 'input' | 'output') {
  const { $schema: _, ...rest } = toJsonSchema(schema as Parameters<typeof toJsonSchema>[0], { errorMode: 'ignore', typeMode });
  return rest;
}
