import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { textOf } from '../testing/world.ts';

pairForEachTest({ firstText: 'salam' });

const reports = async () => {
  const file = join(world.server.dataDir, 'bisik-server.db');
  const store = openSqliteStore({ file, besideOthers: true });
  const all = await store.reports.list('all');
  await store.close();
  return all;
};
const theirChat = () => badrul.chatWith(aisyah);
const preview = async () =>
  (await badrul.handlers().messages.reportPreview({ chatId: await theirChat() })).messages;

test('the operator gets exactly the chosen messages of those that were shown', async () => {
  await badrul.send(await theirChat(), 'jangan tunjuk ini');
  for (const text of ['satu', 'dua', 'tiga']) await aisyah.send(chatId, text);
  await badrul.received(aisyah, 4);
  const shown = await preview();
  expect(shown.map(textOf)).toEqual(['salam', 'satu', 'dua', 'tiga']);
  expect(await reports()).toEqual([]);
  const chosen = shown.filter((message) => ['satu', 'tiga'].includes(textOf(message)));
  await badrul.handlers().messages.report({
    chatId: await theirChat(),
    messageIds: chosen.map(({ messageId }) => messageId),
    note: 'Dia mengganggu',
    alsoBlock: true,
  });
  expect(await reports()).toMatchObject([
    {
      about: aisyah.accountId,
      reporterId: badrul.accountId,
      note: 'Dia mengganggu',
      messages: chosen.map((message) => ({
        messageId: message.messageId,
        sentAt: message.at,
        text: textOf(message),
      })),
    },
  ]);
  expect((await badrul.handlers().people.blocked({})).blocked).toHaveLength(1);
});

test('no more than twenty are shown, past whatever was written in between', async () => {
  const mine = await theirChat();
  for (let index = 1; index <= 22; index++) await aisyah.send(chatId, `${index}`);
  await badrul.received(aisyah, 23);
  for (let index = 0; index < 250; index++) await badrul.send(mine, 'sahut');
  expect((await preview()).map(textOf)).toEqual(
    Array.from({ length: 20 }, (_, index) => `${index + 3}`),
  );
});

test('own messages, others’, and too much text are refused; without a connection it fails and blocks nobody', async () => {
  const mine = await theirChat();
  const own = await badrul.send(mine, 'saya');
  const [first] = await preview();
  const report = (messageIds: readonly string[]) =>
    badrul.handlers().messages.report({
      chatId: mine,
      messageIds: [...messageIds],
      note: '',
      alsoBlock: true,
    });
  await expect(report([own.messageId])).rejects.toMatchObject({ code: 'not_found' });
  for (let times = 0; times < 4; times++) await aisyah.send(chatId, 'a'.repeat(40_000));
  await badrul.received(aisyah, 5);
  const all = (await preview()).map(({ messageId }) => messageId);
  await expect(report(all)).rejects.toMatchObject({ code: 'too_large' });
  badrul.network().offline = true;
  badrul.network().cut();
  await expect(report([first?.messageId ?? ''])).rejects.toMatchObject({ code: 'offline' });
  expect((await badrul.handlers().people.blocked({})).blocked).toEqual([]);
  expect(await reports()).toEqual([]);
});
