import { randomBytes, randomUUID } from 'node:crypto';
import { createMessenger, type Messenger } from '../../core/index.ts';
import { createNodeClock } from '../../core/platform/node-clock.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';
import { createNumbers } from '../../e2e/support/numbers.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import { startServer } from '../../e2e/support/server-process.ts';
import { waitFor } from '../../e2e/support/wait.ts';
import { createBarePair } from '../references/bare-libsignal.ts';
import { createMemoryRelay } from '../support/memory-relay.ts';
import type { Scenario, ScenarioContext } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { createWriter } from '../support/words.ts';

const messageCount = 1_500;
const textBytes = 200;
const rounds = 9;

interface Sample {
  readonly encryptMs: number;
  /** Until the server's answers were stored, too. */
  readonly markedMs: number;
  readonly decryptMs: number;
  /** Processor time of all threads of this process over both; says more than the clock on a machine with other work. */
  readonly cpuMs: number;
}

/** Texts of that many bytes, of words: the search index costs what it costs with people's texts. */
const createTexts = (): (() => string) => {
  const write = createWriter(17);
  return () => {
    let text = '';
    while (text.length < textBytes) text += `${write()} `;
    return text.slice(0, textBytes);
  };
};

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};

const perSecond = (count: number, ms: number): number => (count / ms) * 1_000;
const combined = ({ encryptMs, decryptMs }: Sample): number =>
  perSecond(messageCount, encryptMs + decryptMs);

/** Two registered people who know each other; closed, so that their databases can be opened over another network. */
const makePair = async ({ folder, own }: ScenarioContext): Promise<readonly [Peer, Peer]> => {
  const server = own(
    await startServer({ dataFolder: await folder('server'), env: { BISIK_LOG_LEVEL: 'warn' } }),
  );
  const numbers = createNumbers(0);
  const open = async (name: string) =>
    openPeer({
      folder: await folder(name),
      serverUrl: server.url,
      number: numbers.malaysian(),
      name,
      codeFor: (number) => server.codeFor(number),
    });
  const [aisyah, daniel] = [await open('Aisyah'), await open('Daniel')];
  const chat = await aisyah.chatWith({ number: daniel.number });
  await aisyah.send(chat.chatId, 'Hello');
  const answer = await daniel.chatNamed('Aisyah');
  await daniel.send(answer.chatId, 'Hello');
  await aisyah.waitForText(chat.chatId, 'Hello');
  await waitFor(
    async () =>
      (await aisyah.messages(chat.chatId)).every(
        ({ outgoing, state }) => !outgoing || state === 'delivered',
      ),
    { what: 'the receipt' },
  );
  await Promise.all([aisyah.close(), daniel.close()]);
  return [aisyah, daniel];
};

