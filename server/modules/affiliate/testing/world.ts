import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsentRecord } from '../../../../contract/consent/record.ts';
import { type Opening, openingSchema } from '../../../../contract/disclosure/opening.ts';
import type { Policy } from '../../../../contract/policy/document.ts';
import { dayMs, newYear, somePolicy } from '../../../../contract/policy/testing/policies.ts';
import type { Mood } from '../../../../peers/affiliate-sandbox/manners.ts';
import type { AffiliateServer } from '../../../../peers/affiliate-sandbox/serve.ts';
import type { ServerOptions } from '../../../options.ts';
import { openSqliteStore } from '../../../store/sqlite/store.ts';
import type { Store } from '../../../store/types.ts';
import { bring, createChooser, publish } from '../../../testing/choices.ts';
import { startAffiliate } from '../../../testing/start-affiliate.ts';
import { type InProcessServer, startTestServer } from '../../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../../testing/test-client.ts';
import { createTestClock, type TestClock } from '../../../testing/test-clock.ts';

/** Somebody with one device, who makes choices. */
export interface Person {
  readonly account: TestAccount;
  /** Signs a choice in sight of all that the server has, and brings it. */
  readonly choose: (over: Partial<ConsentRecord>, of?: Policy) => Promise<void>;
  readonly accept: (decisions?: ConsentRecord['decisions'], of?: Policy) => Promise<void>;
  readonly draws: () => Promise<Awaited<ReturnType<typeof listDraws>>['draws']>;
  readonly shown: () => Promise<readonly Shown[]>;
}

export interface Shown {
  readonly disclosureId: string;
  readonly number: number;
  readonly payload: string;
  readonly kinds: readonly string[];
  readonly entries: readonly {
    readonly epoch: number;
    readonly index: number;
    readonly nonce: string;
    readonly opening: string;
  }[];
}

export const kindOf = (opening: string): string => {
  const read: Opening = openingSchema.parse(JSON.parse(opening));
  return read.kind === 'outcome' ? read.outcome : read.kind;
};

const listDraws = (url: string, { authorization }: TestAccount) =>
  call(url, 'listDraws', {}, authorization);

export const decisionsOf = (
  state: ConsentRecord['decisions'][number]['state'],
  ...purposes: readonly ConsentRecord['decisions'][number]['purpose'][]
): ConsentRecord['decisions'] =>
  purposes.map((purpose) => ({ purpose, recipient: 'sanubari', state }));

export interface World {
  readonly store: Store;
  readonly clock: TestClock;
  readonly affiliate: AffiliateServer;
  readonly server: () => InProcessServer;
  readonly policy: Policy;
  readonly behave: (mood: Mood, delayMs?: number) => void;
  /** Resolves once nothing is due by the clock. */
  readonly settled: () => Promise<void>;
  /** The clock goes on, step by step, and everything that falls due happens. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  readonly newcomer: () => Promise<Person>;
  /** What the affiliate has now, of one purpose or all. */
  readonly held: (purpose?: string) => readonly Record<string, unknown>[];
  readonly restart: (over?: Partial<ServerOptions>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A server with a policy in force and the real sandbox behind its gateway. */
export const startWorld = async (
  over: { readonly policy?: Policy; readonly options?: Partial<ServerOptions> } = {},
): Promise<World> => {
  const policy = over.policy ?? somePolicy();
  const folder = mkdtempSync(join(tmpdir(), 'bisik-gateway-'));
  const store = openSqliteStore({ file: join(folder, 'store.db') });
  await publish(store, policy);
  const clock = createTestClock(newYear + dayMs);
  const affiliate = await startAffiliate(folder, clock);
  const start = (more: Partial<ServerOptions> = {}) =>
    startTestServer({
      store,
      clock,
      dataDir: folder,
      affiliate: { url: affiliate.url, name: 'Sanubari' },
      ...over.options,
      ...more,
    });
  let server = await start();
  let people = 0;
  const settled = async (): Promise<void> => server.gateway?.settled();
  return {
    store,
    clock,
    affiliate,
    server: () => server,
    policy,
    behave: (mood, delayMs = 0) => affiliate.behave({ mood, delayMs }),
    settled,
    pass: async (ms, stepMs = ms) => {
      for (let gone = 0; gone < ms; gone += stepMs) {
        clock.advance(stepMs);
        await settled();
      }
    },
    newcomer: async () => {
      const account = await register(server, testNumber(++people));
      const { authorization } = account;
      const device = createChooser(account);
      const choose: Person['choose'] = async (said, of = policy) => {
        const { lastOrder } = await call(server.url, 'sharingState', {}, authorization);
        const record = device.say(of, { at: clock.now(), seenOrder: lastOrder, ...said });
        await bring(server.url, account, [record]);
      };
      return {
        account,
        choose,
        accept: (decisions = decisionsOf('notified', 'ads-relevance'), of = policy) =>
          choose({ method: 'acceptance', decisions }, of),
        draws: async () => (await listDraws(server.url, account)).draws,
        shown: async () => {
          const { disclosures } = await call(
            server.url,
            'listDisclosures',
            { before: 0 },
            authorization,
          );
          return disclosures.map((one) => ({
            ...one,
            kinds: one.entries.map(({ opening }) => kindOf(opening)),
          }));
        },
      };
    },
    held: (purpose) =>
      affiliate
        .entries()
        .flatMap((entry) => (entry.what === 'held' ? [entry.payload] : []))
        .filter((payload) => purpose === undefined || payload.purpose === purpose),
    restart: async (more = {}) => {
      await server.close();
      server = await start(more);
    },
    close: async () => {
      await server.close();
      await affiliate.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
};
