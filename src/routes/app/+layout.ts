// Owns how the staff app is built: one shell, drawn in the browser. 'ignore' keeps `/app/` inside the worker's scope.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'ignore';
