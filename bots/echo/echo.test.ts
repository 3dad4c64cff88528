import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { register, startTestMessenger } from '../../core/testing/test-messenger.ts';
import { startTestServer } from '../../server/testing/start-test-server.ts';
import { startEcho } from './echo.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const number = '+12015550100';

test('Echo answers each text once, with the same text, also what came while it was away', async () => {
  const server = await startTestServer();
  closing.push(server.close);
  const dataFolder = mkdtempSync(join(tmpdir(), 'bisik-echo-'));
  closing.push(async () => rmSync(dataFolder, { recursive: true, force: true }));
  const person = await startTestMessenger({ defaultServerUrl: server.url });
  closing.push(person.close);
  await register(person, server, { number: '+60123456701', name: 'Aisyah' });

  const start = () =>
    startEcho(
      { serverUrl: server.url, dataFolder, number },
      {
        log: () => undefined,
        nextCode: async () => {
          for (;;) {
            try {
              return server.lastCode(number);
            } catch {
              await new Promise((resolve) => setImmediate(resolve));
            }
          }
        },
      },
    );
  const first = await start();
  expect(statSync(join(dataFolder, 'database.key')).mode & 0o777).toBe(0o600);
  person.messenger.setLocalProgram({
    accountId: first.account.accountId,
    username: null,
    name: 'Echo',
  });
  const [chat] = (await person.handlers.chats.list({ limit: 10, before: null })).chats;
  expect(chat?.peer).toMatchObject({ name: 'Echo', kind: 'local_program' });
  const chatId = chat?.chatId ?? '';

  const texts = async () => {
    const page = await person.handlers.messages.page({
      chatId,
      anchor: { at: 'newest' },
      before: 100,
      after: 0,
    });
    return page.messages
      .filter((message) => !message.outgoing)
      .map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
  };
  await person.handlers.messages.send({ chatId, messageId: randomUUID(), text: 'satu' });
  await person.until(async () => (await texts()).length === 1);
  await first.close();

  for (const text of ['dua', 'tiga', 'empat'])
    await person.handlers.messages.send({ chatId, messageId: randomUUID(), text });
  const second = await start();
  closing.push(second.close);
  expect(second.account.accountId).toBe(first.account.accountId);
  await person.until(async () => (await texts()).length === 4);
  expect(await texts()).toEqual(['satu', 'dua', 'tiga', 'empat']);
});
