import { randomInt } from 'node:crypto';
import type { Message } from '../../../contract/ipc/model.ts';
import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import {
  beWrittenTo,
  composer,
  messageThatIs,
  openChat,
  write,
} from '../../support/screens/chats.ts';
import { delay, waitFor } from '../../support/wait.ts';

const burstCount = 500;
const killCount = 20;

test('the app is killed twenty times while five hundred messages arrive: each is there once, in order', async ({
  newcomer,
  newPeer,
  people,
}) => {
  test.setTimeout(240_000);
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  const chat = await beWrittenTo(first, daniel);
  await first.kill();

  const texts = Array.from({ length: burstCount }, (_, index) => `Burst ${index + 1}`);
  const perRound = burstCount / killCount;
  const delivered = new Set<string>();
  daniel.onEvent((name, payload) => {
    if (name !== 'messages.changed') return;
    for (const message of (payload as { messages: Message[] }).messages) {
      if (message.state === 'delivered') delivered.add(message.messageId);
    }
  });
  /** How many were on their way at each kill. */
  const underWay: number[] = [];
  for (let round = 0; round < killCount; round++) {
    const mine = texts.slice(round * perRound, (round + 1) * perRound);
    // Half of them wait for the app, the other half come once it takes them in.
    const waiting = mine.splice(0, randomInt(5, perRound - 5));
    for (const text of waiting) await daniel.send(chat.chatId, text);
    const before = delivered.size;
    const app = await people.startUnseen({ profileFolder: first.profileFolder });
    if (round % 4 === 0) {
      await delay(randomInt(200, 2000));
    } else {
      await waitFor(() => delivered.size > before, { what: 'the first receipt', everyMs: 1 });
    }
    const sending = (async () => {
      for (const text of mine) await daniel.send(chat.chatId, text);
    })();
    await delay(randomInt(0, 40));
    await app.kill();
    await sending;
    underWay.push((round + 1) * perRound - delivered.size);
  }
  expect(underWay.filter((count) => count > 0).length, `${underWay}`).toBeGreaterThan(5);

  const last = await people.openApp({ profileFolder: first.profileFolder });
  await openChat(last.page, 'Daniel');
  await waitFor(
    async () => textsOf(await historyOf(last.page, 'Daniel'), 'incoming').length > burstCount,
    { what: 'the whole burst', everyMs: 200 },
  );
  expect(textsOf(await historyOf(last.page, 'Daniel'), 'incoming')).toEqual(['Hello', ...texts]);
});

test('the app is killed while its person writes: what the screen kept is sent once and in order', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  test.setTimeout(180_000);
  const daniel = await newPeer('Daniel');
  let app = await newcomer('Aisyah');
  const chat = await beWrittenTo(app, daniel);
  await write(app.page, 'Word 0');
  await daniel.waitForText(chat.chatId, 'Word 0');

  let written = 1;
  const taken: string[] = [];
  for (let round = 0; round < 5; round++) {
    const many = randomInt(5, 20);
    for (let count = 0; count < many; count++) await write(app.page, `Word ${written++}`);
    await delay(randomInt(0, 60));
    const shownAsTaken = (
      await Promise.all(
        (['sent', 'delivered', 'read'] as const).map((state) =>
          messageThatIs(app.page, state, /Word/).allInnerTexts(),
        ),
      )
    ).flat();
    await app.kill();
    taken.push(...shownAsTaken.map((text) => /Word \d+/.exec(text)?.[0] ?? text));
    const next = await openApp({ profileFolder: app.profileFolder });
    app = { ...app, ...next };
    await openChat(app.page, 'Daniel');
  }
  await write(app.page, 'The last word');
  await daniel.waitForText(chat.chatId, 'The last word');
  await expect(messageThatIs(app.page, 'delivered', 'The last word')).toBeAttached();
  await expect(composer(app.page)).toHaveValue('');

  const kept = textsOf(await historyOf(app.page, 'Daniel'), 'outgoing');
  const received = textsOf(await daniel.messages(chat.chatId), 'incoming');
  expect(received).toEqual(kept);
  expect(kept).toEqual(expect.arrayContaining(taken));
  expect(new Set(kept).size).toBe(kept.length);
  expect(kept.map((text) => Number(/\d+/.exec(text)?.[0] ?? Number.MAX_SAFE_INTEGER))).toEqual(
    kept
      .map((text) => Number(/\d+/.exec(text)?.[0] ?? Number.MAX_SAFE_INTEGER))
      .toSorted((a, b) => a - b),
  );
});