export const engine: Scenario = {
  name: 'engine',
  what: `${messageCount} messages of ${textBytes} bytes encrypted and stored, then decrypted and stored`,
  unit: 'messages/s through both',
  against: 'libsignal alone, its stores two variables in memory',
  better: 'higher',
  aim: 0.7,
  run: async (context) => {
    const { own, say } = context;
    const [aisyah, daniel] = await makePair(context);
    const writeText = createTexts();
    const relay = createMemoryRelay();
    const openAgain = async (peer: Peer): Promise<Messenger> =>
      own(
        await createMessenger({
          databaseFile: peer.databaseFile,
          databaseKey: peer.databaseKey,
          defaultServerUrl: null,
          localProgram: null,
          acceptsEverybody: true,
          appVersion: '0.0.0-bench',
          clock: createNodeClock(),
          random: createNodeRandom(),
          network: relay.network(createNodeNetwork()),
          emit: () => undefined,
        }),
      );
    const [sender, receiver] = [await openAgain(aisyah), await openAgain(daniel)];
    for (const { handlers } of [sender, receiver])
      await waitFor(async () => (await handlers.connection.get({})).state === 'online', {
        what: 'both to be connected',
      });
    const { chats } = await sender.handlers.chats.list({ limit: 1, before: null });
    const chatId = chats[0]?.chatId ?? '';
    const idle = (who: Messenger) =>
      waitFor(async () => (await who.handlers.connection.get({})).queuedCount === 0, {
        what: 'everything to be sent',
        everyMs: 1,
      });

    const samples = { ours: [] as Sample[], reference: [] as Sample[] };
    const throughOurs = async (): Promise<Sample> => {
      const texts = Array.from({ length: messageCount }, writeText);
      relay.hold(daniel.accountId);
      relay.hold(aisyah.accountId);
      relay.holdAnswers(aisyah.accountId);
      const cpu = process.cpuUsage();
      let began = performance.now();
      await Promise.all(
        texts.map((text) =>
          sender.handlers.messages.send({ chatId, messageId: randomUUID(), text }),
        ),
      );
      const encryptMs = performance.now() - began;
      let usedMs = cpuMs(cpu);
      relay.releaseAnswers(aisyah.accountId);
      await idle(sender);
      const markedMs = performance.now() - began;
      if (relay.waiting(daniel.accountId) < messageCount)
        throw new Error(`${relay.waiting(daniel.accountId)} were sent`);
      const cpuAgain = process.cpuUsage();
      began = performance.now();
      relay.release(daniel.accountId);
      await relay.emptied(daniel.accountId);
      const decryptMs = performance.now() - began;
      usedMs += cpuMs(cpuAgain);
      // The receipts go back outside of what is measured.
      relay.release(aisyah.accountId);
      await waitFor(() => relay.waiting(aisyah.accountId) === 0, { what: 'the receipts' });
      return { encryptMs, markedMs, decryptMs, cpuMs: usedMs };
    };
    const throughBare = async (): Promise<Sample> => {
      const pair = await createBarePair();
      const texts = Array.from(
        { length: messageCount },
        () => new Uint8Array(randomBytes(textBytes)),
      );
      const cpu = process.cpuUsage();
      let began = performance.now();
      const ciphertexts = await pair.encrypt(texts);
      const encryptMs = performance.now() - began;
      began = performance.now();
      await pair.decrypt(ciphertexts);
      return {
        encryptMs,
        markedMs: encryptMs,
        decryptMs: performance.now() - began,
        cpuMs: cpuMs(cpu),
      };
    };
    await throughOurs();
    await throughBare();
    const taken = await takeTurns(rounds, {
      ours: async () => {
        const sample = await throughOurs();
        samples.ours.push(sample);
        say(`ours ${Math.round(combined(sample))} a second`);
        return combined(sample);
      },
      reference: async () => {
        const sample = await throughBare();
        samples.reference.push(sample);
        say(`bare ${Math.round(combined(sample))} a second`);
        return combined(sample);
      },
    });
    const rate = (side: 'ours' | 'reference', of: keyof Sample) =>
      median(samples[side].map((sample) => perSecond(messageCount, sample[of])));
    const row = (label: string, of: keyof Sample): readonly [string, string] => [
      label,
      `${rounded(rate('ours', of))}/s, bare ${rounded(rate('reference', of))}/s, ratio ${rounded(rate('ours', of) / rate('reference', of))}`,
    ];
    const cpuPer1000 = (side: 'ours' | 'reference') =>
      median(samples[side].map((sample) => (sample.cpuMs / messageCount) * 1_000));
    const events = receiver.counters();
    return {
      ...taken,
      more: [
        row('encrypt and store', 'encryptMs'),
        row('decrypt and store', 'decryptMs'),
        [
          'encrypt, store, and store the answers',
          `${rounded(rate('ours', 'markedMs'))}/s, outside of the ratio`,
        ],
        [
          'processor time of both',
          `${rounded(cpuPer1000('ours'))} ms per 1,000 messages, bare ${rounded(cpuPer1000('reference'))} ms`,
        ],
        ['received in', `${events.batches} transactions over all rounds`],
      ],
      conditions: `core as the engine process runs it, SQLCipher with synchronous=FULL, the socket in memory; sending until all are on the disk, encrypted; receiving until all are acknowledged, receipts made; all sent in one go; one warm-up, ${rounds} rounds`,
    };
  },
};
