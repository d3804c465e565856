// Owns how public pages are built: ahead of time, one folder each.
export const prerender = true;
export const trailingSlash = 'always';
