import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeContent } from '../../contract/content/codec.ts';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { encryptedBy } from '../testing/hostile-sender.ts';
import { aisyah, badrul, pairForEachTest } from '../testing/pair.ts';

pairForEachTest();

/** Fewer than one transaction holds. */
const count = 450;
const texts = Array.from({ length: count }, (_, index) => `${index}`);

/** Hands over what the server would, all in one turn. */
const handOver = async (): Promise<void> => {
  const deliveries = await encryptedBy(
    aisyah,
    badrul,
    texts.map((text) =>
      encodeContent({
        v: 1,
        kind: 'text',
        messageId: randomUUID(),
        sentAt: 1_700_000_000_000,
        text,
      }),
    ),
  );
  badrul.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
};

test('what waits is taken in one transaction; whoever waits meanwhile gets a turn before the rest', async () => {
  const chatId = await badrul.chatWith(aisyah);
  await badrul.send(chatId, 'mula');
  await badrul
    .own()
    .until(async () => (await badrul.messagesWith(aisyah)).at(-1)?.state === 'delivered');
  const { counters } = badrul.own().messenger;

  const before = counters().batches;
  await handOver();
  await badrul.received(aisyah, count);
  expect(counters().batches - before).toBe(1);

  await handOver();
  await badrul.send(chatId, 'sempat');
  expect((await badrul.textsFrom(aisyah)).length).toBeLessThan(2 * count);
  await badrul.received(aisyah, 2 * count);
  expect(await badrul.textsFrom(aisyah)).toEqual([...texts, ...texts]);
});
