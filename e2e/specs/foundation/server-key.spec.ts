import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { beWrittenTo, messageThatIs, write } from '../../support/screens/chats.ts';
import { createWorld } from '../../support/world.ts';

test('a server that shows another key is an alarm: nothing is sent until the person decides', async ({
  peopleOf,
  scope,
  world,
}) => {
  const own = scope.own(await createWorld(world.numbers.worker));
  const people = peopleOf(own);
  const daniel = await people.newPeer('Daniel');
  const aisyah = await people.newcomer('Aisyah');
  const { page } = aisyah;
  const chat = await beWrittenTo(aisyah, daniel);

  await own.server.kill();
  expect(await readdir(own.server.dataFolder)).toContain('server-identity.key');
  await rm(join(own.server.dataFolder, 'server-identity.key'));
  await own.server.start();

  await page.getByRole('button', { name: 'Try now' }).click();
  const alarm = page.getByRole('alertdialog', {
    name: 'The server shows another key than before',
  });
  await expect(alarm).toBeVisible({ timeout: 30_000 });
  await expect(alarm).toContainText('Journey server');
  expect(await findingsInBothThemes(page)).toEqual([]);
  await alarm.getByRole('button', { name: 'Stay offline' }).click();
  await write(page, 'Only after you decided');
  await expect(messageThatIs(page, 'queued', 'Only after you decided')).toBeVisible();
  await page.getByRole('button', { name: 'Look at the keys' }).click();
  await alarm.getByRole('button', { name: 'I compared it. Accept the new key' }).click();
  await expect(messageThatIs(page, 'sent', 'Only after you decided')).toBeVisible({
    timeout: 30_000,
  });
  // Daniel has not decided: nothing came to him.
  expect(await daniel.texts(chat.chatId)).toEqual(['Hello']);
});
