import { createPublicKey, verify } from 'node:crypto';
import { PublicKey, SenderCertificate } from '@signalapp/libsignal-client';
import { afterEach, expect, it } from 'vitest';
import { sealedRootBytes } from '../../../contract/wire/sealed.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { call, register, testNumber } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const ed25519 = (raw: Uint8Array) =>
  createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
    format: 'der',
    type: 'spki',
  });
const dayMs = 86_400_000;
let server: TestServer;
afterEach(() => server.close());

it('names the device for a day, without its number, under a root that the server’s key signed', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock });
  const account = await register(server, testNumber(1));
  const answer = await call(server.url, 'senderCertificate', {}, account.authorization);
  const certificate = SenderCertificate.deserialize(bytes(answer.certificate));
  const root = PublicKey.deserialize(bytes(answer.root));
  expect(certificate.senderUuid()).toBe(account.accountId);
  expect(certificate.senderDeviceId()).toBe(account.deviceId);
  expect(certificate.senderE164()).toBeNull();
  expect(Buffer.from(certificate.key().serialize()).toString('base64')).toBe(
    account.identity.identityKey,
  );
  expect(certificate.expiration()).toBe(answer.expiresAt);
  expect(answer.expiresAt % 3_600_000).toBe(0);
  expect(answer.expiresAt - clock.now()).toBeGreaterThanOrEqual(dayMs);
  expect(answer.expiresAt - clock.now()).toBeLessThan(dayMs + 3_600_000);
  expect(certificate.validate(root, clock.now())).toBe(true);
  expect(certificate.validate(root, answer.expiresAt + 1)).toBe(false);
  const { publicKey } = await call(server.url, 'describeServer', { challenge: 'A'.repeat(43) });
  const signed = sealedRootBytes(bytes(answer.root));
  expect(verify(null, signed, ed25519(bytes(publicKey)), bytes(answer.rootSignature))).toBe(true);
});

it('gives one to nobody without a device', async () => {
  server = await startTestServer();
  await expect(call(server.url, 'senderCertificate', {})).rejects.toMatchObject({
    code: 'unauthorized',
  });
});
