import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '../../contract/policy/document.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import { somePolicy } from '../../contract/policy/testing/policies.ts';
import { disclosureLogOrigin, serverIdOf } from '../../contract/transparency/checkpoint.ts';
import { leafHash } from '../../contract/transparency/hashing.ts';
import { createMemoryTiles } from '../../contract/transparency/testing/memory-tiles.ts';
import { rootFromTiles } from '../../contract/transparency/tile-proofs.ts';
import { parseTilePath } from '../../contract/transparency/tiles.ts';
import { logPath } from '../../contract/wire/transparency.ts';
import { serveWitness } from '../../peers/witness/serve.ts';
import { openWitness, type Witness as WitnessProgram } from '../../peers/witness/witness.ts';
import { openServerIdentity } from '../../server/modules/server-identity/server-identity.ts';
import {
  type LogKey,
  openLabelKeys,
  openLogKey,
} from '../../server/modules/transparency/log-key.ts';
import type { Witness } from '../../server/modules/transparency/witness-client.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { Store } from '../../server/store/types.ts';
import { publish } from '../../server/testing/choices.ts';
import { startAffiliate } from '../../server/testing/start-affiliate.ts';
import { type InProcessServer, startTestServer } from '../../server/testing/start-test-server.ts';
import type { MessengerOptions } from '../messenger.ts';
import type { HttpRequest, HttpResponse } from '../platform/types.ts';
import { shownOf } from './shared-world.ts';
import { createPerson, type Person } from './world.ts';

/** A server that shares with the real sandbox of an affiliate, and people whose networks can be bent. */
export interface LogWorld {
  readonly server: () => InProcessServer;
  readonly store: () => Store;
  readonly dataDir: () => string;
  readonly logKey: () => LogKey;
  readonly serverId: () => string;
  readonly person: (
    number: string,
    name: string,
    options?: Partial<MessengerOptions>,
  ) => Promise<Person>;
  /** They accept what is published, every box ticked; resolves once what follows from it is in the log and signed. */
  readonly accepts: (person: Person) => Promise<void>;
  /** What is due leaves, and the log has a checkpoint of it. */
  readonly settled: () => Promise<void>;
  /** Adds what is shared about others. */
  readonly add: (count: number, seed: number) => Promise<void>;
  /** Copies the data folder as it is; give it to `restart` to put the backup back. */
  readonly backUp: () => Promise<string>;
  readonly stop: () => Promise<void>;
  readonly restart: (dataDir?: string, witnesses?: readonly Witness[]) => Promise<void>;
  readonly startWitness: (name?: string) => Promise<{
    readonly witness: WitnessProgram;
    readonly asked: Witness;
    readonly close: () => Promise<void>;
  }>;
  readonly close: () => Promise<void>;
}

