import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import type { App } from '../../support/app.ts';
import { startChild } from '../../support/child.ts';
import { startDesktop } from '../../support/desktop/desktop.ts';
import { beWrittenTo, conversation, messageWith } from '../../support/screens/chats.ts';
import {
  chooseSetting,
  goToChats,
  openSection,
  openSettings,
} from '../../support/screens/settings.ts';
import { turn } from '../../support/screens/sharing.ts';

const isVisible = ({ electron }: App): Promise<boolean> =>
  electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((window) => window.isVisible()),
  );
const hide = ({ electron }: App): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
const bringBack = async ({ electron }: App): Promise<void> => {
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.show();
    BrowserWindow.getAllWindows()[0]?.focus();
  });
  await expect
    .poll(() =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused()),
    )
    .toBe(true);
};

test('a message is told by the desktop unless its chat is in view, as openly as the person chose, and a click leads to it', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const desktop = await startDesktop(scope);
  const shown = () => desktop.notifications.all().map(({ title, body }) => ({ title, body }));
  const daniel = await newPeer('Daniel');
  const aisyah = await newcomer('Aisyah', desktop.options);
  const { page } = aisyah;
  await bringBack(aisyah);
  const chat = await beWrittenTo(aisyah, daniel);

  await test.step('in front too while its chat is not; taken back when it is read', async () => {
    // Of somebody new it says nothing but that.
    await expect.poll(shown).toEqual([{ title: 'Bisik', body: 'New message' }]);
    await expect
      .poll(() => desktop.notifications.all().map(desktop.notifications.isOpen))
      .toEqual([false]);
  });

  await test.step('nothing while its chat is in front', async () => {
    const seen = await daniel.send(chat.chatId, 'Read as it comes');
    await expect
      .poll(async () =>
        (await daniel.messages(chat.chatId)).find(({ messageId }) => messageId === seen.messageId),
      )
      .toMatchObject({ state: 'read' });
    expect(shown()).toHaveLength(1);
  });

  const inSettings = async (level: string) => {
    await bringBack(aisyah);
    await openSettings(page);
    await openSection(page, 'notifications');
    await chooseSetting(page, 'notifications.content', level);
    await hide(aisyah);
  };
  const levels = [
    { level: 'name_and_text', title: 'Daniel', body: 'Kuih &amp; teh at &lt;b&gt;four&lt;/b&gt;' },
    { level: 'nothing', title: 'Bisik', body: 'New message' },
    { level: 'name', title: 'Daniel', body: 'New message' },
  ];
  for (const [index, { level, title, body }] of levels.entries()) {
    await test.step(level, async () => {
      await inSettings(level);
      await daniel.send(chat.chatId, 'Kuih & teh at <b>four</b>');
      await expect.poll(() => shown().length).toBe(index + 2);
      expect(shown().at(-1)).toEqual({ title, body });
    });
  }

  await test.step('only the newest of a chat is open; a click on it opens the chat', async () => {
    const all = desktop.notifications.all();
    await expect
      .poll(() => all.map(desktop.notifications.isOpen))
      .toEqual([false, ...levels.map((_, index) => index === levels.length - 1)]);
    const newest = all.at(-1);
    if (newest) desktop.notifications.click(newest);
    await expect.poll(() => isVisible(aisyah)).toBe(true);
    await expect(conversation(page, 'Daniel')).toBeVisible();
    await expect(messageWith(page, 'Kuih & teh at <b>four</b>').last()).toBeVisible();
  });

  await test.step('turned off, there is none', async () => {
    await openSettings(page);
    await openSection(page, 'notifications');
    await turn(page.getByRole('switch', { name: 'Notifications' }), false);
    await goToChats(page);
    await hide(aisyah);
    const last = await daniel.send(chat.chatId, 'Unheard');
    await expect
      .poll(async () =>
        (await daniel.messages(chat.chatId)).find(({ messageId }) => messageId === last.messageId),
      )
      .toMatchObject({ state: expect.stringMatching(/delivered|read/) });
    await bringBack(aisyah);
    await expect(messageWith(page, 'Unheard')).toBeVisible();
    expect(shown()).toHaveLength(levels.length + 1);
  });
});

test('kept running, the icon in the tray counts what is unread and brings the window back', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const desktop = await startDesktop(scope);
  const daniel = await newPeer('Daniel');
  const aisyah = await newcomer('Aisyah', desktop.options);
  const { page } = aisyah;
  expect(desktop.tray.items()).toEqual([]);
  const chat = await beWrittenTo(aisyah, daniel);
  await openSettings(page);
  await openSection(page, 'system');
  const keep = page.getByRole('switch', { name: 'Keep running when the window is closed' });
  await turn(keep, true);
  await expect.poll(() => desktop.tray.items().length).toBe(1);
  const item = desktop.tray.items()[0];
  if (!item) throw new Error('no item');
  await expect.poll(item.toolTip).toBe('Bisik');

  await aisyah.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => isVisible(aisyah)).toBe(false);
  await daniel.send(chat.chatId, 'One');
  await daniel.send(chat.chatId, 'Two');
  await expect.poll(item.toolTip).toBe('Bisik · 2 unread messages');

  await item.activate();
  await expect.poll(() => isVisible(aisyah)).toBe(true);
  await turn(keep, false);
  await expect.poll(item.isThere).toBe(false);
});

test('starting with the computer is one entry that starts this profile; turned off it is gone', async ({
  newcomer,
  scope,
}) => {
  const desktop = await startDesktop(scope);
  const { page, profileFolder } = await newcomer('Aisyah', desktop.options);
  const file = join(desktop.options.env?.XDG_CONFIG_HOME ?? '', 'autostart', 'bisik.desktop');
  const isThere = () =>
    access(file).then(
      () => true,
      () => false,
    );
  expect(await isThere()).toBe(false);
  await openSettings(page);
  await openSection(page, 'system');
  const start = page.getByRole('switch', { name: 'Start with the computer' });
  await turn(start, true);
  await expect.poll(isThere).toBe(true);
  const entry = await readFile(file, 'utf8');
  expect(entry).toContain(`"--user-data-dir=${profileFolder}"`);
  expect(entry).toContain('"--hidden"');
  const validator = await startChild('desktop-file-validate', [file]);
  expect(await validator.ended, validator.out.join('\n')).toBe(0);
  await turn(start, false);
  await expect.poll(isThere).toBe(false);
});

test('started with the computer it keeps its window back only while it keeps running without one', async ({
  newcomer,
  openApp,
  scope,
}) => {
  const desktop = await startDesktop(scope);
  const options = { ...desktop.options, profileFolder: await scope.folder('profile') };
  const asAtLogin = { ...options, args: ['--hidden'] };
  const aisyah = await newcomer('Aisyah', options);
  await aisyah.close();

  const open = await openApp(asAtLogin);
  await expect.poll(() => isVisible(open)).toBe(true);
  await openSettings(open.page);
  await openSection(open.page, 'system');
  await open.page
    .getByRole('switch', { name: 'Keep running when the window is closed' })
    .check({ force: true });
  await expect.poll(() => desktop.tray.items().length).toBe(1);
  await open.close();

  const unseen = await openApp(asAtLogin);
  await expect.poll(() => desktop.tray.items().length).toBe(2);
  expect(await isVisible(unseen)).toBe(false);
  await desktop.tray.items()[1]?.activate();
  await expect.poll(() => isVisible(unseen)).toBe(true);
});
