import { readFile } from 'node:fs/promises';
import { delay } from '../../e2e/support/wait.ts';
import { createWorld } from '../../e2e/support/world.ts';
import { buildBlankApp } from '../references/build-blank.ts';
import { familyOf, pssBytes } from '../support/processes.ts';
import { makeProfile } from '../support/profile.ts';
import { sampleChats } from '../support/sample-chats.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { type StartedWindow, startBisik, startBlank } from '../support/windows.ts';

const messageCount = 10_000;
const chatCount = 40;
const rounds = 5;
const idleMs = 10_000;
const megabyte = 1_000_000;

/** Chromium's word for what a process is for: `--type` and, of utility processes, the kind. */
const kindOf = async (pid: number): Promise<string> => {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const type = /--type=([\w-]+)/.exec(line)?.[1] ?? 'main';
  return /--utility-sub-type=(\w+)/.exec(line)?.[1] ?? type;
};

export const memory: Scenario = {
  name: 'memory',
  what: `proportional set size of all processes, idle, ${messageCount.toLocaleString('en')} messages stored`,
  unit: 'MB',
  against: 'a React window that draws one line, with an empty utility process, same runtime',
  better: 'lower',
  aim: 1.35,
  run: async ({ folder, own, say }) => {
    const blank = await buildBlankApp();
    const world = own(await createWorld());
    say('making a profile');
    const profile = await makeProfile(world, await folder('profile'), {
      name: 'Aisyah',
      chats: sampleChats(messageCount, chatCount),
    });
    const blankProfile = await folder('blank');
    const kinds = { ours: new Map<string, number[]>(), reference: new Map<string, number[]>() };

    const weigh = async (side: keyof typeof kinds, starting: Promise<StartedWindow>) => {
      const window = await starting;
      try {
        await window.msTo('chat_list');
        await delay(idleMs);
        let sum = 0;
        const ofKind = new Map<string, number>();
        for (const pid of await familyOf(window.pid)) {
          const bytes = await pssBytes(pid).catch(() => 0);
          const kind = await kindOf(pid);
          sum += bytes / megabyte;
          ofKind.set(kind, (ofKind.get(kind) ?? 0) + bytes / megabyte);
        }
        for (const [kind, size] of ofKind)
          kinds[side].set(kind, [...(kinds[side].get(kind) ?? []), size]);
        say(`${side} ${rounded(sum)} MB`);
        return sum;
      } finally {
        await window.close();
      }
    };
    const taken = await takeTurns(rounds, {
      ours: () => weigh('ours', startBisik(world, profile)),
      reference: () => weigh('reference', startBlank(blank, blankProfile, 'react')),
    });
    const partsOf = (side: keyof typeof kinds) =>
      [...kinds[side]].map(([kind, sizes]) => `${kind} ${Math.round(median(sizes))}`).join(', ');
    return {
      ...taken,
      more: [
        ['ours by process', partsOf('ours')],
        ['reference by process', partsOf('reference')],
      ],
      conditions: `${messageCount} messages in ${chatCount} chats, connected, ${idleMs / 1_000} s after the list was there; each start a new process; ${rounds} rounds; PSS from smaps_rollup, MB of 1,000,000 bytes`,
    };
  },
};
