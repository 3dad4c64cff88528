import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { encodeServerFrame, parseClientFrame } from '../contract/wire/frames.ts';
import { type KeyBundles, keyBundlesSchema } from '../contract/wire/keys.ts';
import { toBase64 } from './crypto/bytes.ts';
import {
  generateKyberPreKeys,
  generateOwnKeys,
  generateSignedPreKey,
} from './crypto/device-keys.ts';
import { createNodeRandom } from './platform/node-random.ts';
import { forgedAs } from './testing/hostile-sender.ts';
import { aisyah, arrived, badrul, chatId, pairForEachTest, world } from './testing/pair.ts';
import type { Person } from './testing/world.ts';

pairForEachTest({ firstText: 'mula' });

const bend = (
  person: Person,
  change: (body: { identityKey: string; devices: { signedPreKey: object }[] }) => unknown,
): (() => void) => {
  const network = person.network();
  const { request } = network;
  Object.assign(network, {
    request: async (asked: Parameters<typeof request>[0]) => {
      const response = await request(asked);
      return asked.url.endsWith('/keys') && asked.method === 'POST' && response.status === 200
        ? { ...response, body: JSON.stringify(change(JSON.parse(response.body))) }
        : response;
    },
  });
  return () => void Object.assign(network, { request });
};
const sayStale = (person: Person): void => {
  let told = false;
  person.network().onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send' && !told) {
      told = true;
      person.network().inject(
        encodeServerFrame({
          kind: 'error',
          requestId: frame.requestId,
          error: { code: 'devices_changed', details: { missing: [], extra: [], stale: [1] } },
        }),
      );
    } else pass(bytes);
  };
};

test('a bundle whose signature does not hold is refused: the message goes by the session there was', async () => {
  await aisyah
    .own()
    .until(async () => (await aisyah.messagesWith(badrul)).at(-1)?.state === 'delivered');
  let given = 0;
  bend(aisyah, (body) => {
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

test('keys of another identity are refused: nothing is sent, the chat says so once, a retry goes on', async () => {
  const straighten = bend(aisyah, (body) => ({ ...body, ...foreignKeys() }));
  const ofAisyah = async () =>
    (await aisyah.messagesWith(badrul)).filter(({ body }) => body.kind === 'text').slice(1);
  const failed = (count: number) =>
    aisyah
      .own()
      .until(
        async () => (await ofAisyah()).filter(({ state }) => state === 'failed').length === count,
      );
  let passed = 0;
  const { onSend } = aisyah.network();
  const onlyStale = (): void => {
    sayStale(aisyah);
    const refuse = aisyah.network().onSend;
    aisyah.network().onSend = (bytes, pass) =>
      refuse(bytes, (sent) => {
        if (parseClientFrame(sent).kind === 'send') passed++;
        pass(sent);
      });
  };
  for (const text of ['satu', 'dua']) {
    onlyStale();
    await aisyah.send(chatId, text);
    await failed(text === 'satu' ? 1 : 2);
  }
  expect(passed).toBe(0);
  expect((await ofAisyah()).map(({ problem }) => problem?.code)).toEqual([
    'untrusted_identity',
    'untrusted_identity',
  ]);
  expect(await aisyah.noticesWith(badrul)).toEqual(['identity_changed']);

  // While the other key is shown a retry fails again, without another notice.
  const [first, second] = await ofAisyah();
  onlyStale();
  await aisyah.handlers().messages.retry({ messageId: first?.messageId ?? '' });
  await failed(2);
  expect(passed).toBe(0);
  expect(await aisyah.noticesWith(badrul)).toEqual(['identity_changed']);

  straighten();
  aisyah.network().onSend = onSend;
  for (const message of [first, second])
    await aisyah.handlers().messages.retry({ messageId: message?.messageId ?? '' });
  await arrived(3);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'satu', 'dua']);
});

/** Keys as the server gives them to anybody; another person asks, and gets nothing of them. */
const keysOf = async (person: Person): Promise<KeyBundles> => {
  const cik = await world.person('+60123456703', 'Cik');
  let taken: KeyBundles | undefined;
  bend(cik, (body) => {
    taken = keyBundlesSchema.parse(body);
    throw new Error('withheld');
  });
  await cik.send(await cik.chatWith(person), 'hai');
  await vi.waitUntil(() => taken !== undefined, { timeout: 30_000 });
  if (!taken) throw new Error('no keys');
  return taken;
};

test('messages under another identity key are dropped, and the chat says so once', async () => {
  const forged = await forgedAs(aisyah, badrul, await keysOf(badrul), ['satu', 'dua', 'tiga']);
  const acks: number[] = [];
  badrul.network().onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'ack') acks.push(frame.throughSeq);
    pass(bytes);
  };
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries: forged }));
  await badrul.own().until(() => badrul.own().messenger.counters().untrusted === 3);
  await badrul.own().until(() => acks.includes(forged.at(-1)?.seq ?? -1));
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);
  expect(await badrul.noticesWith(aisyah)).toEqual(['identity_changed']);
  expect(badrul.own().messenger.counters().unreadable).toBe(0);
  await aisyah.send(chatId, 'masih');
  await arrived(2);
  expect(await badrul.textsFrom(aisyah)).toEqual(['mula', 'masih']);
});
