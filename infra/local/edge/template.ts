// Owns reading a synthesized template: its resources, references followed, and nothing guessed that it does not say.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const resourceSchema = v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) });
const templateSchema = v.object({ Resources: v.record(v.string(), resourceSchema) });
export type Resource = v.InferOutput<typeof resourceSchema>;

export interface Template {
  /** All resources of a type, by logical id. */
  ofType(type: string): readonly (readonly [id: string, resource: Resource])[];
  /** What a `Ref` or `Fn::GetAtt` points to; null when there is none. */
  follow(value: unknown): readonly [id: string, resource: Resource] | null;
  /** A text, with what only a deployment knows replaced: `unknown(name)` says by what. */
  text(value: unknown, unknown: (name: string) => string): string;
}

export const readTemplate = (file: string): Template => openTemplate(JSON.parse(readFileSync(file, 'utf8')));

/** @throws Error when it is no template */
export function openTemplate(raw: unknown): Template {
  const { Resources } = v.parse(templateSchema, raw);
  const all = Object.entries(Resources);
  return {
    ofType: (type) => all.filter(([, resource]) => resource.Type === type),
    follow(value) {
      const id = idIn(value);
      const resource = id === null ? undefined : Resources[id];
      return id !== null && resource ? [id, resource] : null;
    },
    text: (value, unknown) => textOf(value, unknown),
  };
}

function idIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('Ref' in value && typeof value.Ref === 'string') return value.Ref;
  if (!('Fn::GetAtt' in value)) return null;
  const [id] = Array.isArray(value['Fn::GetAtt']) ? (value['Fn::GetAtt'] as unknown[]) : [null];
  return typeof id === 'string' ? id : null;
}

function textOf(value: unknown, unknown: (name: string) => string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'Fn::Join' in value) {
    const [between, parts] = v.parse(v.tuple([v.string(), v.array(v.unknown())]), value['Fn::Join']);
    return parts.map((part) => textOf(part, unknown)).join(between);
  }
  if (typeof value === 'object' && value !== null && 'Fn::ImportValue' in value) return unknown(String(value['Fn::ImportValue']));
  return unknown(idIn(value) ?? JSON.stringify(value));
}
