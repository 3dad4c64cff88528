import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { dropWal, scribble } from '../../support/files/damage.ts';
import { beWrittenTo, chatRow, messageWith, openChat, write } from '../../support/screens/chats.ts';

const databaseOf = (profileFolder: string) => join(profileFolder, 'data', 'bisik.db');

test('a damaged database is told, what can be read is kept, and the damaged file is kept aside', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  const chat = await beWrittenTo(first, daniel);
  await write(first.page, 'The first of many');
  for (let index = 1; index <= 300; index++)
    await daniel.send(chat.chatId, `Number ${index}, ${'long enough to fill pages '.repeat(20)}`);
  await expect(messageWith(first.page, 'Number 300,')).toBeVisible();
  await first.close();

  const database = databaseOf(first.profileFolder);
  await dropWal(database);
  for (const share of [0.4, 0.5, 0.6, 0.7, 0.8]) await scribble(database, share, 4096);

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(second.page.getByText(/The message database was damaged/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(second.page.getByText(/\d+ messages? in 1 chat/)).toBeVisible();
  // The account's key stands among the first pages.
  await expect(second.page.getByText(/Your keys are whole|Your own key is whole/)).toBeVisible();
  expect(await findingsInBothThemes(second.page)).toEqual([]);
  await second.page.getByRole('button', { name: 'Understood' }).click();
  const search = second.page.getByRole('searchbox', { name: 'Search chats and messages' });
  await search.fill('');
  await expect(chatRow(second.page, 'Daniel')).toBeVisible();
  await openChat(second.page, 'Daniel');
  await expect(second.page.locator('li[data-message-id]').first()).toBeVisible();
  const kept = (await readdir(join(first.profileFolder, 'data'))).filter((name) =>
    name.startsWith('bisik.db.'),
  );
  expect(kept.length).toBeGreaterThan(0);

  await test.step('what was kept is found by search', async () => {
    await search.fill('pages');
    await expect(second.page.getByRole('heading', { name: 'Messages' })).toBeVisible();
    await search.fill('');
  });

  await test.step('and the chat goes on', async () => {
    await daniel.send(chat.chatId, 'After the repair');
    await expect(messageWith(second.page, 'After the repair')).toBeVisible();
  });
});

test('a database that does not open at all is left untouched, and starting empty keeps it aside', async ({
  newcomer,
  openApp,
}) => {
  const first = await newcomer('Aisyah');
  await first.close();
  const database = databaseOf(first.profileFolder);
  await dropWal(database);
  await scribble(database, 0, (await stat(database)).size);
  const damaged = await readFile(database);

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(
    second.page.getByRole('heading', { name: 'The message database does not open' }),
  ).toBeVisible({ timeout: 30_000 });
  await expect(second.page.getByText('Nothing was deleted and nothing was changed.')).toBeVisible();
  expect(await findingsInBothThemes(second.page)).toEqual([]);
  expect((await readFile(database)).equals(damaged)).toBe(true);

  await second.page.getByRole('button', { name: 'Keep it aside and start empty' }).click();
  await expect(second.page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible({
    timeout: 30_000,
  });
  const folder = join(first.profileFolder, 'data');
  const copies = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name))),
  );
  expect(copies.some((copy) => copy.equals(damaged))).toBe(true);
});
