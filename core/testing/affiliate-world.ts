import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharingRow } from '../../contract/ipc/sharing/state.ts';
import type { Policy } from '../../contract/policy/document.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import type { Purpose } from '../../contract/policy/purposes.ts';
import {
  dayMs,
  securityRow,
  somePolicy,
  usageRow,
} from '../../contract/policy/testing/policies.ts';
import type { AffiliateServer } from '../../peers/affiliate-sandbox/serve.ts';
import { openLabelKeys } from '../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { publish } from '../../server/testing/choices.ts';
import { startAffiliate } from '../../server/testing/start-affiliate.ts';
import { type InProcessServer, startTestServer } from '../../server/testing/start-test-server.ts';
import { call } from '../../server/testing/test-client.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';
import { shownOf } from './shared-world.ts';
import { createPerson, type Person } from './world.ts';

/** One person, a server that shares, and the sandbox of an affiliate that it shares with; by one clock. */
export interface AffiliateWorld {
  readonly person: Person;
  readonly server: InProcessServer;
  readonly affiliate: AffiliateServer;
  readonly clock: HandClock;
  readonly policyHash: string;
  readonly publish: (policy: Policy) => Promise<void>;
  /** Chosen purposes that are ticked at acceptance. */
  readonly accept: (...ticked: readonly Purpose[]) => Promise<void>;
  readonly turn: (purpose: Purpose, on: boolean) => Promise<void>;
  /** As it is known here and confirmed by the server. */
  readonly settled: () => Promise<void>;
  readonly share: (purpose: Purpose) => Promise<SharingRow>;
  readonly preview: (purpose: Purpose) => Promise<{ payload: string | null; exact: boolean }>;
  readonly opened: (times: number) => Promise<void>;
  /** So many days later, everybody has done what is to be done. */
  readonly later: (days: number) => Promise<void>;
  /** Bodies that the affiliate was sent, byte for byte. */
  readonly bodies: readonly string[];
  /** What the app asked of the server, with the JSON that it sent. */
  readonly requests: readonly { readonly path: string; readonly body: string }[];
  /** Payloads of a purpose that the server says it shared, oldest first. */
  readonly disclosed: (purpose: Purpose) => Promise<readonly string[]>;
  readonly authorization: () => string;
  readonly close: () => Promise<void>;
}

/** Rows of every kind: two that need no occasion, one of the device, one that counts at the server, one that is told once. */
export const everyRow: Policy['rows'] = [
  ...somePolicy().rows.filter(({ purpose }) => purpose !== 'usage-metrics'),
  usageRow,
  { ...securityRow, purpose: 'understanding-use', fields: ['pseudonym', 'appVersion', 'system'] },
];

/** Opens at noon of a day, so that a test knows how far the next one is. */
const aheadToNoon = (): number => dayMs - (Date.now() % dayMs) + dayMs / 2;

export const startAffiliateWorld = async (
  policy: Policy = somePolicy({ rows: everyRow }),
): Promise<AffiliateWorld> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bisik-shared-'));
  const store = openSqliteStore({
    file: join(dataDir, 'bisik-server.db'),
    labelKeys: openLabelKeys(dataDir, systemRandom),
  });
  const clock = createHandClock(aheadToNoon());
  const affiliate = await startAffiliate(dataDir, clock);
  const bodies: string[] = [];
  const server = await startTestServer({
    store,
    dataDir,
    clock,
    affiliate: { url: affiliate.url, name: 'Sanubari' },
    fetch: (url, init) => {
      if (init?.body instanceof Uint8Array) bodies.push(Buffer.from(init.body).toString());
      return fetch(url, init);
    },
  });
  await publish(store, policy);
  const person = await createPerson(server, '+60123456701', 'Aisyah', {
    clock,
    appVersion: '0.1.0',
    system: 'linux',
  });
  const requests: { path: string; body: string }[] = [];
  let authorization = '';
  const network = person.network();
  const { request } = network;
  Object.assign(network, {
    request: (asked: Parameters<typeof request>[0]) => {
      authorization = asked.headers.authorization ?? authorization;
      requests.push({ path: new URL(asked.url).pathname, body: String(asked.body ?? '') });
      return request(asked);
    },
  });
  const sharing = () => person.handlers().sharing;
  const policyHash = hashPolicy(policy).hash;
  const settled = async (): Promise<void> => {
    await person.own().until(async () => {
      const { waiting, heardAt } = await sharing().get({});
      return waiting === 0 && heardAt !== null;
    });
    await sharing().refresh({});
    await server.gateway?.settled();
  };
  await person.online();
  await sharing().refresh({});
  const recipient = 'sanubari';
  const disclosed: AffiliateWorld['disclosed'] = async (purpose) => {
    const { disclosures } = await call(server.url, 'listDisclosures', { before: 0 }, authorization);
    const payloads = disclosures.map(({ payload }) => payload).reverse();
    return payloads.filter((payload) => JSON.parse(payload).purpose === purpose);
  };
  return {
    person,
    server,
    affiliate,
    clock,
    policyHash,
    bodies,
    requests,
    settled,
    disclosed,
    publish: (version) => publish(store, version),
    accept: async (...ticked) => {
      await sharing().accept({
        policyHash,
        shown: shownOf(policyHash),
        choices: ticked.flatMap((purpose) =>
          purpose === 'ads-relevance' ||
          purpose === 'friend-suggestions' ||
          purpose === 'usage-metrics'
            ? [{ purpose, recipient, ticked: true }]
            : [],
        ),
      });
      await settled();
    },
    turn: async (purpose, on) => {
      if (purpose === 'usage-metrics' || purpose === 'friend-suggestions')
        await sharing().choose({ purpose, recipient, on, shown: shownOf(policyHash) });
    },
    share: async (purpose) => {
      const found = (await sharing().get({})).shares.find((share) => share.purpose === purpose);
      if (!found) throw new Error(`no row for ${purpose}`);
      return found;
    },
    preview: (purpose) => sharing().preview({ purpose, recipient }),
    opened: async (times) => {
      for (let time = 0; time < times; time++) {
        clock.forward(61_000);
        await sharing().opened({});
      }
      // A jump of the clock looks like a connection that fell silent.
      await person.online();
    },
    later: async (days) => {
      clock.forward(days * dayMs);
      await person.online();
      await settled();
    },
    authorization: () => authorization,
    close: async () => {
      await person.close();
      await server.close();
      await affiliate.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
