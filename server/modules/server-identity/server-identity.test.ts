import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serverProofBytes } from '../../../contract/wire/http.ts';
import { startTestServer } from '../../testing/start-test-server.ts';
import { call } from '../../testing/test-client.ts';

it('keeps one key, readable by nobody else, and proves it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bisik-identity-'));
  const keys = [];
  for (let start = 0; start < 2; start++) {
    const server = await startTestServer({ dataDir, operator: 'Kampung' });
    const challenge = randomBytes(32);
    const answer = await call(server.url, 'describeServer', {
      challenge: challenge.toString('base64url'),
    });
    expect(answer).toMatchObject({ bisik: 1, operator: 'Kampung' });
    const key = createPublicKey({
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        x: Buffer.from(answer.publicKey, 'base64').toString('base64url'),
      },
      format: 'jwk',
    });
    expect(
      verify(null, serverProofBytes(challenge), key, Buffer.from(answer.signature, 'base64')),
    ).toBe(true);
    expect(
      verify(null, serverProofBytes(randomBytes(32)), key, Buffer.from(answer.signature, 'base64')),
    ).toBe(false);
    keys.push(answer.publicKey);
    await server.close();
  }
  expect(keys[0]).toBe(keys[1]);
  const file = join(dataDir, 'server-identity.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const before = readFileSync(file);
  writeFileSync(file, 'not a key');
  await expect(startTestServer({ dataDir })).rejects.toThrow('holds no key');
  expect(before.length).toBeGreaterThan(40);
  rmSync(dataDir, { recursive: true });
});
