import { setTimeout as pause } from 'node:timers/promises';
import { createNumbers } from '../../e2e/support/numbers.ts';
import { startServer } from '../../e2e/support/server-process.ts';
import { makeFannedPair } from '../support/fanned-pair.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { createWriter } from '../support/words.ts';

const messageCount = 400;
const textBytes = 200;
const rounds = 7;
/** Of 3 + 3 those that get something: two of the sender's, three of the recipient's. */
const receiving = 5;
/** Receipts are on their way still when the last message is stored; they are nobody's time but their own round's. */
const restMs = 1_500;

export const fanout: Scenario = {
  name: 'fanout',
  what: `${messageCount} messages from an account with 3 devices to one with 3, until all other devices have them, for each of those`,
  unit: 'ms per device',
  against: 'the same from an account with one device to one with one',
  better: 'lower',
  aim: 1.1,
  run: async (context) => {
    const { folder, own } = context;
    const dataFolder = await folder('server');
    const server = own(await startServer({ dataFolder, env: { BISIK_LOG_LEVEL: 'warn' } }));
    const world = { server, numbers: createNumbers(0) };
    context.say('linking');
    const one = await makeFannedPair(context, world, 1);
    const three = await makeFannedPair(context, world, 3);
    const write = createWriter(23);
    const texts = (): readonly string[] =>
      Array.from({ length: messageCount }, () => {
        let text = '';
        while (text.length < textBytes) text += `${write()} `;
        return text.slice(0, textBytes);
      });
    const timed = async (send: () => Promise<void>): Promise<number> => {
      const began = performance.now();
      await send();
      const tookMs = performance.now() - began;
      await pause(restMs);
      return tookMs;
    };
    const sides = {
      ours: async () => (await timed(() => three.send(texts()))) / receiving,
      reference: () => timed(() => one.send(texts())),
    };
    await sides.ours();
    await sides.reference();
    const taken = await takeTurns(rounds, {
      ours: async () => {
        const ms = await sides.ours();
        context.say(`3 + 3: ${rounded(ms)} ms per device`);
        return ms;
      },
      reference: async () => {
        const ms = await sides.reference();
        context.say(`1 + 1: ${rounded(ms)} ms`);
        return ms;
      },
    });
    return {
      ...taken,
      more: [
        ['all of 3 + 3', `${rounded(median(taken.ours) * receiving)} ms`],
        ['1 + 1', `${rounded(median(taken.reference))} ms`],
      ],
      conditions: `${messageCount} messages of ${textBytes} bytes sent in one go over TCP on this machine, the server a process, all devices in one other; SQLCipher with synchronous=FULL; receipts go back meanwhile; one warm-up, ${rounds} rounds`,
    };
  },
};