export const startLogWorld = async (policy: Policy = somePolicy()): Promise<LogWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-log-world-'));
  let dataDir = mkdtempSync(join(folder, 'server-'));
  const clock = { now: () => Date.now() };
  const affiliate = await startAffiliate(dataDir, clock);
  const people: Person[] = [];
  const closing: (() => Promise<void>)[] = [];
  let port = 0;
  let open = false;
  const start = async (witnesses: readonly Witness[] = []) => {
    const store = openSqliteStore({
      file: join(dataDir, 'bisik-server.db'),
      labelKeys: openLabelKeys(dataDir, systemRandom),
    });
    const server = await startTestServer({
      dataDir,
      store,
      clock,
      port,
      witnesses,
      affiliate: { url: affiliate.url, name: 'Sanubari' },
    });
    ({ port } = server);
    open = true;
    return { store, server };
  };
  const stop = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await server.close();
    await store.close();
  };
  let { store, server } = await start();
  await publish(store, policy);
  const logKey = (): LogKey => openLogKey(dataDir, systemRandom);
  const serverId = (): string => serverIdOf(openServerIdentity(dataDir, systemRandom).publicKey);
  const settled = async (): Promise<void> => {
    await server.gateway?.settled();
    server.transparency.appended();
    await server.transparency.publish();
  };
  return {
    server: () => server,
    store: () => store,
    dataDir: () => dataDir,
    logKey,
    serverId,
    settled,
    stop,
    person: async (number, name, options = {}) => {
      const person = await createPerson(server, number, name, options);
      people.push(person);
      return person;
    },
    accepts: async (person) => {
      await person.online();
      const sharing = () => person.handlers().sharing;
      await sharing().refresh({});
      const { hash } = hashPolicy(policy);
      const { boxes } = await sharing().readPolicy({ hash });
      await sharing().accept({
        policyHash: hash,
        shown: shownOf(hash, { boxes }),
        choices: boxes.map((box) => ({ ...box, ticked: true })),
      });
      await sharing().refresh({});
      await settled();
    },
    add: async (count, seed) => {
      await store.log.append(
        Array.from({ length: count }, (_, index) =>
          new Uint8Array(32)
            .fill(seed)
            .fill(index & 0xff, 0, 1)
            .fill(index >> 8, 1, 2),
        ),
      );
      server.transparency.appended();
      await server.transparency.publish();
    },
    backUp: async () => {
      await stop();
      const backup = mkdtempSync(join(folder, 'backup-'));
      cpSync(dataDir, backup, { recursive: true });
      return backup;
    },
    restart: async (from = dataDir, witnesses = []) => {
      await stop();
      dataDir = from;
      ({ store, server } = await start(witnesses));
    },
    startWitness: async (name = 'witness.example/kampung') => {
      const witness = openWitness({
        dataDir: mkdtempSync(join(folder, 'witness-')),
        name,
        logs: [logKey().verifierKey(disclosureLogOrigin(serverId(), 1))],
        now: clock.now,
      });
      const served = await serveWitness(witness, '127.0.0.1', 0);
      let up = true;
      const close = async (): Promise<void> => {
        if (up) await served.close();
        up = false;
      };
      closing.push(close);
      return { witness, asked: { url: served.url, key: witness.key, operator: 'Kampung' }, close };
    },
    close: async () => {
      for (const person of people) await person.close();
      await stop();
      for (const close of closing) await close();
      await affiliate.close();
      rmSync(folder, { recursive: true });
    },
  };
};

/** A log that the server’s own key signed, of whatever entries; `epoch` is the one that it pretends to be. */
export interface ForgedLog {
  readonly note: string;
  /** Answers for that epoch; null for other addresses. */
  readonly answer: (request: HttpRequest) => Promise<HttpResponse | null>;
}

/** The body of a response as the messenger reads it. */
export const latin1 = (bytes: Uint8Array): HttpResponse => ({
  status: 200,
  retryAfterMs: undefined,
  body: Buffer.from(bytes).toString('latin1'),
});

export const forgeLog = async (
  world: LogWorld,
  entries: readonly Uint8Array[],
  epoch = 1,
): Promise<ForgedLog> => {
  const tiles = createMemoryTiles(entries.map(leafHash));
  const size = entries.length;
  const root = await rootFromTiles(size, tiles.readTile);
  const note = world
    .logKey()
    .signNote(disclosureLogOrigin(world.serverId(), epoch), { size, root });
  return {
    note,
    answer: async ({ url }) => {
      const [, path] = url.split(logPath(epoch));
      if (path === undefined) return null;
      if (path === 'checkpoint') return latin1(Buffer.from(note));
      const tile = parseTilePath(path);
      return tile ? latin1(await tiles.readTile(tile)) : null;
    },
  };
};

/** Every entry of an epoch, out of the server’s store. */
export const entriesOf = async (world: LogWorld, epoch = 1): Promise<Uint8Array[]> => {
  const { size } = await world.store().log.head();
  const entries: Uint8Array[] = [];
  for (let at = 0; at < size; at += 256)
    entries.push(...(await world.store().log.entries(epoch, at, Math.min(256, size - at))));
  return entries;
};
