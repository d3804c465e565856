// Owns the Lambda@Edge viewer-request function: the rewrite on CloudFront's own events.
import { rewriteUri } from './rewrite-uri.ts';

export interface EdgeRequest {
  uri: string;
  readonly querystring: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, readonly { readonly key?: string; readonly value: string }[]>>;
}
export interface EdgeResponse {
  readonly status: string;
  readonly statusDescription: string;
  readonly headers: Record<string, { key: string; value: string }[]>;
}
export interface EdgeEvent {
  readonly Records: readonly [{ readonly cf: { readonly request: EdgeRequest } }];
}

export const handler = async (event: EdgeEvent): Promise<EdgeRequest | EdgeResponse> => {
  const { request } = event.Records[0].cf;
  const rewrite = rewriteUri(request.uri);
  if (rewrite.kind === 'redirect') return redirect(request.querystring ? `${rewrite.to}?${request.querystring}` : rewrite.to);
  request.uri = rewrite.uri;
  return request;
};

const redirect = (to: string): EdgeResponse => ({
  status: '308',
  statusDescription: 'Permanent Redirect',
  headers: { location: [{ key: 'Location', value: to }], 'cache-control': [{ key: 'Cache-Control', value: 'no-cache' }] },
});
