// Owns which headers a response headers policy of a template adds, as CloudFront writes them.
import * as v from 'valibot';
import type { Template } from './template.ts';

const optional = <Entries extends v.ObjectEntries>(entries: Entries) => v.optional(v.object(entries));
const configSchema = v.object({
  SecurityHeadersConfig: optional({
    ContentSecurityPolicy: optional({ ContentSecurityPolicy: v.unknown() }),
    ContentTypeOptions: optional({}),
    FrameOptions: optional({ FrameOption: v.string() }),
    ReferrerPolicy: optional({ ReferrerPolicy: v.string() }),
    StrictTransportSecurity: optional({ AccessControlMaxAgeSec: v.number(), IncludeSubdomains: v.optional(v.boolean(), false) }),
  }),
  CustomHeadersConfig: optional({ Items: v.array(v.object({ Header: v.string(), Value: v.string() })) }),
});

/** @param uploadOrigin stands for "https://" and the bucket's name, which only a deployment knows */
export function responseHeaders(template: Template, policy: unknown, uploadOrigin: string): Readonly<Record<string, string>> {
  const found = template.follow(policy);
  if (!found) return {};
  const config = v.parse(configSchema, found[1].Properties['ResponseHeadersPolicyConfig']);
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } =
    config.SecurityHeadersConfig ?? {};
  const own = (config.CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value] as const);
  return {
    ...(ContentSecurityPolicy && {
      'content-security-policy': policyText(template, ContentSecurityPolicy.ContentSecurityPolicy, uploadOrigin),
    }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(FrameOptions && { 'x-frame-options': FrameOptions.FrameOption }),
    ...(ReferrerPolicy && { 'referrer-policy': ReferrerPolicy.ReferrerPolicy }),
    ...(StrictTransportSecurity && { 'strict-transport-security': transportSecurity(StrictTransportSecurity) }),
    ...Object.fromEntries(own),
  };
}

const UPLOAD = 'upload.invalid';

function policyText(template: Template, value: unknown, uploadOrigin: string): string {
  const text = template.text(value, (name) => {
    if (!name.includes('RegionalDomainName')) throw new Error(`The local edge does not know what ${name} is in a security policy`);
    return UPLOAD;
  });
  return text.replaceAll(`https://${UPLOAD}`, uploadOrigin);
}

const transportSecurity = ({
  AccessControlMaxAgeSec,
  IncludeSubdomains,
}: {
  AccessControlMaxAgeSec: number;
  IncludeSubdomains: boolean;
}): string => `max-age=${AccessControlMaxAgeSec}${IncludeSubdomains ? '; includeSubDomains' : ''}`;
