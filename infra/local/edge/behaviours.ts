// Owns what the distribution does per path, in CloudFront's own shape: the first pattern that matches wins.

export interface CachePolicy {
  readonly MinTTL: number;
  readonly DefaultTTL: number;
  readonly MaxTTL: number;
}

export interface Behaviour {
  /** null is the default behaviour */
  readonly PathPattern: string | null;
  readonly TargetOriginId: 'site' | 'api';
  readonly AllowedMethods: readonly string[];
  readonly Compress: boolean;
  readonly CachePolicy: CachePolicy;
  readonly OriginRequestPolicy: 'AllViewerExceptHostHeader' | null;
  readonly LambdaFunctionAssociations: readonly { readonly EventType: 'viewer-request' }[];
  readonly ResponseHeaders: Readonly<Record<string, string>>;
}

const READ = ['GET', 'HEAD'];
const ALL = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];
const NO_CACHE: CachePolicy = { MinTTL: 0, DefaultTTL: 0, MaxTTL: 0 };
const YEAR: CachePolicy = { MinTTL: 31_536_000, DefaultTTL: 31_536_000, MaxTTL: 31_536_000 };

/** The half of the security policy that a header carries; hashes and Trusted Types stand in the pages. */
export function pageHeaders(uploadOrigin: string): Record<string, string> {
  return {
    'content-security-policy': `connect-src 'self' ${uploadOrigin}; img-src 'self' blob: data: ${uploadOrigin}; font-src 'none'; media-src 'none'; frame-src 'none'; manifest-src 'self'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
  };
}

export function behaviours(uploadOrigin: string): readonly Behaviour[] {
  const headers = pageHeaders(uploadOrigin);
  return [
    {
      PathPattern: '/api/*',
      TargetOriginId: 'api',
      AllowedMethods: ALL,
      Compress: false,
      CachePolicy: NO_CACHE,
      OriginRequestPolicy: 'AllViewerExceptHostHeader',
      LambdaFunctionAssociations: [],
      ResponseHeaders: {},
    },
    {
      PathPattern: '/_app/immutable/*',
      TargetOriginId: 'site',
      AllowedMethods: READ,
      Compress: true,
      CachePolicy: YEAR,
      OriginRequestPolicy: null,
      LambdaFunctionAssociations: [],
      ResponseHeaders: { ...headers, 'cache-control': 'public, max-age=31536000, immutable' },
    },
    {
      PathPattern: null,
      TargetOriginId: 'site',
      AllowedMethods: READ,
      Compress: true,
      CachePolicy: NO_CACHE,
      OriginRequestPolicy: null,
      LambdaFunctionAssociations: [{ EventType: 'viewer-request' }],
      ResponseHeaders: { ...headers, 'cache-control': 'no-cache' },
    },
  ];
}

/** The behaviour of a path. Patterns are matched as CloudFront does: case-sensitive, `*` any run, `?` one character. */
export function behaviourFor(table: readonly Behaviour[], path: string): Behaviour {
  const found = table.find(({ PathPattern }) => PathPattern === null || patternOf(PathPattern).test(path));
  if (!found) throw new Error('The table has no default behaviour');
  return found;
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
