// Owns a template of the example stage for assertions, as the build has synthesized it.
import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { templateFolder } from '#infra/render-template';

export const builtTemplate = (stack: 'App' | 'Data'): Template =>
  Template.fromJSON(JSON.parse(readFileSync(`${templateFolder()}/${stack}.template.json`, 'utf8')) as Record<string, unknown>);

/** What the policies of a role allow, by the beginning of its name. */
export const statementsOf = (template: Template, role: RegExp): { Action: string | string[]; Resource: unknown; Condition?: unknown }[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => role.test(id))
    .flatMap(([, { Properties }]) => (Properties as { PolicyDocument: { Statement: [] } }).PolicyDocument.Statement);
