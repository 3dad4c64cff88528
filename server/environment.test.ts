import { expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

const http = {
  BISIK_CODE_SENDER: 'http',
  BISIK_CODE_WEBHOOK_URL: 'https://sms.example/',
  BISIK_CODE_WEBHOOK_SECRET: 's',
};
const tls = { BISIK_TLS_CERT: 'cert.pem', BISIK_TLS_KEY: 'key.pem' };

it('listens on this computer with codes on the console unless told otherwise', () => {
  expect(readEnvironment({})).toEqual({
    host: '127.0.0.1',
    port: 7480,
    dataDir: './data',
    operator: 'Local server',
    sender: { kind: 'log' },
    tls: undefined,
    trustProxy: false,
    maxTransferBytes: 8_589_934_592,
    witnesses: [],
    affiliate: null,
    logLevel: 'info',
  });
});

it.each([
  ['a public address', { BISIK_HOST: '0.0.0.0', ...tls }],
  ['an address of the local network', { BISIK_HOST: '192.168.1.4', ...tls }],
  ['every IPv6 address', { BISIK_HOST: '::', ...tls }],
  ['TLS', tls],
  ['a trusted proxy', { BISIK_TRUST_PROXY: '1' }],
])('shows no codes on the console with %s', (_name, variables) => {
  expect(() => readEnvironment(variables)).toThrow('BISIK_CODE_SENDER=log');
  expect(readEnvironment({ ...variables, ...http }).sender.kind).toBe('http');
});

it('listens beyond this computer with a certificate only', () => {
  expect(() => readEnvironment({ BISIK_HOST: '0.0.0.0', ...http })).toThrow('this computer only');
  expect(readEnvironment({ BISIK_HOST: '0.0.0.0', ...http, ...tls }).tls).toEqual({
    certFile: 'cert.pem',
    keyFile: 'key.pem',
  });
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost'])
    expect(readEnvironment({ BISIK_HOST: host, ...http }).host).toBe(host);
});

it('shares with an affiliate over TLS, or with one on this computer', () => {
  const read = (url: string) =>
    readEnvironment({ BISIK_AFFILIATE_URL: url, BISIK_AFFILIATE_NAME: 'Sanubari' }).affiliate;
  expect(read('https://bisik.sanubari.example/in/')).toEqual({
    url: 'https://bisik.sanubari.example/in',
    name: 'Sanubari',
  });
  for (const url of ['http://127.0.0.1:7491', 'http://[::1]:7491', 'http://localhost:7491'])
    expect(read(url)).toEqual({ url, name: 'Sanubari' });
  for (const url of [
    'http://affiliate.example',
    'http://127.affiliate.example',
    'http://192.168.1.4',
    'ftp://127.0.0.1',
    'https://user:word@affiliate.example',
    'https://affiliate.example/?to=',
    'affiliate.example',
  ])
    expect(() => read(url)).toThrow('BISIK_AFFILIATE_URL');
});

it.each([
  [{ BISIK_AFFILIATE_URL: 'https://affiliate.example' }, 'BISIK_AFFILIATE_NAME'],
  [{ BISIK_AFFILIATE_NAME: 'Sanubari' }, 'BISIK_AFFILIATE_URL'],
  [{ BISIK_PORT: '70000' }, 'BISIK_PORT'],
  [{ BISIK_CODE_SENDER: 'pigeon' }, 'BISIK_CODE_SENDER'],
  [{ BISIK_CODE_SENDER: 'http' }, 'BISIK_CODE_WEBHOOK_URL'],
  [{ BISIK_TLS_CERT: 'cert.pem' }, 'go together'],
])('names the setting that cannot be used: %j', (variables, name) => {
  expect(() => readEnvironment(variables)).toThrow(name);
});
