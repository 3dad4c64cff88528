import { randomBytes } from 'node:crypto';
import { Database } from '@signalapp/sqlcipher';
import { pragmaKey } from '../../core/store/key.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import { delay, waitFor } from '../../e2e/support/wait.ts';
import { createWorld, type World } from '../../e2e/support/world.ts';
import { createBarePair } from '../references/bare-libsignal.ts';
import { makeProfile, type Profile } from '../support/profile.ts';
import { sampleChats } from '../support/sample-chats.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded, slope } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { startBisik } from '../support/windows.ts';

const queued = [1_000, 3_000, 5_000] as const;
const bareCount = 3_000;
const textBytes = 200;
const rounds = 5;
const pollMs = 4;

const text = () => randomBytes(textBytes / 2).toString('hex');

/** Someone who writes while the profile's person is away, and is gone when they come. */
const createWriterTo = async (world: World, folder: string, profile: Profile) => {
  const number = world.numbers.malaysian();
  const databaseKey = new Uint8Array(randomBytes(32));
  const open = (): Promise<Peer> =>
    openPeer({
      folder,
      serverUrl: world.server.url,
      number,
      name: 'Daniel',
      databaseKey,
      codeFor: (wanted) => world.server.codeFor(wanted),
    });
  const [daniel, aisyah] = [await open(), await profile.openPeer()];
  const { chatId } = await daniel.chatWith({ number: profile.number });
  await daniel.send(chatId, 'Hello');
  await aisyah.waitForText((await aisyah.chatNamed('Daniel')).chatId, 'Hello');
  await aisyah.send((await aisyah.chatNamed('Daniel')).chatId, 'Hello');
  await daniel.waitForText(chatId, 'Hello');
  await Promise.all([daniel.close(), aisyah.close()]);
  return async (count: number): Promise<void> => {
    const writer = await open();
    try {
      for (let sent = 0; sent < count; sent += 250)
        await Promise.all(
          Array.from({ length: Math.min(250, count - sent) }, () => writer.send(chatId, text())),
        );
      await waitFor(
        async () => (await writer.messenger.handlers.connection.get({})).queuedCount === 0,
        { what: 'the server to have all', timeoutMs: 60_000 },
      );
    } finally {
      await writer.close();
    }
  };
};

/** Watches from outside how many unread messages the app has committed. */
const watchUnread = ({ databaseFile, databaseKey }: Profile) => {
  const database = new Database(databaseFile, { cacheStatements: true });
  database.exec(pragmaKey(databaseKey));
  const statement = database.prepare("SELECT value FROM totals WHERE name = 'unread'");
  return {
    count: () => Number(statement.get<{ value: number }>()?.value),
    close: async () => database.close(),
  };
};

interface Start {
  readonly listMs: number;
  /** From the first committed batch to the last: how long the process took to start is not in it. */
  readonly takingMs: number;
  readonly drainedMs: number;
}

export const drain: Scenario = {
  name: 'drain',
  what: `${queued[0]} to ${queued.at(-1)} messages waiting on the server while the app starts, taken in and stored`,
  unit: 'messages/s',
  against: 'libsignal alone decrypting, its stores two variables in memory',
  better: 'higher',
  aim: 0.5,
  run: async ({ folder, own, say }) => {
    const world = own(await createWorld());
    say('making a profile');
    const profile = await makeProfile(world, await folder('profile'), {
      name: 'Aisyah',
      chats: sampleChats(10_000, 40),
    });
    const queue = await createWriterTo(world, await folder('writer'), profile);
    const unread = own(watchUnread(profile));

    const start = async (count: number): Promise<Start> => {
      if (count > 0) await queue(count);
      const before = unread.count();
      const startedAt = performance.now();
      const window = await startBisik(world, profile);
      try {
        let firstMs: number | undefined;
        for (let held = before; held < before + count; held = unread.count()) {
          if (held > before) firstMs ??= performance.now() - startedAt;
          if (performance.now() - startedAt > 120_000) throw new Error('it never came to an end');
          await delay(pollMs);
        }
        const drainedMs = performance.now() - startedAt;
        const listMs = await window.msTo('chat_list');
        // Receipts leave before the app is closed.
        await delay(1_000);
        return { listMs, drainedMs, takingMs: drainedMs - (firstMs ?? drainedMs) };
      } finally {
        await window.close();
      }
    };
    await start(500);
    await start(0);

    const lists = { none: [] as number[], most: [] as number[] };
    const firsts: number[] = [];
    const taken = await takeTurns(rounds, {
      ours: async () => {
        lists.none.push((await start(0)).listMs);
        const points: [number, number][] = [];
        for (const count of queued) {
          const { listMs, drainedMs, takingMs } = await start(count);
          points.push([count, takingMs]);
          if (count === queued.at(-1)) {
            lists.most.push(listMs);
            firsts.push(drainedMs);
          }
        }
        const perSecond = 1_000 / slope(points);
        say(
          `bisik ${Math.round(perSecond)} a second (${points.map(([count, ms]) => `${count}: ${Math.round(ms)} ms`).join(', ')})`,
        );
        return perSecond;
      },
      reference: async () => {
        const pair = await createBarePair();
        const ciphertexts = await pair.encrypt(
          Array.from({ length: bareCount }, () => new Uint8Array(randomBytes(textBytes))),
        );
        const began = performance.now();
        await pair.decrypt(ciphertexts);
        const perSecond = (bareCount / (performance.now() - began)) * 1_000;
        say(`bare ${Math.round(perSecond)} a second`);
        return perSecond;
      },
    });
    return {
      ...taken,
      more: [
        [
          'usable list',
          `${rounded(median(lists.none))} ms with none waiting, ${rounded(median(lists.most))} ms with ${queued.at(-1)}`,
        ],
        [`all ${queued.at(-1)} stored`, `${rounded(median(firsts))} ms after the process started`],
      ],
      conditions: `whole app with its window beside the server; slope over ${queued.join(', ')} messages, each timed from the first committed batch to the last, of ${textBytes} bytes from one person, each a start of its own; committed rows seen from outside every ${pollMs} ms; ${rounds} rounds`,
    };
  },
};
