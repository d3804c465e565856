// Owns the headers of pages and of answers: the half of the security policy that a header carries; hashes and Trusted Types stand in the pages.
import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/**
 * Pages apart from those that opened them, for staff; and of customers without that: a browser answers it with a process of its own, which
 * holds the first paint up by a third, and there is no session, no cookie and no opener to be kept apart from (decision 0088).
 */
export type Audience = 'staff' | 'customers';
const POLICIES = {
  staff: { id: 'PageHeaders', name: 'pages', comment: 'Pages and their files' },
  customers: { id: 'CustomerHeaders', name: 'customer-pages', comment: 'Pages that customers open from a link' },
} as const;

/** @param uploadHost where photos are put and seen: the bucket's own regional name */
export function createPageHeaders(scope: Construct, prefix: string, uploadHost: string, audience: Audience): ResponseHeadersPolicy {
  const upload = `https://${uploadHost}`;
  const { id, name, comment } = POLICIES[audience];
  const apart = { header: 'cross-origin-opener-policy', value: 'same-origin', override: true };
  return new ResponseHeadersPolicy(scope, id, {
    responseHeadersPolicyName: `${prefix}-${name}`,
    comment,
    securityHeadersBehavior: {
      ...everywhere(),
      contentSecurityPolicy: {
        override: true,
        contentSecurityPolicy: `connect-src 'self' ${upload}; img-src 'self' blob: data: ${upload}; font-src 'none'; media-src 'none'; frame-src 'none'; manifest-src 'self'; frame-ancestors 'none'`,
      },
    },
    customHeadersBehavior: {
      customHeaders: [
        ...(audience === 'staff' ? [apart] : []),
        { header: 'permissions-policy', value: 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()', override: true },
      ],
    },
  });
}

export function createApiHeaders(scope: Construct, prefix: string): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'ApiHeaders', {
    responseHeadersPolicyName: `${prefix}-api`,
    comment: 'Answers of the API: no page is ever made of them',
    securityHeadersBehavior: {
      ...everywhere(),
      contentSecurityPolicy: { override: true, contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'" },
    },
    customHeadersBehavior: { customHeaders: [{ header: 'cross-origin-resource-policy', value: 'same-origin', override: true }] },
  });
}

const everywhere = (): ResponseSecurityHeadersBehavior => ({
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
});
