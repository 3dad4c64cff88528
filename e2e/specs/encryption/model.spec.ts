import { expect, test } from '../../fixtures.ts';
import { createTestClock } from '../../support/clock/test-clock.ts';
import { drawEvents, toWords } from '../../support/key-story/draw.ts';
import { contacts, type KeyEvent, KeyModel } from '../../support/key-story/model.ts';
import { openKeyStage } from '../../support/key-story/stage.ts';

/** One order for everybody; others are drawn by giving another. */
const seed = Number(process.env.BISIK_SEED ?? 94);

test(`whatever happens to keys, devices, the log and the line, in a drawn order (BISIK_SEED=${seed}): the screen says what a model says, and what waits waits`, async ({
  liedTo,
  newPeer,
  openApp,
  scope,
  world,
}) => {
  test.setTimeout(300_000);
  const clock = scope.own(await createTestClock());
  const { liar, ...app } = await liedTo({ clock });
  const { profileFolder } = app;
  const greeting = 'Mesej awal.';
  const stage = await openKeyStage({
    app,
    liar,
    clock,
    openAgain: () => openApp({ serverUrl: liar.url, profileFolder, clock }),
    newPeer,
    serverUrl: world.server.url,
    scope,
    greeting,
    answer: 'Jawapan awal.',
  });
  const model = new KeyModel();
  for (const contact of contacts) model.write(contact, greeting);

  const happen = async (event: KeyEvent, at: number, story: string): Promise<void> => {
    // All as long, so that none is a part of another.
    const place = `${at}`.padStart(2, '0');
    await stage.do(event, `Jawapan ${place}.`);
    model.do(event);
    if (event.of !== null) {
      const own = `Mesej ${place}.`;
      await stage.write(event.of, own);
      model.write(event.of, own);
    }
    for (const contact of contacts)
      await stage.expectShown(contact, model.of(contact).shown(), story);
  };
  let story = `BISIK_SEED=${seed}`;
  for (const [at, event] of drawEvents(seed).entries()) {
    story = `${story}; ${toWords(event)}`;
    try {
      await test.step(toWords(event), () => happen(event, at, story));
    } catch (cause) {
      throw new Error(story, { cause });
    }
  }
  for (const contact of contacts) expect(model.of(contact).shown().own).toBe('gone');
});
