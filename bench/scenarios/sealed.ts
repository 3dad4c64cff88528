import { setTimeout as pause } from 'node:timers/promises';
import { createNumbers } from '../../e2e/support/numbers.ts';
import { startServer } from '../../e2e/support/server-process.ts';
import { type Counts, createCountedNetwork } from '../support/counted-network.ts';
import { type FannedPair, makeFannedPair } from '../support/fanned-pair.ts';
import { cpuSeconds } from '../support/processes.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { createWriter } from '../support/words.ts';

const messageCount = 400;
const textBytes = 200;
const rounds = 7;
/** Receipts are on their way still when the last message is stored; they are nobody's time but their own round's. */
const restMs = 1_500;
/** Until both have what lets one send sealed. */
const mostTries = 50;

const share = ({ plain, sealed }: Counts): number => sealed / (sealed + plain);

/** Sends until it goes the way that is measured. */
const settle = async (pair: FannedPair, counts: Counts, way: keyof Counts): Promise<void> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = { ...counts };
    await pair.send(['Hello again']);
    await pause(200);
    const other = way === 'sealed' ? 'plain' : 'sealed';
    // Acknowledgements go by name, sealed or not.
    if (counts[way] > before[way] && (way === 'sealed' || counts[other] === before[other])) return;
  }
  throw new Error(`it is not sent ${way}`);
};

export const sealed: Scenario = {
  name: 'sealed',
  what: `${messageCount} messages sent without saying who one is, until the other side has them`,
  unit: 'messages/s',
  against: 'the same by name, in the same run',
  better: 'higher',
  aim: 0.6,
  run: async (context) => {
    const { folder, own } = context;
    const dataFolder = await folder('server');
    const server = own(await startServer({ dataFolder, env: { BISIK_LOG_LEVEL: 'warn' } }));
    const world = { server, numbers: createNumbers(0) };
    const open = async (isSealed: boolean) => {
      const counts: Counts = { plain: 0, sealed: 0 };
      const network = () => createCountedNetwork(counts, isSealed);
      const pair = await makeFannedPair(context, world, 1, network, isSealed ? 'sealed' : 'plain');
      await settle(pair, counts, isSealed ? 'sealed' : 'plain');
      return { pair, counts };
    };
    const sides = { ours: await open(true), reference: await open(false) };
    const write = createWriter(31);
    const texts = (): readonly string[] =>
      Array.from({ length: messageCount }, () => {
        let text = '';
        while (text.length < textBytes) text += `${write()} `;
        return text.slice(0, textBytes);
      });
    const processors = async (): Promise<readonly [people: number, server: number]> => [
      await cpuSeconds(process.pid),
      await cpuSeconds(server.pid()),
    ];
    /** In milliseconds for each message: what tells the two ways apart also where others use the machine. */
    const used = { ours: { people: [], server: [] }, reference: { people: [], server: [] } } as {
      readonly [side in 'ours' | 'reference']: Record<'people' | 'server', number[]>;
    };
    const perSecond = async (side: keyof typeof sides): Promise<number> => {
      const before = await processors();
      const began = performance.now();
      await sides[side].pair.send(texts());
      const tookMs = performance.now() - began;
      await pause(restMs);
      const after = await processors();
      used[side].people.push(((after[0] - before[0]) * 1_000) / messageCount);
      used[side].server.push(((after[1] - before[1]) * 1_000) / messageCount);
      return (messageCount * 1_000) / tookMs;
    };
    const processorTime = (side: keyof typeof sides): string =>
      `${rounded(median(used[side].people))} ms a message of both people, ${rounded(median(used[side].server))} ms of the server`;
    await perSecond('ours');
    await perSecond('reference');
    for (const { people, server: ofServer } of Object.values(used)) {
      people.splice(0);
      ofServer.splice(0);
    }
    for (const { counts } of Object.values(sides)) Object.assign(counts, { plain: 0, sealed: 0 });
    const taken = await takeTurns(rounds, {
      ours: async () => {
        const one = await perSecond('ours');
        context.say(`sealed: ${rounded(one)} a second`);
        return one;
      },
      reference: async () => {
        const one = await perSecond('reference');
        context.say(`by name: ${rounded(one)} a second`);
        return one;
      },
    });
    const all = messageCount * rounds;
    if (sides.ours.counts.sealed < all || sides.reference.counts.sealed > 0)
      throw new Error('it did not go the way that is measured');
    return {
      ...taken,
      more: [
        ['sealed', `${rounded(median(taken.ours))} a second`],
        ['by name', `${rounded(median(taken.reference))} a second`],
        ['sealed: processor', processorTime('ours')],
        ['by name: processor', processorTime('reference')],
        ['of the sealed side’s frames sealed', `${rounded(share(sides.ours.counts) * 100)} %`],
      ],
      conditions: `${messageCount} messages of ${textBytes} bytes sent in one go over TCP on this machine, the server a process, both people in one other; SQLCipher with synchronous=FULL; receipts go back meanwhile, sealed or not as the messages; one warm-up, ${rounds} rounds`,
    };
  },
};
