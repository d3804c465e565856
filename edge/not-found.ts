// Owns the Lambda@Edge origin-response function: the site's own page for what is not there, instead of the bucket's XML.
interface OriginResponse {
  status: string;
  statusDescription?: string;
  headers: Record<string, { key?: string; value: string }[]>;
  body?: string;
}
interface OriginResponseEvent {
  readonly Records: readonly [{ readonly cf: { readonly response: OriginResponse } }];
}
/** The page of `static/404.html`, put here by the build: the function has no files and no environment. */
declare const NOT_FOUND_PAGE: string;

/** A custom error page would hold for the whole distribution and turn the API's 404 into HTML. */
export const handler = async (event: OriginResponseEvent): Promise<OriginResponse> => {
  const { response } = event.Records[0].cf;
  if (response.status !== '404') return response;
  return {
    ...response,
    headers: {
      ...response.headers,
      'content-type': [{ key: 'Content-Type', value: 'text/html; charset=utf-8' }],
      'cache-control': [{ key: 'Cache-Control', value: 'no-cache' }],
    },
    body: NOT_FOUND_PAGE,
  };
};
