import { expect, test } from '../../fixtures.ts';
import { createTestClock } from '../../support/clock/test-clock.ts';
import { swappedKeys } from '../../support/network/swapped-keys.ts';
import { messageWith, startChat, talkWith, write } from '../../support/screens/chats.ts';
import {
  encryptionLine,
  encryptionPane,
  markVerified,
  openEncryption,
  stateInSight,
  untilTold,
} from '../../support/screens/encryption.ts';
import { lookAt } from '../../support/screens/look.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const lines = {
  en: {
    greeting: 'Hello',
    answer: 'Good to see you here.',
    changed: 'I lost my computer',
    waits: 'Lunch tomorrow?',
  },
  ms: {
    greeting: 'Salam',
    answer: 'Seronok jumpa di sini.',
    changed: 'Komputer saya hilang',
    waits: 'Makan tengah hari esok?',
  },
} as const;

/** The server tells an account of a device that it has not. */
const withGhost = (path: string, body: Buffer): Buffer => {
  if (path !== '/v1/devices') return body;
  const { devices } = JSON.parse(body.toString('utf8')) as { devices: readonly object[] };
  const ghost = { ...devices[0], deviceId: 78, registrationId: 78 };
  return Buffer.from(JSON.stringify({ devices: [...devices, ghost] }), 'utf8');
};

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  test(`encryption in ${inLanguage}, in each of its five states and with its alarm: nothing is cut, and axe finds nothing`, async ({
    liedTo,
    newPeer,
    scope,
  }) => {
    test.setTimeout(300_000);
    const say = wordsOf(language);
    const words = lines[language];
    const clock = scope.own(await createTestClock());
    const keys = swappedKeys();
    const aisyah = await liedTo({ language, clock });
    const { page, liar } = aisyah;
    liar.tell((path, body) => (path.includes('/v1/key-log') ? Buffer.from('{}') : body));
    const [daniel, eka] = [await newPeer('Daniel'), await newPeer('Eka')];
    const pictures = takePictures(aisyah, language);
    const pane = encryptionPane(page, say);
    const look = lookAt(aisyah, language);
    const picturesOf = async (name: string): Promise<void> => {
      await stateInSight(page, say);
      await pictures(name, 'few');
    };
    const chat = await talkWith(aisyah, daniel, words, say);

    await openEncryption(page, 'check_unavailable', say);
    await test.step('check unavailable, beside what was compared', async () => {
      await markVerified(page, say);
      const compared = say('encryption.says.uncheckedVerified', { name: 'Daniel' });
      await expect(pane.getByText(compared)).toBeVisible();
      await look('not checked');
      await picturesOf('encryption-unavailable');
      await pane.getByRole('button', { name: say('common.undo') }).click();
      liar.tell(keys.lie);
      await pane.getByRole('button', { name: say('encryption.check.do') }).click();
      await expect(encryptionLine(page, 'not_verified', say)).toBeVisible();
    });

    await test.step('encrypted, not verified', async () => {
      await look('not verified');
      await picturesOf('encryption-not-verified');
      await pane.getByRole('button', { name: say('encryption.number.aloud') }).click();
      await look('read aloud');
      await page.keyboard.press('Escape');
      await pane.getByRole('button', { name: say('encryption.number.scan'), exact: true }).click();
      await look('scan');
      await page.keyboard.press('Escape');
    });

    await test.step('verified', async () => {
      await markVerified(page, say);
      await expect(encryptionLine(page, 'verified', say)).toBeVisible();
      await look('verified');
      await picturesOf('encryption');
    });

    await test.step('keys changed', async () => {
      await daniel.messenger.handlers.devices.makeNewKeys({});
      await daniel.waitOnline();
      await daniel.send(chat.chatId, words.changed);
      await expect(encryptionLine(page, 'key_changed', say)).toBeVisible();
      await look('keys changed');
      await picturesOf('encryption-changed');
      await pane.getByRole('button', { name: say('keys.accept') }).click();
      await expect(messageWith(page, words.changed)).toBeVisible();
      await encryptionLine(page, 'not_verified', say).click();
    });

    await test.step('check failed', async () => {
      keys.swap(eka.accountId, daniel.accountId);
      await startChat(page, eka.number, say);
      await write(page, words.waits, say);
      await untilTold(clock, encryptionLine(page, 'check_failed', say));
      await look('the banner');
      await openEncryption(page, 'check_failed', say);
      await look('check failed');
      await picturesOf('encryption-failed');
    });

    await test.step('somebody in the person’s name', async () => {
      liar.tell(withGhost);
      await openSettings(page, say);
      await openSection(page, 'encryption', say);
      await page.getByRole('button', { name: say('encryption.checks.now') }).click();
      const alarm = page.getByRole('region', { name: say('alarm.keys.own_entry.title') });
      await untilTold(clock, alarm);
      await look('the alarm');
      await alarm.getByRole('button', { name: say('withheld.more') }).click();
      await page.getByText(say('alarm.keys.end.new_keys')).waitFor();
      await look('what the alarm means');
      await pictures('own-name', 'few');
    });
  });
}
