import { join } from 'node:path';
import { deriveLabelKeys } from '../../contract/transparency/keys/oblivious.ts';
import type { ReadTile } from '../../contract/transparency/tile-proofs.ts';
import { tilePath } from '../../contract/transparency/tiles.ts';
import { keyLookupSchema } from '../../contract/wire/key-log.ts';
import { limits } from '../../contract/wire/limits.ts';
import { proveEntry } from '../../core/key-log/read-entry.ts';
import { toTold } from '../../server/modules/key-log/told.ts';
import { openConnection } from '../../server/store/sqlite/connection.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { Store } from '../../server/store/types.ts';
import type { Scenario, ScenarioContext } from '../support/scenario.ts';
import { seededId, seededKey, seedKeyMap } from '../support/seed-key-map.ts';
import { median, percentile, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';
import { createDice } from '../support/words.ts';

const accountCount = 1_000_000;
const smallCount = 1_000;
const lookups = 1_000;
const appends = 200;
const rounds = 7;

/** A map of so many accounts, and somebody who looks them up. */
const openMap = async ({ folder, own, say }: ScenarioContext, entered: number, waiting: number) => {
  const file = join(await folder('transparency'), 'server.db');
  const began = performance.now();
  await seedKeyMap(file, { entered, waiting, say });
  const labelKeys = deriveLabelKeys(new Uint8Array(32).fill(106));
  const store = own(openSqliteStore({ file, labelKeys }));
  await store.keyMap.beat(0);
  await store.keyMap.commitLabelKey();
  const seconds = (performance.now() - began) / 1_000;
  say(`a map of ${entered} accounts, made in ${rounded(seconds)} s`);
  const dice = createDice(entered);
  const siblings: number[] = [];
  const answers: number[] = [];
  /** Looks random accounts up and verifies each answer as the app does. Gives how many a second. */
  const lookUp = async (): Promise<number> => {
    const head = await store.keyLog.head();
    const reader = readerOf(store);
    const from = performance.now();
    for (let count = 0; count < lookups; count++) {
      const index = Math.floor(dice() * entered);
      const accountId = seededId(index);
      const found = await store.keyMap.lookUp(accountId, head, 0, limits.maxKeyVersionsPerAnswer);
      if (found === null) throw new Error('no head');
      const answer = JSON.stringify(toTold(found, head.epoch, (_, isNewest) => isNewest));
      const lookup = keyLookupSchema.parse(JSON.parse(answer));
      const entry = await proveEntry(
        accountId,
        lookup,
        { ...head, origin: '', extensions: [], note: '' },
        reader,
      );
      const state = entry?.states.at(-1);
      if (!state || state === 'untold' || state.identityKey !== seededKey(index))
        throw new Error('an answer that does not hold');
      siblings.push(lookup.path.siblings.length);
      answers.push(answer.length);
    }
    return lookups / ((performance.now() - from) / 1_000);
  };
  return { store, lookUp, siblings, answers, seconds };
};

/** The log's tiles as an app has them after the first look. */
const readerOf = ({ keyLog }: Store) => {
  const kept = new Map<string, Uint8Array>();
  const tiles =
    (epoch: number): ReadTile =>
    async (tile) => {
      const path = tilePath(tile);
      const known =
        kept.get(path) ?? (await keyLog.tile(epoch, Number(tile.level), tile.index, tile.width));
      if (!known) throw new Error('no such tile');
      kept.set(path, known);
      return known;
    };
  const never = (): never => {
    throw new Error('a proof that does not hold');
  };
  return { tiles, checkpoint: never, start: never, forget: never };
};

/** The least that a durable change is: one row in a transaction of its own. */
const openBare = async ({ folder, own }: ScenarioContext) => {
  const connection = openConnection(join(await folder('bare'), 'bare.db'));
  own({ close: async () => connection.close() });
  connection.exec('CREATE TABLE entries (id INTEGER PRIMARY KEY, entry BLOB NOT NULL)');
  const insert = connection.prepare('INSERT INTO entries (entry) VALUES (?)');
  return (): void => {
    connection.exec('BEGIN IMMEDIATE');
    insert.run([new Uint8Array(32)]);
    connection.exec('COMMIT');
  };
};

const perSecond = async (once: () => unknown): Promise<number> => {
  const from = performance.now();
  for (let count = 0; count < appends; count++) await once();
  return appends / ((performance.now() - from) / 1_000);
};

export const transparency: Scenario = {
  name: 'transparency',
  what: `look-ups in the map of keys of ${accountCount.toLocaleString('en')} accounts, each answer verified`,
  unit: 'look-ups/s',
  against: `the same in a map of ${smallCount.toLocaleString('en')}`,
  better: 'higher',
  aim: 0.5,
  run: async (context) => {
    const big = await openMap(context, accountCount, appends * (rounds + 1));
    const small = await openMap(context, smallCount, appends);
    const commit = await openBare(context);
    /** As when somebody registers: the entry of an account that waits, the label of its number and their head, in one transaction. */
    const enterInto = ({ accounts }: Store, entered: number) => {
      let next = entered;
      return (): Promise<void> => accounts.setFindable(++next, true);
    };
    const enter = enterInto(big.store, accountCount);
    context.say('warming up');
    // Both logs are of one size when accounts are looked up.
    await perSecond(enter);
    await perSecond(enterInto(small.store, smallCount));
    await perSecond(commit);
    await big.lookUp();
    await small.lookUp();
    context.say('look-ups');
    const taken = await takeTurns(rounds, { ours: big.lookUp, reference: small.lookUp });
    context.say('appends');
    const written = await takeTurns(rounds, {
      ours: () => perSecond(enter),
      reference: () => perSecond(commit),
    });
    const height = Math.log2(accountCount);
    const mean = big.siblings.reduce((sum, count) => sum + count, 0) / big.siblings.length;
    const [appended, bare] = [median(written.ours), median(written.reference)];
    return {
      ...taken,
      more: [
        [
          'proof',
          `${rounded(mean)} hashes, ${rounded(mean * 32)} bytes a look-up, at most ${Math.max(...big.siblings)} hashes; log₂ n is ${rounded(height)}: ${rounded(mean / height)} of it`,
        ],
        [
          'answer',
          `${median(big.answers)} bytes of JSON, 95th percentile ${percentile(big.answers, 0.95)}`,
        ],
        [
          'appends',
          `${rounded(appended)} accounts entered a second, each with the label of its number and its head in one transaction; bare commits ${rounded(bare)}: ${rounded(appended / bare)}`,
        ],
        ['making the map', `${rounded(big.seconds)} s, by a short way`],
      ],
      conditions: `${rounds} rounds of ${lookups} random accounts: store, JSON, schema, path, log and commitment, without HTTP; SQLite with a cache of 64 MiB, the log's tiles kept; ${rounds} rounds of ${appends} appends, synchronous=FULL; one warm-up each`,
    };
  },
};
