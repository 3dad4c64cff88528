import type { Page } from '@playwright/test';
import { launchApp } from '../../e2e/support/app.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import { chatRow, openChat } from '../../e2e/support/screens/chats.ts';
import { goToChats, openSettings } from '../../e2e/support/screens/settings.ts';
import { waitFor } from '../../e2e/support/wait.ts';
import { english } from '../../e2e/support/words.ts';
import { createWorld } from '../../e2e/support/world.ts';
import { linkOne } from '../support/fanned-pair.ts';
import { preparePage, taken, watchInput, watchPainted } from '../support/in-page.ts';
import { makeProfile } from '../support/profile.ts';
import type { Scenario, ScenarioContext } from '../support/scenario.ts';
import { takeTurns } from '../support/turns.ts';

const devicesOfEach = 5;
const rounds = 15;
const other = 'Daniel';

/** From the click to after the frame that shows `text`. */
const timed = async (
  page: Page,
  selector: string,
  text: string,
  click: () => Promise<void>,
): Promise<number> => {
  await watchPainted(page, 'painted', selector, text);
  await watchInput(page, 'click', 'click');
  await click();
  return (await taken(page, 'painted')) - (await taken(page, 'click'));
};

const linkOthers = async (
  context: ScenarioContext,
  world: Parameters<typeof linkOne>[1],
  peer: Peer,
): Promise<void> => {
  for (let at = 2; at <= devicesOfEach; at++)
    await linkOne(context, world, peer, `${peer.name} ${at}`);
};

export const status: Scenario = {
  name: 'status',
  what: `click to first paint of what there is to know of a chat's encryption, ${devicesOfEach * 2} devices`,
  unit: 'ms',
  against: 'the same for a section of the settings, in the same window',
  better: 'lower',
  aim: 2,
  run: async (context) => {
    const { folder, own, say } = context;
    const world = own(await createWorld());
    say('making a profile');
    const profile = await makeProfile(world, await folder('profile'), { name: 'Aisyah' });
    const daniel = own(
      await openPeer({
        folder: await folder('daniel'),
        serverUrl: world.server.url,
        number: world.numbers.malaysian(),
        name: other,
        codeFor: (wanted) => world.server.codeFor(wanted),
      }),
    );
    say('linking devices');
    await linkOthers(context, world, daniel);
    const aisyah = await profile.openPeer();
    await linkOthers(context, world, aisyah);
    const { chatId, peer } = await aisyah.chatWith({ number: daniel.number });
    await aisyah.send(chatId, 'Hello');
    const answers = (await daniel.chatNamed('Aisyah')).chatId;
    await daniel.waitForText(answers, 'Hello');
    // With it comes the name.
    await daniel.send(answers, 'Hi');
    await aisyah.waitForText(chatId, 'Hi');
    await waitFor(
      async () => {
        const { ownDevices, theirDevices } = await aisyah.messenger.handlers.encryption.get({
          accountId: peer.accountId,
        });
        return ownDevices.length === devicesOfEach && theirDevices.length === devicesOfEach;
      },
      { what: 'the devices of both' },
    );
    await aisyah.close();

    const { page, resize } = own(
      await launchApp({
        profileFolder: profile.profileFolder,
        serverUrl: world.server.url,
        keyring: world.keyring,
      }),
    );
    await resize(1440, 900);
    await chatRow(page, other).waitFor();
    await preparePage(page);
    const line = page.locator('[data-encryption-line]');
    const pane = 'section[aria-labelledby] h3';
    const devices = `${devicesOfEach * 2} devices`;
    const appearance = english('settings.section.appearance');
    const nav = page.getByRole('navigation', { name: english('settings.sections') });
    const takers = {
      ours: async () => {
        await openChat(page, other);
        const ms = await timed(page, pane, devices, () => line.click());
        await line.click();
        await page
          .getByRole('region', { name: english('encryption.title') })
          .waitFor({ state: 'hidden' });
        return ms;
      },
      reference: async () => {
        await openSettings(page);
        const ms = await timed(page, 'h2', appearance, () =>
          nav.getByText(appearance, { exact: true }).click(),
        );
        await goToChats(page);
        return ms;
      },
    };
    await takeTurns(2, takers);
    return {
      ...(await takeTurns(rounds, takers)),
      more: [],
      conditions: `${devicesOfEach} devices on each side, one window, after two warm-ups; ${rounds} rounds; the safety number is held after the first opening, as it is for who opens it again; software rendering where there is no graphics card`,
    };
  },
};
