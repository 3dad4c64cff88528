import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trustedAuthorities } from './authorities.ts';

const [first = '', second = '', third = ''] = tls.rootCertificates;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-authorities-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fileWith = async (name: string, ...certificates: readonly string[]): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, certificates.map((one) => `# a line of words\n${one}\n`).join(''));
  return file;
};

test('what Node brings, the system and the organisation trust comes together, each once', async () => {
  const env = {
    SSL_CERT_FILE: await fileWith('system.pem', first, second),
    NODE_EXTRA_CA_CERTS: await fileWith('own.pem', third),
  };
  expect(trustedAuthorities(env, { rootCertificates: [first] })).toEqual([first, second, third]);
});

test('a runtime that can ask the system is asked, unless another file is named', async () => {
  const sources = { rootCertificates: [first], getCACertificates: () => [second] };
  expect(trustedAuthorities({}, sources)).toEqual([first, second]);
  const env = { SSL_CERT_FILE: await fileWith('system.pem', third) };
  expect(trustedAuthorities(env, sources)).toEqual([first, third]);
});

test('files that are not there or hold something else add nothing', async () => {
  const env = {
    SSL_CERT_FILE: join(folder, 'missing.pem'),
    NODE_EXTRA_CA_CERTS: await fileWith('words.pem', 'not a certificate'),
  };
  expect(trustedAuthorities(env, { rootCertificates: [first] })).toEqual([first]);
});
