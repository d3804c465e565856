// Owns whose address a request is counted under: one that the edge has written, not the viewer, and that costs something to change.
import { isIPv6 } from 'node:net';

/**
 * CloudFront writes `CloudFront-Viewer-Address` over whatever a viewer sends under that name. `X-Forwarded-For` begins with what the viewer
 * claims, and function URLs may leave no more of it than that: it is read only where the edge has written nothing.
 */
export function viewerAddress(headers: Headers): string {
  const viewer = headers.get('cloudfront-viewer-address')?.replace(PORT, '');
  const address = viewer ?? headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown';
  return isIPv6(address) ? networkOf(address) : address;
}

/** IPv6 comes without brackets: "2001:db8::1:42838". */
const PORT = /:\d+$/;
const IN_IPV6 = /^::ffff:(\d+(?:\.\d+){3})$/i;

/** The first half: whoever has one IPv6 address has all 2^64 of its network. */
function networkOf(address: string): string {
  const inside = IN_IPV6.exec(address)?.[1];
  if (inside) return inside;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Math.max(0, 8 - before.length - after.length - (address.includes('.') ? 1 : 0));
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
