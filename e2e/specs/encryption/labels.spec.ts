import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { messageWith, startChat, write } from '../../support/screens/chats.ts';
import {
  encryptionLine,
  markVerified,
  openEncryption,
  scanText,
  stateInSight,
} from '../../support/screens/encryption.ts';
import { lookAt } from '../../support/screens/look.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { waitFor } from '../../support/wait.ts';
import { wordsOf } from '../../support/words.ts';

const lines = {
  en: {
    greeting: 'Hello',
    answer: 'Good to see you here.',
    waits: 'My address is 12 Jalan Kenari',
  },
  ms: {
    greeting: 'Salam',
    answer: 'Seronok jumpa di sini.',
    waits: 'Alamat saya 12 Jalan Kenari',
  },
} as const;

/** Says that whatever number is looked up is that of this account. */
const naming =
  (accountId: string) =>
  (path: string, body: Buffer): Buffer =>
    path === '/v1/lookups/number' ? Buffer.from(JSON.stringify({ accountId })) : body;

/** The same, and nothing of what its log says of numbers. */
const namingUnseen =
  (accountId: string) =>
  (path: string, body: Buffer): Buffer =>
    path.startsWith('/v1/key-log/labels') ? Buffer.from('{}') : naming(accountId)(path, body);

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  const say = wordsOf(language);
  const words = lines[language];

  test(`a server that names a stranger for a number, in ${inLanguage}: nobody is added; kept from looking, the app finds it later, and nothing more goes to them until they are compared`, async ({
    liedTo,
    newPeer,
    scope,
  }) => {
    test.setTimeout(300_000);
    const aisyah = await liedTo({ language });
    const { page, liar } = aisyah;
    const look = lookAt(aisyah, language);
    const pictures = takePictures(aisyah, language);
    const daniel = await newPeer('Daniel');
    const stranger = await newPeer('Daniel');

    await test.step('where the log can be asked, nobody is added', async () => {
      liar.tell(naming(stranger.accountId));
      await page
        .getByRole('button', { name: say('chats.new') })
        .first()
        .click();
      const dialog = page.getByRole('dialog', { name: say('newChat.title') });
      await dialog.getByRole('textbox', { name: say('newChat.label') }).fill(daniel.number);
      await dialog.getByRole('button', { name: say('newChat.start') }).click();
      await expect(dialog.getByText(say('error.found_somebody_else'))).toBeVisible();
      await look('nobody is added');
      await pictures('found-somebody-else', 'few');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(page.getByText(say('chats.empty.title'))).toBeVisible();
    });

    liar.tell(namingUnseen(stranger.accountId));
    await startChat(page, daniel.number, say);
    await write(page, words.greeting, say);
    const chat = await stranger.chatNamed('Aisyah');
    await stranger.waitForText(chat.chatId, words.greeting);
    await stranger.send(chat.chatId, words.answer);
    await messageWith(page, words.answer).waitFor();
    const pane = await openEncryption(page, 'check_unavailable', say);
    const again = pane.getByRole('button', { name: say('encryption.check.do') });
    const waiting = messageWith(page, words.waits);

    await test.step('as soon as the log can be asked it is a failed check, and stays one', async () => {
      liar.tell((_path, body) => body);
      await again.click();
      await expect(encryptionLine(page, 'check_failed', say)).toBeVisible();
      await expect(pane.getByText(say('encryption.check.label'))).toBeVisible();
      await expect(pane.getByText(say('withheld.label', { name: 'Daniel' }))).toBeVisible();
      await write(page, words.waits, say);
      await expect(waiting).toContainText(say('chat.state.withheld'));
      await look('a number that leads to somebody else');
      await stateInSight(page, say);
      await pictures('encryption-label', 'few');
      await again.click();
      await expect(pane.getByText(say('encryption.check.label'))).toBeVisible();
      await expect(waiting).toContainText(say('chat.state.withheld'));
    });

    await test.step('what proves it is saved, and names no number', async () => {
      const evidence = join(await scope.folder('saved'), 'evidence.json');
      await saveInto(aisyah, evidence);
      await pane.getByRole('button', { name: say('alarm.log.save') }).click();
      await expect(pane.getByText(say('alarm.log.saved'))).toBeVisible();
      const text = await readFile(evidence, 'utf8');
      expect(JSON.parse(text)).toMatchObject({
        entries: [{ accountId: stranger.accountId, kind: 'other_label' }],
      });
      expect(text).toContain(daniel.accountId);
      expect(text).not.toContain(daniel.number.slice(1));
    });

    await test.step('as the advice has it: whom the number is of shows another code', async () => {
      const real = await daniel.chatWith({ number: aisyah.number });
      await daniel.send(real.chatId, words.greeting);
      const { accountId } = real.peer;
      const { encryption } = daniel.messenger.handlers;
      const shown = await waitFor(
        async () => (await encryption.get({ accountId })).key?.scannable,
        { what: 'the code that Daniel shows' },
      );
      const dialog = await scanText(page, shown, say);
      await dialog.getByRole('heading', { name: say('encryption.different.title') }).waitFor();
      await page.keyboard.press('Escape');
      await expect(encryptionLine(page, 'check_failed', say)).toBeVisible();
    });
    expect(await stranger.texts(chat.chatId)).toEqual([words.greeting, words.answer]);

    await test.step('who says that they compared them all the same was told that what waits leaves', async () => {
      await pane.getByRole('button', { name: say('encryption.mark.do') }).click();
      const asking = page.getByRole('alertdialog');
      await expect(asking.getByText(say('encryption.mark.leaves'))).toBeVisible();
      await look('what leaves');
      await page.keyboard.press('Escape');
      await expect(encryptionLine(page, 'check_failed', say)).toBeVisible();
      await markVerified(page, say);
      await expect(encryptionLine(page, 'verified', say)).toBeVisible();
      await stranger.waitForText(chat.chatId, words.waits);
    });
  });
}
