// Owns making requests out of openapi.json: for a JSON schema, values that fit it, values that nearly fit it, and values that do not.
import fc from 'fast-check';

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Words that fields of this name find in the world that is asked: a member, a job, a company. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Values that fit a schema. Fields whose name is known are mostly filled with what is there. */
export function fitting(schema: JsonSchema, known: Known, name = ''): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => fitting(each, known, name)));
  switch (schema.type) {
    case 'object':
      return objects(schema, known);
    case 'array':
      return fc.array(fitting(schema.items ?? {}, known, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 4, 4)),
      });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return known[name] ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known[name]) }, strings(schema)) : strings(schema);
    default:
      return fc.jsonValue();
  }
}

function objects({ properties = {}, required = [] }: JsonSchema, known: Known): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, fitting(each, known, name)]));
  return fc.record(fields, { requiredKeys: required as never[] });
}

const strings = ({ pattern, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> =>
  pattern === undefined
    ? fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 80) })
    : fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, maxLength));

/** What people and programs send by mistake or on purpose, in any place. */
const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  'x'.repeat(10_000),
  '\u0000\u0007',
  '\u202Egnp.exe\u202C',
  '\uD800',
  '9999-99-99',
  '0000-00-00T00:00:00Z',
  '__proto__',
  { constructor: { prototype: { access: 'owner' } } },
  Array.from({ length: 5_000 }, () => 0),
];

/** A value of the schema with one thing wrong: a field odd, missing, or one too many. */
export const spoiled = (schema: JsonSchema, known: Known): fc.Arbitrary<unknown> =>
  fc
    .tuple(fitting(schema, known), fc.nat(), fc.constantFrom(...ODD), fc.constantFrom('set', 'drop', 'add'))
    .map(([value, place, odd, how]) => {
      const copy = structuredClone(value);
      const spots = placesIn(copy);
      const spot = spots[place % Math.max(1, spots.length)];
      if (!spot) return odd;
      if (how === 'drop') Reflect.deleteProperty(spot.holder, spot.key);
      else if (how === 'add') Object.defineProperty(spot.holder, '__proto__', { value: odd, enumerable: true, configurable: true });
      else spot.holder[spot.key] = odd;
      return copy;
    });

interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}
function placesIn(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}
