import type { Page } from '@playwright/test';
import { launchApp } from '../../e2e/support/app.ts';
import { chatRow, openChat } from '../../e2e/support/screens/chats.ts';
import { english } from '../../e2e/support/words.ts';
import { createWorld } from '../../e2e/support/world.ts';
import { preparePage, taken, watchInput, watchPainted } from '../support/in-page.ts';
import { makeProfile } from '../support/profile.ts';
import type { Scenario } from '../support/scenario.ts';
import { rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const messageCount = 100_000;
const rounds = 15;
const longFrameMs = 50;
const stepPx = 1_200;
const mostScrollMs = 240_000;
const idleFramesMs = 10_000;
const long = 'Person 1';
const empty = 'Person 2';

/** From the click on a chat's row to after the frame that shows `text` in the conversation. */
const openAndTime = async (
  page: Page,
  name: string,
  selector: string,
  text: string,
): Promise<number> => {
  await watchPainted(page, 'painted', selector, text);
  await watchInput(page, 'click', 'click');
  await chatRow(page, name).click();
  return (await taken(page, 'painted')) - (await taken(page, 'click'));
};

interface Frames {
  readonly count: number;
  readonly longMs: readonly number[];
  readonly seconds: number;
  /** Whether the oldest message was reached, and how many rows went by. */
  readonly reachedTop: boolean;
  readonly passed: number;
}

/** Times between frames, while nothing happens or while the open chat is scrolled towards its first message. */
const frames = (page: Page, how: { readonly scroll: boolean }): Promise<Frames> =>
  page.evaluate(
    ({ scroll, stepPx, longFrameMs, mostMs }) =>
      new Promise((resolve) => {
        const list = scroll ? document.querySelector('ol:has(> li[data-message-id])') : null;
        const scroller = list?.parentElement;
        const seen = new Set<string | undefined>();
        const longMs: number[] = [];
        const began = performance.now();
        let last = began;
        let count = 0;
        let still = 0;
        const frame = (at: number) => {
          if (count++ > 0 && at - last > longFrameMs) longMs.push(Math.round(at - last));
          last = at;
          if (scroller && list) {
            const first = list.querySelector<HTMLElement>('li[data-message-id]')?.dataset.messageId;
            still = scroller.scrollTop === 0 && seen.has(first) ? still + 1 : 0;
            if (count % 8 === 0)
              for (const row of list.querySelectorAll<HTMLElement>('li[data-message-id]'))
                seen.add(row.dataset.messageId);
            scroller.scrollTop -= stepPx;
          }
          const seconds = (performance.now() - began) / 1_000;
          if (still > 120 || seconds * 1_000 > mostMs)
            resolve({ count, longMs, seconds, reachedTop: still > 120, passed: seen.size });
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { ...how, stepPx, longFrameMs, mostMs: how.scroll ? mostScrollMs : idleFramesMs },
  );

const inWords = ({ longMs, count, seconds }: Frames): string =>
  `${longMs.length} of ${count} frames in ${rounded(seconds)} s${longMs.length > 0 ? `, the longest ${Math.max(...longMs)} ms` : ''}`;

export const history: Scenario = {
  name: 'history',
  what: `click to first paint of a chat of ${messageCount.toLocaleString('en')} messages`,
  unit: 'ms',
  against: 'the same for an empty chat',
  better: 'lower',
  aim: 1.5,
  run: async ({ folder, own, say }) => {
    const world = own(await createWorld());
    say('making a profile');
    const profile = await makeProfile(world, await folder('profile'), {
      name: 'Aisyah',
      chats: [
        { name: long, messageCount },
        { name: empty, messageCount: 0 },
      ],
    });
    const { page } = own(
      await launchApp({
        profileFolder: profile.profileFolder,
        serverUrl: world.server.url,
        keyring: world.keyring,
      }),
    );
    await chatRow(page, long).waitFor();
    await preparePage(page);
    const [region, nothing] = [
      `section[aria-label="${english('chat.region', { name: long })}"]`,
      english('chat.empty.title'),
    ];
    const takers = {
      ours: async () => {
        await openChat(page, empty);
        return openAndTime(page, long, `${region} li[data-message-id]`, '.');
      },
      reference: async () => {
        await openChat(page, long);
        return openAndTime(page, empty, 'section[aria-label]', nothing);
      },
    };
    await takeTurns(2, takers);
    const times = await takeTurns(rounds, takers);
    await openChat(page, empty);
    const idle = await frames(page, { scroll: false });
    await openChat(page, long);
    await page.locator('li[data-message-id]').last().waitFor();
    say('scrolling to the first message');
    const scrolled = await frames(page, { scroll: true });
    return {
      ...times,
      more: [
        [`frames over ${longFrameMs} ms while scrolling`, `${inWords(scrolled)} (aim 0)`],
        [
          'of that chat passed',
          scrolled.reachedTop
            ? `all, ${scrolled.passed} messages`
            : `${scrolled.passed} messages, then the time was up`,
        ],
        [`frames over ${longFrameMs} ms in an empty chat, idle`, inWords(idle)],
      ],
      conditions: `both chats in one window, opened from each other, after two warm-ups; ${rounds} rounds; scrolled ${stepPx} px each frame; software rendering where there is no graphics card`,
    };
  },
};
