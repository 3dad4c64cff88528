import { createWorld } from '../../e2e/support/world.ts';
import { buildBlankApp } from '../references/build-blank.ts';
import { makeProfile } from '../support/profile.ts';
import { sampleChats } from '../support/sample-chats.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { type StartedWindow, startBisik, startBlank } from '../support/windows.ts';

const messageCount = 10_000;
const chatCount = 40;
const rounds = 9;
const between = ['ready', 'window', 'engine_started', 'first_paint'] as const;

export const startup: Scenario = {
  name: 'startup',
  what: `process start to a usable chat list, ${messageCount.toLocaleString('en')} messages stored, warm`,
  unit: 'ms',
  against: 'a React window that draws one line, with an empty utility process, same runtime',
  better: 'lower',
  aim: 1.3,
  run: async ({ folder, own, say }) => {
    const blank = await buildBlankApp();
    const world = own(await createWorld());
    say('making a profile');
    const profile = await makeProfile(world, await folder('profile'), {
      name: 'Aisyah',
      chats: sampleChats(messageCount, chatCount),
    });
    const blankProfile = await folder('blank');
    const marks: Readonly<Record<string, number>>[] = [];
    const plain: number[] = [];

    const timed = async (
      starting: Promise<StartedWindow>,
      onDrawn: (window: StartedWindow) => void = () => undefined,
    ): Promise<number> => {
      const window = await starting;
      try {
        const ms = await window.msTo('chat_list');
        onDrawn(window);
        return ms;
      } finally {
        await window.close();
      }
    };
    const takers = {
      ours: async () => {
        const ms = await timed(startBisik(world, profile), (window) => marks.push(window.marks()));
        say(`bisik ${ms} ms`);
        return ms;
      },
      reference: async () => {
        const ms = await timed(startBlank(blank, blankProfile, 'react'));
        plain.push(await timed(startBlank(blank, blankProfile, 'plain')));
        say(`blank ${ms} ms`);
        return ms;
      },
    };
    await takeTurns(1, takers);
    marks.splice(0);
    plain.splice(0);
    const taken = await takeTurns(rounds, takers);
    return {
      ...taken,
      more: [
        ['a window without React', `${rounded(median(plain))} ms`],
        ...between.map((what): readonly [string, string] => [
          `until ${what.replace('_', ' ')}`,
          `${rounded(median(marks.flatMap((one) => one[what] ?? [])))} ms`,
        ]),
      ],
      conditions: `${messageCount} messages in ${chatCount} chats, registered, server on this machine, keyring unlocked; files warm after one start of each; ${rounds} rounds; both marked after the first frame with content`,
    };
  },
};
