import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import { type Cable, startCable } from '../../support/network/cable.ts';
import type { Scope } from '../../support/scope.ts';
import { beWrittenTo } from '../../support/screens/chats.ts';
import {
  approveLink,
  openLinkDialog,
  pasteCode,
  showLinkingCode,
} from '../../support/screens/linking.ts';
import { english } from '../../support/words.ts';
import { createWorld, type People, type World } from '../../support/world.ts';

/** Enough for several chunks; nothing of it can be deflated. */
const lines = 40;
const lineBytes = 30_000;
const slowBytesPerMs = 60;

const coming = (page: Page) => page.getByRole('region', { name: english('move.receiving.label') });
const textsWithDaniel = async (page: Page) => textsOf(await historyOf(page, 'Daniel'));

/** A computer with a long history, whose way to the server is slow from the moment on that a new one joins. */
const beginMoving = async (
  world: World,
  people: People,
  scope: Scope,
): Promise<{
  readonly cable: Cable;
  readonly aisyah: Awaited<ReturnType<People['newcomer']>>;
  readonly second: Awaited<ReturnType<People['openApp']>>;
  readonly texts: readonly string[];
}> => {
  const cable = scope.own(await startCable(world.server.url));
  const aisyah = await people.newcomer('Aisyah', { serverUrl: cable.url });
  const daniel = await people.newPeer('Daniel');
  const chat = await beWrittenTo(aisyah, daniel);
  for (let line = 1; line <= lines; line++)
    await daniel.send(chat.chatId, `${line} ${randomBytes(lineBytes).toString('base64')}`);
  await expect
    .poll(async () => (await textsWithDaniel(aisyah.page)).length, { timeout: 60_000 })
    .toBe(lines + 1);
  const texts = await textsWithDaniel(aisyah.page);
  const second = await people.openApp();
  const code = await showLinkingCode(second.page);
  await pasteCode(await openLinkDialog(aisyah.page), code);
  await approveLink(aisyah, second, {
    history: true,
    onCompared: () => cable.slow(slowBytesPerMs),
  });
  return { cable, aisyah, second, texts };
};

/** Waits until some of it came, and not all. */
const isOnItsWay = async (page: Page): Promise<void> => {
  const bar = coming(page).getByRole('progressbar');
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/, { timeout: 60_000 });
  const [, done, total] =
    /(\d+) of (\d+)/.exec((await coming(page).textContent()) ?? '')?.map(Number) ?? [];
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(total ?? 0);
};

test('history comes before the eyes, goes on after the server was killed, and after the app was', async ({
  scope,
  peopleOf,
}, info) => {
  test.setTimeout(240_000);
  const world = scope.own(await createWorld(info.parallelIndex));
  const people = peopleOf(world);
  const { cable, second, texts } = await beginMoving(world, people, scope);
  await isOnItsWay(second.page);

  await world.server.kill();
  await expect(coming(second.page)).toContainText(english('move.receiving.paused'));
  await world.server.start();
  await expect(coming(second.page)).toContainText(english('move.receiving.moving'), {
    timeout: 60_000,
  });
  await isOnItsWay(second.page);

  await second.kill();
  const again = await people.openApp({ profileFolder: second.profileFolder });
  await isOnItsWay(again.page);
  cable.slow(null);
  await expect(coming(again.page)).toContainText(english('move.receiving.done'), {
    timeout: 60_000,
  });
  expect(await textsWithDaniel(again.page)).toEqual(texts);
});

test('moving is stopped on one side: what came stays, the other side says so, and messages go on', async ({
  scope,
  world,
  people,
}) => {
  test.setTimeout(240_000);
  const { cable, aisyah, second, texts } = await beginMoving(world, people, scope);
  await isOnItsWay(second.page);
  await coming(second.page)
    .getByRole('button', { name: english('move.stop'), exact: true })
    .click();
  const asked = second.page.getByRole('alertdialog');
  await asked.getByRole('button', { name: english('move.stop.yes') }).click();
  await expect(coming(second.page)).toContainText(english('move.receiving.cancelled'));
  cable.slow(null);
  const going = aisyah.page.getByRole('region', { name: english('move.sending.label') });
  await expect(going).toContainText(english('move.sending.cancelled'), { timeout: 60_000 });
  const kept = await textsWithDaniel(second.page);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept).toEqual(texts.slice(0, kept.length));
  await expect(coming(second.page)).toBeHidden({ timeout: 30_000 });
});
