import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import {
  beWrittenTo,
  chatRow,
  chooseForMessage,
  composer,
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import { createWorld } from '../../support/world.ts';

test('long text, links, emoji, copying, deleting with a second thought', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const daniel = await newPeer('Daniel');
  // The desktop's way to a browser.
  const programs = await scope.folder('programs');
  const opener = async (script: string) => {
    await writeFile(join(programs, 'xdg-open'), `#!/bin/sh\n${script}\n`);
    await chmod(join(programs, 'xdg-open'), 0o755);
  };
  const { page, electron } = await newcomer('Aisyah', {
    env: { PATH: [programs, process.env.PATH].join(delimiter) },
  });
  await startChat(page, daniel.number);

  await test.step('a pasted long text is sent whole and shown cut until asked', async () => {
    const long = `${'Cerita panjang. '.repeat(500)}Tamat.`;
    await write(page, long);
    const chat = await daniel.chatNamed('Aisyah');
    await daniel.waitForText(chat.chatId, long);
    const message = messageWith(page, 'Cerita panjang.');
    await expect(message).not.toContainText('Tamat.');
    await message.getByRole('button', { name: 'Show all of it' }).click();
    await expect(message).toContainText('Tamat.');
  });

  await test.step('a text that is too long is not sent, and the composer says by how much', async () => {
    await composer(page).fill('x'.repeat(49_160));
    await expect(page.getByText('8 characters too long to send.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
    await composer(page).fill('');
  });

  await test.step('a link asks before it is opened, and says when nothing opened it', async () => {
    const url = 'https://example.com/path?q=1';
    const file = join(programs, 'opened');
    const opened = () => readFile(file, 'utf8').catch(() => '');
    await electron.evaluate(({ dialog }) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      const answer = (...args: unknown[]) => {
        asked.push(JSON.stringify(args.at(-1)));
        return Promise.resolve({ response: asked.length === 1 ? 1 : 0, checkboxChecked: false });
      };
      Object.assign(dialog, { showMessageBox: answer });
    });
    await write(page, `Read ${url} today`);
    const link = messageWith(page, 'Read https').getByRole('link', { name: url });
    const told = () =>
      electron.evaluate(() => {
        const { asked } = globalThis as unknown as { asked: string[] };
        return {
          asked: asked.length,
          naming: asked.filter((text) => text.includes('example.com')).length,
        };
      });
    await opener(`printf '%s\\n' "$*" >> '${file}'`);
    await link.click();
    await expect.poll(told).toEqual({ asked: 1, naming: 1 });
    expect(await opened()).toBe('');
    await link.click();
    await expect.poll(opened).toBe(`${url}\n`);
    expect(await told()).toEqual({ asked: 2, naming: 2 });

    await opener('exit 3');
    await link.click();
    await expect.poll(told).toEqual({ asked: 4, naming: 4 });
    await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(url);
  });

  await test.step('an emoji from the picker', async () => {
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('button', { name: '🎉' }).click();
    await expect(composer(page)).toHaveValue('🎉');
    await composer(page).press('Enter');
    await expect(messageWith(page, '🎉')).toBeVisible();
  });

  await test.step('copy', async () => {
    await write(page, 'Copy me, please');
    await chooseForMessage(page, 'Copy me, please', 'chat.message.copy');
    await expect
      .poll(() => electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe('Copy me, please');
  });

  await test.step('delete for me, undone once and then for good; the other side keeps it', async () => {
    await write(page, 'A slip of the tongue');
    const chat = await daniel.chatNamed('Aisyah');
    await daniel.waitForText(chat.chatId, 'A slip of the tongue');
    await chooseForMessage(page, 'A slip of the tongue', 'chat.message.delete');
    await expect(messageWith(page, 'A slip of the tongue')).toHaveCount(0);
    await expect(page.getByRole('listitem').and(page.locator(':focus'))).toContainText(
      'Copy me, please',
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(messageWith(page, 'A slip of the tongue')).toBeVisible();
    await expect(page.getByRole('listitem').and(page.locator(':focus'))).toContainText(
      'A slip of the tongue',
    );
    await page.getByRole('searchbox', { name: 'Search chats and messages' }).fill('slip tongue');
    const hit = page.getByRole('region', { name: 'Messages' }).getByRole('button');
    await expect(hit).toContainText('slip');
    await chooseForMessage(page, 'A slip of the tongue', 'chat.message.delete');
    await expect(messageWith(page, 'A slip of the tongue')).toHaveCount(0);
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    await expect(hit).toHaveCount(0);
    await page.getByRole('searchbox', { name: 'Search chats and messages' }).fill('');
    expect(await daniel.texts(chat.chatId)).toContain('A slip of the tongue');
  });
});

test('drafts stay with their chats, and search finds words of any chat', async ({
  newcomer,
  newPeer,
}) => {
  const [daniel, siti] = [await newPeer('Daniel'), await newPeer('Siti')];
  const { page, number } = await newcomer('Aisyah');
  await beWrittenTo({ page, number }, daniel);
  await write(page, 'The umbrella is by the door');
  await composer(page).fill('For Daniel');
  await beWrittenTo({ page, number }, siti, 'Good morning');
  await expect(composer(page)).toHaveValue('');
  await composer(page).fill('For Siti');
  await expect(chatRow(page, 'Daniel')).toContainText('Draft: For Daniel');
  await openChat(page, 'Daniel');
  await expect(composer(page)).toHaveValue('For Daniel');
  await openChat(page, 'Siti');
  await expect(composer(page)).toHaveValue('For Siti');

  const search = page.getByRole('searchbox', { name: 'Search chats and messages' });
  await search.fill('umbr');
  await page.getByRole('button').filter({ hasText: 'The umbrella is by the door' }).first().click();
  await expect(messageWith(page, 'The umbrella is by the door')).toBeVisible();
  await search.fill('nothing-like-this');
  await expect(page.getByText('Nothing found for “nothing-like-this”')).toBeVisible();
});

test('while the server cannot be reached the banner says so, messages wait, and go out by themselves', async ({
  peopleOf,
  scope,
  world,
}) => {
  const own = scope.own(await createWorld(world.numbers.worker));
  const people = peopleOf(own);
  const daniel = await people.newPeer('Daniel');
  const { page } = await people.newcomer('Aisyah');
  await startChat(page, daniel.number);
  await write(page, 'Before');
  const chat = await daniel.chatNamed('Aisyah');
  // Daniel may have it before the answer is here; without the answer it waits, too.
  await expect(messageThatIs(page, 'delivered', 'Before')).toBeAttached();
  await own.server.kill();
  await expect(page.getByText(/Offline since/)).toBeVisible();
  await write(page, 'Meanwhile');
  await expect(messageThatIs(page, 'queued', 'Meanwhile')).toBeVisible();
  await expect(page.getByText(/1 message waits here/)).toBeVisible();
  expect(await findingsInBothThemes(page)).toEqual([]);
  await own.server.start();
  await page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 3000 })
    .catch(() => undefined);
  await expect(page.getByText(/Offline since/)).toBeHidden();
  await daniel.waitOnline();
  await daniel.waitForText(chat.chatId, 'Meanwhile');
});
