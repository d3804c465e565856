// Promises of the address that limits count by: the edge's word before the viewer's, and one counter for all that one viewer has.
import { expect, test } from 'vitest';
import { viewerAddress } from '#lambda/viewer-address';
import { demoApi } from '../../support/demo-api.ts';

const counted = (headers: Record<string, string>): string => viewerAddress(new Headers(headers));

test('The edge’s word counts, without its port; what a viewer claims does not', () => {
  expect(counted({ 'cloudfront-viewer-address': '198.51.100.7:44321', 'x-forwarded-for': '203.0.113.66' })).toBe('198.51.100.7');
  expect(counted({ 'x-forwarded-for': '203.0.113.66, 198.51.100.7' })).toBe('198.51.100.7');
  expect(counted({})).toBe('unknown');
});

test.each([
  ['2406:da1c:7e1:4a00:1b2c:3d4e:5f60:7182:42838', '2406:da1c:7e1:4a00::/64'],
  ['2406:DA1C:07e1:4a00::9:42838', '2406:da1c:7e1:4a00::/64'],
  ['2001:db8::1:443', '2001:db8:0:0::/64'],
  ['2001:db8:::443', '2001:db8:0:0::/64'],
  ['::1:443', '0:0:0:0::/64'],
  ['64:ff9b::198.51.100.7:443', '64:ff9b:0:0::/64'],
  ['::ffff:198.51.100.7:443', '198.51.100.7'],
])('%s counts as %s', (address, network) => expect(counted({ 'cloudfront-viewer-address': address })).toBe(network));

test('Who has a whole network of IPv6 has ten wrong tries in it, not ten under each address', async () => {
  const api = await demoApi();
  const tries = async (network: string, count: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let host = 1; host <= count; host++) {
      const headers = { 'cloudfront-viewer-address': `${network}::${host}:443`, 'x-forwarded-for': `192.0.2.${host}` };
      const body = { tenant: 'quickdump', login: 'dana', password: 'no' };
      statuses.push((await api.open().call('POST', '/api/session', body, headers)).status);
    }
    return statuses;
  };
  expect(await tries('2001:db8:1:1', 11)).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  expect(await tries('2001:db8:1:2', 1)).toEqual([401]);
});
