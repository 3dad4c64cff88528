import { Database } from '@signalapp/sqlcipher';
import { createMessenger } from '../../core/index.ts';
import { createNodeClock } from '../../core/platform/node-clock.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';
import { pragmaKey } from '../../core/store/key.ts';
import { messageSearchSql } from '../../core/store/repositories/search.ts';
import { toFtsQuery } from '../../core/store/repositories/search-query.ts';
import { cachedStore } from '../support/cached-store.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, percentile, rounded } from '../support/stats.ts';
import { commonPlace, createDice, createVocabulary } from '../support/words.ts';

const messageCount = 1_000_000;
const chatCount = 300;
const queryCount = 200;
const rounds = 7;
const limit = 50;

/** What people type: the beginning of a word, a whole one, or two; common ones more often. */
const createQueries = (): readonly string[] => {
  const vocabulary = createVocabulary();
  const dice = createDice(5);
  const word = () => vocabulary[commonPlace(dice, vocabulary.length)] ?? '';
  return Array.from({ length: queryCount }, (_, index) => {
    if (index % 3 === 0) return word().slice(0, 2 + Math.floor(dice() * 3));
    return index % 3 === 1 ? word() : `${word()} ${word()}`;
  });
};

export const search: Scenario = {
  name: 'search',
  what: `full-text search over ${messageCount.toLocaleString('en')} messages, the newest ${limit} hits, 95th percentile of ${queryCount} queries`,
  unit: 'ms',
  against: 'the bare SQL query, prepared, on a connection of its own',
  better: 'lower',
  aim: 1.2,
  run: async ({ own, say }) => {
    const chats = Array.from({ length: chatCount }, (_, index) => ({
      name: `Person ${index}`,
      messageCount: index < messageCount % chatCount ? 1 : 0,
    })).map((chat) => ({
      ...chat,
      messageCount: chat.messageCount + Math.floor(messageCount / chatCount),
    }));
    const { file, key } = await cachedStore('search', { chats, endAt: 1_790_000_000_000 }, say);
    const messenger = own(
      await createMessenger({
        databaseFile: file,
        databaseKey: key,
        defaultServerUrl: null,
        localProgram: null,
        acceptsEverybody: true,
        appVersion: '0.0.0-bench',
        clock: createNodeClock(),
        random: createNodeRandom(),
        network: createNodeNetwork(),
        emit: () => undefined,
      }),
    );
    const bare = new Database(file, { cacheStatements: false });
    own({ close: async () => bare.close() });
    bare.exec(pragmaKey(key));
    bare.exec('PRAGMA journal_mode=WAL; PRAGMA temp_store=MEMORY;');
    const statement = bare.prepare(messageSearchSql, { persistent: true });

    const ours = async (text: string): Promise<number> => {
      const began = performance.now();
      const { messages } = await messenger.handlers.chats.search({ text, limit });
      return check(performance.now() - began, messages.length, text);
    };
    const reference = (text: string): number => {
      const match = toFtsQuery(text, true);
      const began = performance.now();
      const rows = statement.all([match, Number.MAX_SAFE_INTEGER, limit]);
      return check(performance.now() - began, rows.length, text);
    };
    const found = new Map<string, number>();
    /** Both must find as much. */
    const check = (ms: number, count: number, text: string): number => {
      if ((found.get(text) ?? count) !== count) throw new Error('another number of hits');
      found.set(text, count);
      return ms;
    };

    const queries = createQueries();
    const p95 = { ours: [] as number[], reference: [] as number[] };
    const p50 = { ours: [] as number[], reference: [] as number[] };
    for (let round = -1; round < rounds; round++) {
      const times = { ours: [] as number[], reference: [] as number[] };
      for (const [index, text] of queries.entries()) {
        const oursFirst = (index + round) % 2 === 0;
        if (oursFirst) times.ours.push(await ours(text));
        times.reference.push(reference(text));
        if (!oursFirst) times.ours.push(await ours(text));
      }
      if (round < 0) continue;
      for (const side of ['ours', 'reference'] as const) {
        p95[side].push(percentile(times[side], 0.95));
        p50[side].push(median(times[side]));
      }
      say(`round ${round + 1}: ${rounded(p95.ours.at(-1) ?? 0)} ms`);
    }
    const hits = [...found.values()];
    return {
      ...p95,
      more: [
        [
          'median query',
          `${rounded(median(p50.ours))} ms, bare ${rounded(median(p50.reference))} ms`,
        ],
        [
          'hits',
          `${hits.filter((count) => count === limit).length} of ${found.size} texts have ${limit} or more`,
        ],
      ],
      conditions: `${chatCount} chats, invented words by Zipf's law; beginnings, words and pairs; one warm-up round, then ${rounds}; each query by both in turn; ours is chats.search: messages and names, shaped for the window`,
    };
  },
};
