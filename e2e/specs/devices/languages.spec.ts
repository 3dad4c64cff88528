import { only } from '../../../contract/settings/audience.ts';
import { expect, test } from '../../fixtures.ts';
import type { App } from '../../support/app.ts';
import { callEngine } from '../../support/engine-calls.ts';
import { startCable } from '../../support/network/cable.ts';
import { acceptRequest, messageWith, write } from '../../support/screens/chats.ts';
import {
  approveLink,
  deviceRow,
  openDevices,
  openLinkDialog,
  pasteCode,
  showLinkingCode,
} from '../../support/screens/linking.ts';
import { lookAt } from '../../support/screens/look.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const people = {
  en: {
    computer: 'Laptop',
    request: ['Hello, Mei Ling gave me your username.', 'Is there a place left on Saturday?'],
    about: 'Potter in Melaka',
  },
  ms: {
    computer: 'Komputer riba',
    request: ['Salam, Mei Ling beri nama pengguna puan.', 'Masih ada tempat hari Sabtu?'],
    about: 'Tukang pasu di Melaka',
  },
} as const;

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  test(`devices, people and privacy in ${inLanguage}: nothing is cut, and axe finds nothing`, async ({
    newcomer,
    newPeer,
    openApp,
    world,
    scope,
  }) => {
    test.setTimeout(420_000);
    const say = wordsOf(language);
    const words = people[language];
    const cables = [
      scope.own(await startCable(world.server.url)),
      scope.own(await startCable(world.server.url)),
    ] as const;
    const aisyah = await newcomer('Aisyah', { language, serverUrl: cables[0].url });
    const { page } = aisyah;
    const pictures = takePictures(aisyah, language);
    const look = lookAt(aisyah, language);
    const press = (id: string, parts?: Record<string, string>) =>
      page
        .getByRole('button', { name: say(id, parts), exact: true })
        .first()
        .click();
    const section = async (id: string): Promise<void> => {
      await goToChats(page, say);
      await openSettings(page, say);
      await openSection(page, id, say);
    };
    const close = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await expect(page.locator('[role=dialog], [role=alertdialog], [role=menu]')).toHaveCount(0);
    };

    const second = await openApp({ language, serverUrl: cables[1].url });
    await test.step('a second computer', async () => {
      const code = await showLinkingCode(second.page, say);
      await lookAt(second, language)('linking code');
      await takePictures(second, language)('link-code', 'few');
      const dialog = await openLinkDialog(page, say);
      await look('reading a code');
      await pasteCode(dialog, code, say);
      await dialog.getByRole('heading', { name: say('linking.approve.title') }).waitFor();
      await look('approving');
      await pictures('link-approve', 'few');
      await approveLink(aisyah, second, { history: false, say });
      await callEngine(second.page, 'devices.rename', { name: words.computer });
      await openDevices(page, say);
      await expect(deviceRow(page, words.computer)).toBeVisible();
      await look('devices');
      await pictures('devices', 'few');
      await press('devices.unlink.of', { name: words.computer });
      await look('unlinking');
      await close();
    });

    await test.step('people', async () => {
      const daniel = await newPeer('Daniel');
      await daniel.send((await daniel.chatWith(aisyah)).chatId, 'Salam');
      await goToChats(page, say);
      await acceptRequest(page, 'Daniel', say);
      await write(page, 'Salam', say);
      await press('timer.button.off');
      await look('timer');
      await close();
      const openMenu = async (item: string) => {
        await press('people.menu');
        await page.getByRole('menuitem', { name: say(item) }).click();
        await page.getByRole('dialog').waitFor();
      };
      await openMenu('details.open');
      await look('details of a chat');
      await close();
      await openMenu('report.open');
      await look('report');
      await close();
      const rashid = await newPeer('Rashid Hamdan');
      const { chatId } = await rashid.chatWith(aisyah);
      for (const text of words.request) await rashid.send(chatId, text);
      await goToChats(page, say);
      await page.getByRole('button', { name: say('requests.title') }).click();
      await look('requests');
      await page
        .getByRole('list', { name: say('requests.title'), exact: true })
        .getByRole('button')
        .filter({ hasText: 'Rashid Hamdan' })
        .click();
      await expect(messageWith(page, words.request[1])).toBeVisible();
      await look('a request');
      await pictures('request', 'few');
      await press('requests.delete');
      await look('deleting a request');
      await close();
      await press('block.action');
      await look('blocking');
      const asked = page.getByRole('alertdialog');
      await asked.getByRole('button', { name: say('block.action'), exact: true }).click();
      await section('blocked');
      await expect(page.getByText('Rashid Hamdan')).toBeVisible();
      await look('blocked people');
    });

    await test.step('privacy', async () => {
      await callEngine(page, 'profile.setAbout', { about: words.about });
      await section('profile');
      await look('profile');
      await section('viewAs');
      await expect(page.getByText(words.about)).toBeVisible();
      await look('view as');
      await pictures('view-as', 'few');
      await section('checkup');
      await look('check-up');
      // Its other steps are made of what is looked at elsewhere.
      for (let step = 1; step < 6; step++) await press('checkup.next');
      await press('checkup.finish');
      await look('check-up, end');
      await section('privacy');
      await look('privacy');
      await press('settings.exceptions.of', {
        setting: say('settings.privacy.whoSeesPhoto.label'),
      });
      await look('exceptions');
      await close();
    });

    await test.step('set on two computers while apart', async () => {
      for (const cable of cables) cable.unplug();
      const set = ({ page: of }: App, key: string, value: unknown) =>
        callEngine(of, 'accountSettings.set', { key, value });
      await set(aisyah, 'privacy.sendReadReceipts', false);
      await set(second, 'privacy.sendReadReceipts', false);
      await set(second, 'privacy.sendReadReceipts', true);
      await set(second, 'privacy.whoSeesLastSeen', only('contacts'));
      for (const cable of cables) cable.plug();
      const sides = page.getByRole('list', {
        name: say('settings.conflict.sides', {
          setting: say('settings.privacy.sendReadReceipts.label'),
        }),
      });
      await expect(sides).toBeVisible({ timeout: 60_000 });
      // From its top.
      await section('privacy');
      await expect(sides).toBeVisible();
      await look('set apart');
      await pictures('conflict', 'few');
    });
  });
}
