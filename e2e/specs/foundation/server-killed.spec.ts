import { randomInt } from 'node:crypto';
import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import { startChat, write } from '../../support/screens/chats.ts';
import { waitFor } from '../../support/wait.ts';
import { createWorld } from '../../support/world.ts';

test('the server is killed twice in the middle of a burst from both sides: nothing is lost, doubled or out of order', async ({
  peopleOf,
  scope,
  world,
}) => {
  // A server of its own, since the other journeys of this worker go on.
  const own = scope.own(await createWorld(world.numbers.worker));
  const people = peopleOf(own);
  const daniel = await people.newPeer('Daniel');
  const aisyah = await people.newcomer('Aisyah');
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, 'Mine 0');
  const chat = await daniel.chatNamed('Aisyah');

  const mine = ['Mine 0'];
  const theirs: string[] = [];
  for (const isKilled of [true, true, false]) {
    const killAt = randomInt(20, 80);
    const theirBurst = async () => {
      for (let count = 0; count < 100; count++) {
        const text = `Theirs ${theirs.length}`;
        theirs.push(text);
        await daniel.send(chat.chatId, text);
        if (isKilled && count === killAt) await own.server.kill();
      }
    };
    const myBurst = async () => {
      for (let count = 0; count < 10; count++) {
        const text = `Mine ${mine.length}`;
        mine.push(text);
        await write(aisyah.page, text);
      }
    };
    await Promise.all([theirBurst(), myBurst()]);
    await own.server.start();
    await daniel.waitOnline();
  }
  await waitFor(
    async () => (await daniel.texts(chat.chatId)).length >= mine.length + theirs.length,
    { what: 'all at the peer' },
  );
  await waitFor(
    async () => textsOf(await historyOf(aisyah.page, 'Daniel'), 'incoming').length >= theirs.length,
    { what: 'all in the window' },
  );
  const shown = await historyOf(aisyah.page, 'Daniel');
  expect(textsOf(shown, 'incoming')).toEqual(theirs);
  expect(textsOf(shown, 'outgoing')).toEqual(mine);
  const received = (await daniel.messages(chat.chatId)).filter((message) => !message.outgoing);
  expect(textsOf(received)).toEqual(mine);
});
