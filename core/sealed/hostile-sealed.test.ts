import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IdentityKeyPair, PrivateKey, type SenderCertificate } from '@signalapp/libsignal-client';
import { beforeEach, expect, test } from 'vitest';
import { type Delivery, encodeServerFrame, sealedType } from '../../contract/wire/frames.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { sealEnvelope } from '../crypto/sealed-sender.ts';
import { delivery, encryptedBy, jsonContent } from '../testing/hostile-sender.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { becomeSealed, createTestIssuer } from './testing/sealing.ts';

pairForEachTest();
beforeEach(() => becomeSealed(aisyah, badrul));

const nobody = '00000000-0000-0000-0000-000000000000';
const text = (letters: string) =>
  jsonContent({ v: 1, kind: 'text', messageId: crypto.randomUUID(), sentAt: 1, text: letters });

/** The server itself, as somebody has it who took its disk. */
const issuer = () =>
  createTestIssuer(
    PrivateKey.deserialize(
      new Uint8Array(
        Buffer.from(
          readFileSync(join(world.server.dataDir, 'sender-certificates.key'), 'utf8'),
          'base64',
        ),
      ),
    ),
  );
const keysOf = (person: Person) =>
  lookInStore(person, ({ keys }) => {
    const identity = keys.identity();
    if (!identity) throw new Error('no keys');
    const own = { accountId: person.accountId, deviceId: 1 };
    const base = createKeyBase({ keys, own, ...identity });
    // Read while it is open.
    base.peerIdentity(badrul.accountId);
    return base;
  });

let seq = 5_000_000;
/** What a person truly encrypted, within a certificate. */
const sealed = async (
  by: Person,
  inner: Delivery,
  certificate: SenderCertificate,
  /** Who seals it, where that is not who encrypted it: libsignal holds the seal to the certificate's key. */
  sealer?: IdentityKeyPair,
): Promise<Delivery> => {
  const keys = await keysOf(by);
  const base = sealer ? { ...keys, identity: sealer } : keys;
  const { type, content } = inner;
  const envelope = { deviceId: 1, registrationId: 1, type, content };
  const made = await sealEnvelope(base, certificate, badrul.accountId, envelope);
  if (!made) throw new Error('not sealed');
  return delivery(seq++, { senderId: nobody, senderDeviceId: 0 }, made.content, sealedType);
};
const hand = (deliveries: readonly Delivery[]): void =>
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
const counters = () => badrul.own().messenger.counters();
/** Badrul is given this and drops it as of nobody. */
const expectRefused = async (given: Delivery): Promise<void> => {
  const [before, texts] = [counters().unverified, await badrul.textsFrom(aisyah)];
  hand([given]);
  await badrul.own().until(() => counters().unverified === before + 1);
  expect(await badrul.textsFrom(aisyah)).toEqual(texts);
};
const written = async (by: Person, letters: string): Promise<Delivery> => {
  const [inner] = await encryptedBy(by, badrul, [text(letters)]);
  if (!inner) throw new Error('nothing encrypted');
  return inner;
};
const keyOf = async (person: Person) => (await keysOf(person)).identity.publicKey;

test('what is in order is taken, so that what follows shows refusals', async () => {
  const inner = await written(aisyah, 'betul');
  const given = await sealed(
    aisyah,
    inner,
    issuer().certify(aisyah.accountId, await keyOf(aisyah)),
  );
  hand([given]);
  await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).includes('betul'));
  // Said once more, it is what was said already.
  const { duplicates } = counters();
  hand([{ ...given, seq: seq++ }]);
  await badrul.own().until(() => counters().duplicates === duplicates + 1);
  expect((await badrul.textsFrom(aisyah)).filter((one) => one === 'betul')).toHaveLength(1);
});

test('a certificate of another server', async () => {
  const certificate = createTestIssuer().certify(aisyah.accountId, await keyOf(aisyah));
  await expectRefused(await sealed(aisyah, await written(aisyah, 'palsu'), certificate));
});

