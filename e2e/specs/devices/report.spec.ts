import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { readReports } from '../../support/reports.ts';
import { beWrittenTo, composer, messageWith, write } from '../../support/screens/chats.ts';
import { english } from '../../support/words.ts';
import { createWorld } from '../../support/world.ts';

const holds = async (folder: string, text: string): Promise<readonly string[]> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) =>
        (await readFile(join(file.parentPath, file.name))).includes(text) ? [file.name] : [],
      ),
  );
  return found.flat();
};

test('a report shows what goes before it goes; that alone reaches the operator, and nobody else hears of it', async ({
  scope,
  peopleOf,
}, info) => {
  const world = scope.own(await createWorld(info.parallelIndex));
  const people = peopleOf(world);
  const aisyah = await people.newcomer('Aisyah');
  const { page } = aisyah;
  const daniel = await people.newPeer('Daniel');
  const chat = await beWrittenTo(aisyah, daniel, 'Selamat pagi dari jiran');
  for (const text of ['Bayar RM500 sekarang', 'Atau gambar itu saya sebarkan'])
    await daniel.send(chat.chatId, text);
  await expect(messageWith(page, 'sebarkan')).toBeVisible();
  await write(page, 'Jangan ganggu saya');
  await daniel.waitForText(chat.chatId, 'Jangan ganggu saya');

  await page.getByRole('button', { name: english('people.menu') }).click();
  await page.getByRole('menuitem', { name: english('report.open') }).click();
  const dialog = page.getByRole('dialog', { name: english('report.title', { name: 'Daniel' }) });
  const boxes = dialog.getByRole('list').getByRole('checkbox');
  await expect(boxes).toHaveCount(3);
  for (const box of await boxes.all()) await expect(box).not.toBeChecked();
  await expect(dialog.getByRole('list')).not.toContainText('Jangan ganggu');
  await expect(dialog).toContainText('Journey server');
  const send = dialog.getByRole('button', { name: /^Send/ });
  await expect(send).toBeDisabled();
  await boxes.nth(1).check({ force: true });
  await boxes.nth(2).check({ force: true });
  await dialog.getByRole('textbox').fill('Dia ugut saya');
  await dialog
    .getByRole('checkbox', { name: english('report.block', { name: 'Daniel' }) })
    .check({ force: true });
  const { dataFolder } = world.server;
  expect(await readReports(dataFolder, 'list')).toEqual(['No report is open.']);

  await send.click();
  const done = page.getByRole('dialog', { name: english('report.done.title') });
  await expect(done).toContainText('Journey server');
  await done.getByRole('button', { name: english('common.close') }).click();
  await expect(page.getByText(english('block.bar', { name: 'Daniel' }))).toBeVisible();
  await expect(composer(page)).toBeHidden();

  const [line, ...others] = await readReports(dataFolder, 'list');
  expect(others).toEqual([]);
  expect(line).toContain(`about ${daniel.accountId}`);
  const shown = await readReports(dataFolder, 'show', line?.slice(0, 8) ?? '');
  const after = shown.findIndex((one) => one.startsWith('What the reporting person says'));
  const texts = shown.slice(after + 1).filter((one) => one.startsWith('    '));
  expect(texts.map((one) => one.trim())).toEqual([
    'Bayar RM500 sekarang',
    'Atau gambar itu saya sebarkan',
  ]);
  expect(shown).toContain('note      Dia ugut saya');
  expect(await holds(dataFolder, 'Bayar RM500')).not.toEqual([]);
  for (const text of ['Selamat pagi dari jiran', 'Jangan ganggu saya'])
    expect(await holds(dataFolder, text)).toEqual([]);
  const said = [...world.server.console(), ...world.server.log()].join('\n');
  for (const text of ['RM500', 'sebarkan', 'ugut']) expect(said).not.toContain(text);

  await test.step('who is reported hears nothing of it', async () => {
    await daniel.send(chat.chatId, 'Masih di sana?');
    expect((await daniel.messages(chat.chatId)).map(({ body }) => body)).toMatchObject(
      [
        'Selamat pagi dari jiran',
        'Bayar RM500 sekarang',
        'Atau gambar itu saya sebarkan',
        'Jangan ganggu saya',
        'Masih di sana?',
      ].map((text) => ({ kind: 'text', text })),
    );
  });
});
