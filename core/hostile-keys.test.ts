import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeServerFrame, parseClientFrame } from '../contract/wire/frames.ts';
import { toBase64 } from './crypto/bytes.ts';
import {
  generateKyberPreKeys,
  generateOwnKeys,
  generateSignedPreKey,
} from './crypto/device-keys.ts';
import { createNodeRandom } from './platform/node-random.ts';
import { bendKeys, impostorWithKeys, keysOf } from './testing/bend-keys.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest, world } from './testing/pair.ts';
import type { Person } from './testing/world.ts';

pairForEachTest({ firstText: 'mula' });

const sayStale = (person: Person): void => {
  let told = false;
  person.network().onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send' && !told) {
      told = true;
      person.network().inject(
        encodeServerFrame({
          kind: 'error',
          requestId: frame.requestId,
          error: { code: 'devices_changed', details: { missing: [], extra: [], stale: [1] } },
        }),
        isSealed,
      );
    } else pass(bytes);
  };
};

test('a bundle whose signature does not hold is refused: the message goes by the session there was', async () => {
  await aisyah
    .own()
    .until(async () => (await aisyah.messagesWith(badrul)).at(-1)?.state === 'delivered');
  // What kind of message it is stands open there.
  aisyah.network().refuseSealed();
  let given = 0;
  bendKeys(aisyah, (body) => {
    given++;
    return {
      ...body,
      devices: body.devices.map((device) => ({
        ...device,
        signedPreKey: { ...device.signedPreKey, signature: toBase64(randomBytes(64)) },
      })),
    };
  });
  sayStale(aisyah);
  const types: number[] = [];
  const { onSend } = aisyah.network();
  aisyah.network().onSend = (bytes, pass) =>
    onSend(bytes, (passed) => {
      const frame = parseClientFrame(passed);
      if (frame.kind === 'send') types.push(...frame.envelopes.map(({ type }) => type));
      pass(passed);
    });
  await aisyah.send(chatId, 'menunggu');
  await arrived(2);
  expect(given).toBe(1);
  // A first message of a new session would be of type 3.
  expect(types).toEqual([2]);
});

const foreignKeys = () => {
  const own = generateOwnKeys(createNodeRandom());
  const signed = generateSignedPreKey(own, 1, Date.now());
  const [kyber] = generateKyberPreKeys(own, 1, 1, Date.now());
  return {
    identityKey: toBase64(own.identityPublicKey),
    devices: [
      {
        deviceId: 1,
        registrationId: 77,
        signedPreKey: signed.published,
        preKey: null,
        kyberPreKey: kyber?.published,
      },
    ],
  };
};

test('keys of another identity are refused: nothing is sent, what is written waits, and goes on with the keys of before', async () => {
  const straighten = bendKeys(aisyah, (body) => ({ ...body, ...foreignKeys() }));
  const ofAisyah = async () =>
    (await aisyah.messagesWith(badrul)).filter(({ body }) => body.kind === 'text').slice(1);
  let passed = 0;
  const { onSend } = aisyah.network();
  sayStale(aisyah);
  const refuse = aisyah.network().onSend;
  aisyah.network().onSend = (bytes, pass) =>
    refuse(bytes, (sent) => {
      if (parseClientFrame(sent).kind === 'send') passed++;
      pass(sent);
    });
  await aisyah.send(chatId, 'satu');
  const keyChange = async () => (await aisyah.handlers().chats.get({ chatId })).keyChange;
  await aisyah.own().until(keyChange);
  await aisyah.send(chatId, 'dua');
  expect(passed).toBe(0);
  expect((await ofAisyah()).map(({ state }) => state)).toEqual(['queued', 'queued']);
  expect(await aisyah.noticesWith(badrul)).toEqual(['identity_changed']);

  // The keys of before are shown again.
  straighten();
  aisyah.network().onSend = onSend;
  aisyah.network().cut();
  await arrived(3);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'satu', 'dua']);
  expect(await keyChange()).toBeNull();
  expect(await aisyah.noticesWith(badrul)).toEqual(['identity_changed', 'identity_restored']);
});

test('messages under a key that the server does not show are never opened, and the chat says so', async () => {
  const forger = await impostorWithKeys(aisyah, badrul, await keysOf(world, badrul));
  const forged = await forger.writeTexts(['satu', 'dua', 'tiga']);
  const acks: number[] = [];
  badrul.network().onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'ack') acks.push(frame.throughSeq);
    pass(bytes);
  };
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: forged }));
  await badrul.own().until(() => badrul.own().messenger.counters().untrusted === 3);
  await badrul.own().until(() => acks.includes(forged.at(-1)?.seq ?? -1));
  await badrul.own().until(async () => (await badrul.noticesWith(aisyah)).length === 2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  expect(await badrul.noticesWith(aisyah)).toEqual(['identity_changed', 'identity_restored']);
  expect(badrul.own().messenger.counters().unreadable).toBe(0);
  await aisyah.send(chatId, 'masih');
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'masih']);
  await forger.close();
});
