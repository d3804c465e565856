// Owns what leaves of the customer's page: it is read on the worst networks, so that nothing is in it that only other pages need.
import type { Handle } from '@sveltejs/kit';

export const handle: Handle = ({ event, resolve }) =>
  event.route.id === '/tracking' ? resolve(event, { transformPageChunk: ({ html }) => lightened(html) }) : resolve(event);

/** No framework wakes up there, so its marks in the page say nothing; no element is dragged, and none carries a style of its own. */
function lightened(html: string): string {
  return html
    .replace(/<!--.*?-->/g, '')
    .replace(/<link href="[^"]*" rel="stylesheet" disabled[^>]*>/g, '')
    .replace(/(style-src 'self')(?: 'sha256-[^']*')* ('sha256-[^']*');/, '$1 $2;')
    .replace(/ style-src-attr [^;]*;/, '')
    .replace(/\n\s*/g, '\n')
    .replace(/> </g, '><');
}
