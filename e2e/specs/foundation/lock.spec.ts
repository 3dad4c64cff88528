import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import type { App } from '../../support/app.ts';
import { findInMemory } from '../../support/memory.ts';
import { type Needle, needlesOf } from '../../support/needles.ts';
import { pageAnew } from '../../support/page-anew.ts';
import { keyUnder } from '../../support/passphrase-key.ts';
import { holdersOf, processesOf } from '../../support/processes.ts';
import { beWrittenTo, chatRow, messageWith } from '../../support/screens/chats.ts';
import { register } from '../../support/screens/onboarding.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';

const passphrase = 'seven quiet rivers';

const pageProcess = ({ electron }: App): Promise<number> =>
  electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  );
const findInApp = async (app: App, needles: readonly Needle[]): Promise<string[]> => {
  const found: string[] = [];
  for (const pid of await processesOf(app.pid)) {
    const what = pid === app.pid ? 'main' : `process ${pid}`;
    for (const shape of (await findInMemory(pid, needles)).found) found.push(`${what}: ${shape}`);
  }
  return found;
};

test('Lock now ends the engine and the page with their memory; nothing is received until the passphrase is typed', async ({
  openApp,
  world,
  newPeer,
  scope,
}) => {
  test.setTimeout(180_000);
  const canary = `kenari${randomBytes(12).toString('hex')}`;
  const daniel = await newPeer('Daniel');
  const app = await openApp({ keyring: null });
  const { page } = app;
  const number = world.numbers.malaysian();
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('The same again').fill(passphrase);
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  await register(page, { number, name: 'Aisyah', codeFor: world.server.codeFor });
  const chat = await beWrittenTo({ page, number }, daniel);
  await daniel.send(chat.chatId, `One ${canary}`);
  // Found by other words: a question of the journey to the page passes the memory of main.
  await expect(messageWith(page, 'One kenari')).toBeVisible();

  const data = join(app.profileFolder, 'data');
  const key = { shape: 'key', bytes: await keyUnder(app.profileFolder, passphrase) };
  const before = await pageProcess(app);
  const engine =
    await test.step('open, one process has the database; page, engine and main hold what they must', async () => {
      const [engine = 0, ...others] = await holdersOf(data);
      expect(others).toEqual([]);
      expect((await findInMemory(before, needlesOf(canary))).found).toContain('utf-8');
      expect((await findInMemory(engine, [key])).found).toEqual(['key']);
      expect((await findInMemory(app.pid, [key])).found).toEqual(['key']);
      return engine;
    });

  await openSettings(page);
  await openSection(page, 'encryption');
  const ended = page.waitForEvent('crash');
  // The press itself may not be answered any more.
  await Promise.all([
    ended,
    page
      .getByRole('button', { name: 'Lock now' })
      .click({ noWaitAfter: true })
      .catch(() => undefined),
  ]);
  const locked = await pageAnew(app, scope);
  await expect(locked.getByRole('heading', { name: 'Bisik is locked' })).toBeVisible();

  await test.step('locked, nobody has the database, and the page is another process', async () => {
    await expect.poll(() => holdersOf(data)).toEqual([]);
    const now = await processesOf(app.pid);
    expect(now).not.toContain(engine);
    expect(now).not.toContain(before);
    expect(now).toContain(await pageProcess(app));
  });

  await test.step('no process of it holds a message, and none but main, which cannot wipe what it sent, the key', async () => {
    // One search reads the memory of every process: on a busy machine that takes longer than most waits.
    await expect.poll(() => findInApp(app, needlesOf(canary)), { timeout: 90_000 }).toEqual([]);
    const others = (await findInApp(app, [key])).filter((one) => one !== 'main: key');
    expect(others).toEqual([]);
  });

  const waiting = await daniel.send(chat.chatId, `Two ${canary}`);
  const stateOf = async () =>
    (await daniel.messages(chat.chatId)).find(({ messageId }) => messageId === waiting.messageId)
      ?.state;
  await expect.poll(stateOf).toBe('sent');
  await locked.getByLabel('Passphrase', { exact: true }).fill('seven loud rivers');
  await locked.getByRole('button', { name: 'Unlock' }).click();
  await expect(locked.getByText('That is not the passphrase.')).toBeVisible();
  expect(await stateOf()).toBe('sent');
  await locked.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await locked.getByRole('button', { name: 'Unlock' }).click();
  await expect(chatRow(locked, 'Daniel')).toContainText(`Two ${canary}`);
  await expect.poll(stateOf).toMatch(/delivered|read/);
  // The keyboard goes on in the list.
  await expect(chatRow(locked, 'Daniel')).toBeFocused();
});
