import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverConsoleLineSchema } from '../../../contract/local/launcher.ts';
import { expect, test } from '../../fixtures.ts';
import { createTestClock, dayMs, hourMs } from '../../support/clock/test-clock.ts';
import { appFolder, serverProgram } from '../../support/paths.ts';
import { startChat, write } from '../../support/screens/chats.ts';
import { createWorld } from '../../support/world.ts';

test('the time of a journey moves the app and the server', async ({ scope, peopleOf }, info) => {
  const clock = scope.own(await createTestClock());
  const world = scope.own(await createWorld(info.parallelIndex, { clock }));
  const people = peopleOf(world);
  const daniel = await people.newPeer('Daniel');
  const { page, electron } = await people.newcomer('Aisyah');
  await clock.advance(29 * dayMs);
  const isThen = (at: number) => Math.abs(at - clock.now()) < hourMs;
  await startChat(page, daniel.number);
  await write(page, 'In a month');
  const { chatId } = await daniel.chatNamed('Aisyah');
  expect(isThen((await daniel.waitForText(chatId, 'In a month')).at)).toBe(true);
  expect(isThen(await electron.evaluate(() => Date.now()))).toBe(true);
  expect(isThen(await page.evaluate(() => Date.now()))).toBe(true);
  await page.reload();
  await expect.poll(async () => isThen(await page.evaluate(() => Date.now()))).toBe(true);
  await people.newPeer('Siti');
  const code = serverConsoleLineSchema.parse(JSON.parse(world.server.console().at(-1) ?? ''));
  expect(code.kind === 'code' && isThen(code.expiresAt)).toBe(true);
});

test('what ships has no door to its time', async () => {
  const folders = [appFolder, join(appFolder, 'renderer'), join(serverProgram, '..')];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:[cm]?js|html|json)$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.some((file) => file.endsWith('engine.cjs'))).toBe(true);
  expect(files.filter((file) => readFileSync(file, 'utf8').includes('BISIK_TEST'))).toEqual([]);
});
