// Owns holding answers against openapi.json: an answer that the description does not know is a failed test.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROUTES } from '#lambda/routes';
import { describeRoutes } from '#lambda/openapi';

const description = await describeRoutes(ROUTES, 'test');
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'openapi', components: description.components });

interface Described {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>;
}

/** @throws Error that says what the description and the answer disagree on */
export function checkAnswer(method: string, path: string, status: number, contentTypeLine: string | null, body: unknown): void {
  // What the description names is the type; an answer may say its letters too.
  const contentType = contentTypeLine?.split(';')[0] ?? null;
  const route = ROUTES.find((each) => each.method === method && new RegExp(`^${each.path.replace(/:\w+/g, '[^/]+')}$`).test(path));
  if (!route) return;
  const operation = description.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as Described;
  const response = operation.responses[status];
  if (!response) throw new Error(`openapi.json does not know ${method} ${route.path} → ${status} ${JSON.stringify(body)}`);
  const described = Object.entries(response.content ?? {});
  const [type = null, media] = described.find(([each]) => each === contentType) ?? described[0] ?? [];
  if (type !== null && contentType !== type)
    throw new Error(`${method} ${route.path} → ${status} is ${String(contentType)}, described as ${type}`);
  if (!media?.schema) return;
  const schema = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/components/', '"openapi#/components/')) as object;
  if (!ajv.validate(schema, body)) throw new Error(`${method} ${route.path} → ${status} is not as described: ${ajv.errorsText()}`);
}
