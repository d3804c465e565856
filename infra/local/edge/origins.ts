// Owns what lies behind the edge, read from the template: the site's bucket and the function URL, and who may come in by which door.
import * as v from 'valibot';
import type { Template } from './template.ts';

export interface SiteOrigin {
  readonly kind: 'site';
  /** the edge may list the bucket, so that a missing key is 404 and not 403 */
  readonly missing: 404 | 403;
  /** the edge may read it */
  readonly readable: boolean;
}
export interface ApiOrigin {
  readonly kind: 'api';
  /** the edge signs each request with the hash that came with it, in place of the viewer's own `Authorization` */
  readonly signs: boolean;
  /** the function URL answers: to anybody, or to the edge because it signs and may invoke */
  readonly answers: boolean;
}
export type Origin = SiteOrigin | ApiOrigin;

const originsSchema = v.object({
  Origins: v.array(
    v.object({
      Id: v.string(),
      DomainName: v.unknown(),
      S3OriginConfig: v.optional(v.unknown()),
      OriginAccessControlId: v.optional(v.unknown()),
    }),
  ),
});
const accessSchema = v.object({ SigningBehavior: v.string(), SigningProtocol: v.string(), OriginAccessControlOriginType: v.string() });

export function readOrigins(template: Template, distribution: unknown): ReadonlyMap<string, Origin> {
  const { Origins } = v.parse(originsSchema, distribution);
  return new Map(
    Origins.map(({ Id, S3OriginConfig, OriginAccessControlId }) => {
      const type = S3OriginConfig === undefined ? 'lambda' : 's3';
      const signs = signsFor(template, OriginAccessControlId, type);
      return [Id, type === 's3' ? siteOrigin(template, signs) : apiOrigin(template, signs)];
    }),
  );
}

function signsFor(template: Template, control: unknown, type: string): boolean {
  const found = template.follow(control);
  if (!found) return false;
  const access = v.parse(accessSchema, found[1].Properties['OriginAccessControlConfig']);
  return access.SigningBehavior === 'always' && access.SigningProtocol === 'sigv4' && access.OriginAccessControlOriginType === type;
}

function apiOrigin(template: Template, signs: boolean): ApiOrigin {
  const open = template.ofType('AWS::Lambda::Url').some(([, { Properties }]) => Properties['AuthType'] === 'NONE');
  const granted = template
    .ofType('AWS::Lambda::Permission')
    .filter(([, { Properties }]) => Properties['Principal'] === 'cloudfront.amazonaws.com')
    .map(([, { Properties }]) => Properties['Action']);
  const mayInvoke = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].every((action) => granted.includes(action));
  return { kind: 'api', signs, answers: open || (signs && mayInvoke) };
}

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Principal: unknown;
}

function siteOrigin(template: Template, signs: boolean): SiteOrigin {
  const allowed = siteStatements(template).filter(({ Effect, Principal }) => Effect === 'Allow' && isCloudFront(Principal));
  const may = (action: string) => allowed.some(({ Action }) => [Action].flat().includes(action));
  return { kind: 'site', readable: signs && may('s3:GetObject'), missing: may('s3:ListBucket') ? 404 : 403 };
}

/** Whether anybody may read the site's bucket without the edge: it is not blocked, and its policy lets them. */
export function isSitePublic(template: Template): boolean {
  const blocked = template.ofType('AWS::S3::Bucket').every(([, { Properties }]) => isBlocked(Properties['PublicAccessBlockConfiguration']));
  return !blocked && siteStatements(template).some(({ Effect, Principal }) => Effect === 'Allow' && isAnybody(Principal));
}

const blockSchema = v.object({
  BlockPublicAcls: v.literal(true),
  BlockPublicPolicy: v.literal(true),
  IgnorePublicAcls: v.literal(true),
  RestrictPublicBuckets: v.literal(true),
});
const isBlocked = (value: unknown): boolean => v.is(blockSchema, value);

const policySchema = v.object({
  Statement: v.array(v.object({ Effect: v.string(), Action: v.unknown(), Principal: v.unknown() })),
});

/** The app's template has one bucket: the site's. */
const siteStatements = (template: Template): readonly Statement[] =>
  template.ofType('AWS::S3::BucketPolicy').flatMap(([, { Properties }]) => v.parse(policySchema, Properties['PolicyDocument']).Statement);

const isCloudFront = (principal: unknown): boolean => v.is(v.object({ Service: v.literal('cloudfront.amazonaws.com') }), principal);
const isAnybody = (principal: unknown): boolean => principal === '*' || v.is(v.object({ AWS: v.literal('*') }), principal);