test('certificates of another server have this one asked once, and stop nothing', async () => {
  // Nothing was asked on this connection.
  await badrul.reopen();
  await badrul.online();
  let asked = 0;
  badrul.network().onRequest = (request, pass) => {
    if (request.url.endsWith('/v1/certificate')) asked++;
    return pass();
  };
  const key = await keyOf(aisyah);
  for (const text of ['palsu satu', 'palsu dua', 'palsu tiga'])
    await expectRefused(
      await sealed(
        aisyah,
        await written(aisyah, text),
        createTestIssuer().certify(aisyah.accountId, key),
      ),
    );
  expect(asked).toBe(1);
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(await aisyah.chatWith(badrul), 'benar');
  await badrul.received(aisyah, before + 1);
  // What could not be true of any server is no reason to ask.
  await badrul.reopen();
  await badrul.online();
  await expectRefused(delivery(seq++, { senderId: nobody }, new Uint8Array(500), sealedType));
  expect(asked).toBe(1);
});

test('one that is over', async () => {
  const expiresAt = Date.now() - 1_000;
  const certificate = issuer().certify(aisyah.accountId, await keyOf(aisyah), { expiresAt });
  await expectRefused(await sealed(aisyah, await written(aisyah, 'lewat'), certificate));
});

test('one of the reader', async () => {
  const certificate = issuer().certify(badrul.accountId, await keyOf(badrul));
  await expectRefused(await sealed(aisyah, await written(aisyah, 'cermin'), certificate));
});

test('what is no sealed message at all', async () => {
  const from = { senderId: aisyah.accountId };
  await expectRefused(delivery(seq++, from, new Uint8Array(500), sealedType));
});

test('Aisyah’s certificate around what Chong wrote: neither hers nor his', async () => {
  const chong = await world.person('+60123456703', 'Chong');
  const chat = await chong.chatWith(badrul);
  await chong.send(chat, 'saya Chong');
  await badrul.received(chong, 1);
  const inner = await written(chong, 'saya Aisyah');
  const certificate = issuer().certify(aisyah.accountId, await keyOf(aisyah));
  const [texts, { unreadable, unverified }] = [await badrul.textsFrom(aisyah), counters()];
  hand([await sealed(chong, inner, certificate)]);
  await badrul
    .own()
    .until(() => counters().unverified + counters().unreadable > unverified + unreadable);
  expect(await badrul.textsFrom(aisyah)).toEqual(texts);
  expect(await badrul.textsFrom(chong)).toEqual(['saya Chong']);
});

test('a certificate with a key that Aisyah has not: what she wrote is not taken under it', async () => {
  const other = IdentityKeyPair.generate();
  const certificate = issuer().certify(aisyah.accountId, other.publicKey);
  const inner = await written(aisyah, 'kunci lain');
  await expectRefused(await sealed(aisyah, inner, certificate));
  // By a server, which can make both.
  const [texts, { unreadable, unverified }] = [await badrul.textsFrom(aisyah), counters()];
  hand([await sealed(aisyah, inner, certificate, other)]);
  await badrul
    .own()
    .until(() => counters().unverified + counters().unreadable > unverified + unreadable);
  expect(await badrul.textsFrom(aisyah)).toEqual(texts);
});

test('a stranger of whom nothing is known has to be under the key that they are certified to have', async () => {
  const devi = await world.person('+60123456704', 'Devi');
  await devi.send(await devi.chatWith(badrul), 'satu');
  await badrul.received(devi, 1);
  // To Badrul an account that he never heard of.
  const accountId = '7e57ab1e-1234-4abc-8def-00000000beef';
  const inner = await written(devi, 'dua');
  const { unverified, unreadable } = counters();
  const other = IdentityKeyPair.generate();
  hand([await sealed(devi, inner, issuer().certify(accountId, other.publicKey), other)]);
  await badrul
    .own()
    .until(() => counters().unverified + counters().unreadable > unverified + unreadable);
  const known = await lookInStore(badrul, ({ keys }) => keys.peerIdentity(accountId));
  expect(known).toBeNull();
});

test('a blocked person is not opened, sealed or not', async () => {
  const inner = await written(aisyah, 'disekat');
  const given = await sealed(
    aisyah,
    inner,
    issuer().certify(aisyah.accountId, await keyOf(aisyah)),
  );
  await badrul.handlers().people.block({ accountId: aisyah.accountId });
  const { dropped } = counters();
  hand([given]);
  await badrul.own().until(() => counters().dropped === dropped + 1);
  expect(await badrul.textsFrom(aisyah)).not.toContain('disekat');
});
