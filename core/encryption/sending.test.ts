import { expect, test, vi } from 'vitest';
import { encodeClientFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import { becomeSealed, watchSends } from '../sealed/testing/sealing.ts';
import { encryptionWith } from '../testing/compare.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';

pairForEachTest();
vi.setConfig({ testTimeout: 90_000 });

const sending = async () => (await encryptionWith(aisyah, badrul)).sending;
/** Resolves once the app was told that there is something else to be said of the chat with Badrul, and it is this. */
const toldThat = async (wanted: string): Promise<void> => {
  let told = 0;
  aisyah.own().on('encryption.changed', ({ accountId }) => {
    if (accountId === badrul.accountId) told++;
  });
  await aisyah.own().until(async () => told > 0 && (await sending()) === wanted);
};

test('what is said of the way is what the next message takes: by name until both have what it takes, then without', async () => {
  const seen = watchSends(aisyah);
  expect(await sending()).toBe('no_contact');
  const told = toldThat('sealed');
  await becomeSealed(aisyah, badrul);
  await told;
  const before = seen.length;
  await aisyah.send(chatId, 'tanpa nama');
  await aisyah.own().until(() => seen.length > before);
  expect(seen.slice(before).every(({ isSealed }) => isSealed)).toBe(true);
});

test('to a contact whose app gave nothing it goes by name, and it is said why', async () => {
  const cik = await world.person('+60123456703', 'Cik');
  const withCik = await aisyah.chatWith(cik);
  // What she sends to have him write is kept from him, and so what he would give in return.
  cik.network().offline = true;
  cik.network().cut();
  const seen = watchSends(aisyah);
  await aisyah.send(withCik, 'salam');
  await aisyah.own().until(() => seen.length > 0);
  expect(seen.every(({ isSealed }) => !isSealed)).toBe(true);
  expect((await encryptionWith(aisyah, cik)).sending).toBe('no_token');
});

test('a server that refuses what comes without a name is told of, with what leaves by name from then on', async () => {
  await becomeSealed(aisyah, badrul);
  expect(await sending()).toBe('sealed');
  const told = toldThat('token_refused');
  const network = aisyah.network();
  let isSpoilt = true;
  network.onSend = (bytes, pass, isSealed) => {
    const frame = parseClientFrame(bytes);
    const isBent = isSealed && isSpoilt && frame.kind === 'send';
    pass(isBent ? encodeClientFrame({ ...frame, deliveryToken: new Uint8Array(16) }) : bytes);
  };
  const seen = watchSends(aisyah);
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(chatId, 'ditolak');
  await badrul.received(aisyah, before + 1);
  await told;
  expect(seen.at(-1)?.isSealed).toBe(false);
  isSpoilt = false;
  const again = toldThat('sealed');
  network.cut();
  await again;
});

test('where nothing takes the second connection it is said, and by name it goes', async () => {
  await becomeSealed(aisyah, badrul);
  expect(await sending()).toBe('sealed');
  const told = toldThat('no_path');
  aisyah.network().refuseSealed();
  const before = (await badrul.textsFrom(aisyah)).length;
  await aisyah.send(chatId, 'dengan nama');
  await badrul.received(aisyah, before + 1);
  await told;
});
