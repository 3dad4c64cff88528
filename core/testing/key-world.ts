import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Database } from '@signalapp/sqlcipher';
import { logBase } from '../../contract/wire/transparency.ts';
import { openLabelKeys } from '../../server/modules/transparency/log-key.ts';
import type { ServerOptions } from '../../server/options.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { Store } from '../../server/store/types.ts';
import { type InProcessServer, startTestServer } from '../../server/testing/start-test-server.ts';
import type { MessengerOptions } from '../messenger.ts';
import type { HttpRequest } from '../platform/types.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';
import { link } from './link-device.ts';
import type { TappedNetwork } from './tapped-network.ts';
import type { TestMessenger } from './test-messenger.ts';
import { createPerson, type Person } from './world.ts';

/** One history of the log of keys: a real server over a database of its own, under the keys of the one server. */
export interface KeyHistory {
  readonly server: InProcessServer;
  readonly store: Store;
  /** Changes what is in its database, as whoever runs it can. */
  readonly asOperator: (sql: string) => void;
  /** Goes on by a signed head of its own, of the same keys. */
  readonly grow: () => Promise<void>;
  /** Enters anew what the tables say by now of this account, and has it signed. */
  readonly enter: (accountId: string) => Promise<void>;
}

/** People on a server whose operator lies about keys. */
export interface KeyWorld extends KeyHistory {
  readonly clock: HandClock;
  readonly person: (
    number: string,
    name: string,
    options?: Partial<MessengerOptions>,
  ) => Promise<Person>;
  readonly device: (of: Person, name: string) => Promise<Person>;
  /** Another history, which is the same until now. */
  readonly fork: () => Promise<KeyHistory>;
  /** Two people who have written to each other. */
  readonly met: () => Promise<readonly [Person, Person]>;
  readonly close: () => Promise<void>;
}

/** Changes what the server is asked by somebody, before it is. */
const bend = (network: TappedNetwork, change: (asked: HttpRequest) => HttpRequest): void => {
  const { request } = network;
  Object.assign(network, { request: (asked: HttpRequest) => request(change(asked)) });
};

/** Has somebody shown another history of the log of keys than others; all else is as it was. */
export const shown = (
  { server }: Pick<KeyHistory, 'server'>,
  network: TappedNetwork,
  headers: HttpRequest['headers'] = {},
): void =>
  bend(network, (asked) => {
    const { pathname } = new URL(asked.url);
    const isOfLog = pathname === '/v1/key-log' || pathname.startsWith(logBase('keys'));
    return isOfLog
      ? { ...asked, url: server.url + pathname, headers: { ...asked.headers, ...headers } }
      : asked;
  });

/** As `shown`, by a server that is honest: what somebody shows of the log is shown to that history, too. */
export const putBack = ({ server }: Pick<KeyHistory, 'server'>, network: TappedNetwork): void => {
  shown({ server }, network);
  bend(network, (asked) => {
    const { pathname } = new URL(asked.url);
    return pathname === '/v1/consent/records' ? { ...asked, url: server.url + pathname } : asked;
  });
};

/** Heads at which everybody looks are signed, as on a day on which people come and go. */
export const growByDay = async ({
  server,
  grow,
}: Pick<KeyHistory, 'server' | 'grow'>): Promise<void> => {
  for (;;) {
    await grow();
    const note = await (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
    const size = Number(note.split('\n')[1]);
    if ((size & (size - 1)) === 0) break;
  }
  await grow();
};

/** The server does as if it did not hear what somebody was shown: it begins no epoch that would account for it. */
export const unheeding = (network: TappedNetwork): void =>
  bend(network, (asked) =>
    new URL(asked.url).pathname === '/v1/consent/records' && typeof asked.body === 'string'
      ? { ...asked, body: JSON.stringify({ ...JSON.parse(asked.body), checkpoint: null }) }
      : asked,
  );

/** A real server and people on it, whose clock a test puts forward; closes everything. */
export const startKeyWorld = async (options: Partial<ServerOptions> = {}): Promise<KeyWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-keys-'));
  const clock = createHandClock();
  const people: Person[] = [];
  const closing: (() => Promise<void>)[] = [];
  const open = async (dataDir: string): Promise<KeyHistory> => {
    const file = join(dataDir, 'bisik-server.db');
    const store = openSqliteStore({ file, labelKeys: openLabelKeys(dataDir, systemRandom) });
    const server = await startTestServer({ ...options, dataDir, store });
    closing.push(async () => {
      await server.close();
      await store.close();
    });
    const asOperator = (sql: string): void => {
      const database = new Database(file);
      try {
        database.exec(sql);
      } finally {
        database.close();
      }
    };
    return {
      server,
      store,
      asOperator,
      grow: async () => {
        // Two heads of one millisecond would be one.
        await setTimeout(2);
        await store.keyMap.beat(0);
        await server.keyTransparency.publish();
      },
      enter: async (accountId) => {
        asOperator(
          `INSERT OR IGNORE INTO key_unrecorded SELECT ref FROM accounts WHERE id = '${accountId}'`,
        );
        await store.keyMap.adopt(10);
        await server.keyTransparency.publish();
      },
    };
  };
  const dataDir = mkdtempSync(join(folder, 'server-'));
  const first = await open(dataDir);
  const person: KeyWorld['person'] = async (number, name, given = {}) => {
    const one = await createPerson(first.server, number, name, { clock, ...given });
    people.push(one);
    await one.online();
    return one;
  };
  return {
    ...first,
    clock,
    person,
    device: async (of, name) => {
      const enter = (own: TestMessenger) => link(own, of.own(), { name });
      const device = await createPerson(first.server, of.number, name, { clock }, enter);
      people.push(device);
      await device.online();
      return device;
    },
    fork: async () => {
      await first.server.keyTransparency.publish();
      const copy = mkdtempSync(join(folder, 'fork-'));
      cpSync(dataDir, copy, {
        recursive: true,
        filter: (from) => !from.includes('bisik-server.db'),
      });
      first.asOperator(`VACUUM INTO '${join(copy, 'bisik-server.db')}'`);
      return open(copy);
    },
    met: async () => {
      const aisyah = await person('+60123456701', 'Aisyah');
      const badrul = await person('+60123456702', 'Badrul');
      await badrul.send(await badrul.chatWith(aisyah), 'hai');
      await aisyah.received(badrul, 1);
      await aisyah.send(await aisyah.chatWith(badrul), 'hai');
      await badrul.received(aisyah, 1);
      return [aisyah, badrul];
    },
    close: async () => {
      for (const one of people) await one.close();
      for (const close of closing) await close();
      rmSync(folder, { recursive: true });
    },
  };
};
