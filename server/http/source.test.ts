import { afterEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { createSourceNames } from './source.ts';

describe('names of sources', () => {
  const { sourceName: name, networkName } = createSourceNames(new Uint8Array(32));

  it('are one for a /64, however its addresses are written', () => {
    expect(name('2001:db8::1')).toBe(name('2001:db8::a:b:c:d'));
    expect(name('2001:db8:0:0:a:b:c:d')).toBe(name('2001:db8::1'));
    expect(name('2001:db8:1:2::1')).toBe(name('2001:db8:1:2:ffff::9'));
  });

  it('differ from network to network', () => {
    expect(name('2001:db8:1:2::1')).not.toBe(name('2001:db8:1:3::1'));
    expect(name('192.0.2.1')).not.toBe(name('192.0.2.2'));
  });

  it('have one network around them for a /48 of IPv6 and a /24 of IPv4', () => {
    expect(networkName('2001:db8:1:2::1')).toBe(networkName('2001:db8:1:ffff:a:b:c:d'));
    expect(networkName('2001:db8:1::1')).not.toBe(networkName('2001:db8:2::1'));
    expect(networkName('2001:db8::1')).toBe(networkName('2001:db8:0:9::1'));
    expect(networkName('192.0.2.1')).toBe(networkName('::ffff:192.0.2.200'));
    expect(networkName('192.0.2.1')).not.toBe(networkName('192.0.3.1'));
  });
});

describe('behind a proxy', () => {
  let server: TestServer;
  afterEach(() => server.close());

  it('believes what the proxy saw, not what the caller wrote before it', async () => {
    server = await startTestServer({
      trustProxy: true,
      rates: { describeServer: { source: { burst: 2, everyMs: 60_000 } } },
    });
    const statusFor = async (forwarded: string): Promise<number> =>
      (
        await fetch(`${server.url}/v1/server?challenge=${'a'.repeat(43)}`, {
          headers: { 'x-forwarded-for': forwarded },
        })
      ).status;
    const statuses = [];
    for (const written of ['127.0.0.1', '198.51.100.1', '198.51.100.2'])
      statuses.push(await statusFor(`${written}, 203.0.113.7`));
    expect(statuses).toEqual([200, 200, 429]);
    expect(await statusFor('203.0.113.8')).toBe(200);
  });
});
