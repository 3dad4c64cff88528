import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  encodeServerFrame,
  parseClientFrame,
  parseServerFrame,
} from '../../contract/wire/frames.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId } from '../store/testing/sample.ts';
import { bendKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, summaryWith, verify } from '../testing/compare.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { loneContext } from '../testing/lone-context.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';
import { createLookAt, type LookAt } from './look-at.ts';
import { dayMs, patienceMs } from './periods.ts';
import { createToldLog, type History, someKey, type ToldLog } from './testing/told-log.ts';

const [own, hers] = [accountId(0), accountId(1)];
const [former, key] = [someKey(5), someKey(6)];
const here = eachStore();

let clock: HandClock;
let log: ToldLog;
let lookAt: LookAt;
beforeEach(() => {
  clock = createHandClock();
  log = createToldLog(clock, { accountId: hers, ownId: own });
  lookAt = createLookAt(loneContext(here.store, { clock }), log.reader);
});
const look = (history: History, inUse = former) => {
  log.head(history);
  return lookAt.contact(log.under(), hers, inUse);
};
const asked = (isAsked: boolean): void => {
  const { keyChanges } = here.store;
  if (!isAsked) {
    keyChanges.remove(hers);
    return;
  }
  keyChanges.save({
    accountId: hers,
    keyHash: 'hash',
    identityKey: new Uint8Array(33),
    shownAt: clock.now(),
    state: 'undecided',
    told: false,
    lost: false,
  });
};

test('a key that its owner gave up agrees no more, though the log said it once', async () => {
  const before = [log.version(former)];
  expect(await look(before)).toBe('agrees');
  const after = [...before, log.version(key)];
  expect(await look(after)).toBe('doubt');
  clock.forward(patienceMs);
  expect(await look(after)).toBe('contradicts');
  // And it does again where the log does.
  expect(await look(after, key)).toBe('agrees');
});

test('nor where it is handed to who is new', async () => {
  const history = [log.version(former), log.version(key)];
  expect(await look(history)).toBe('doubt');
  clock.forward(patienceMs);
  expect(await look(history)).toBe('contradicts');
});

test('while the person is asked about another key it may; not before, and not after', async () => {
  const before = [log.version(former)];
  expect(await look(before)).toBe('agrees');
  const after = [...before, log.version(key)];
  expect(await look(after)).toBe('doubt');
  asked(true);
  clock.forward(patienceMs);
  expect(await look(after)).toBe('agrees');
  asked(false);
  expect(await look(after)).toBe('doubt');
});

let world: KeyWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});
const until = (of: KeyWorld, is: () => Promise<boolean>) => timePassesUntil(of, is, 30_000);
const stateOf = async (viewer: Person, of: Person) => (await encryptionWith(viewer, of)).status;
/** Who compared numbers; what comes to them, and leaves, stays with the server from then on. */
const compared = async (started: KeyWorld) => {
  const [aisyah, badrul] = await started.met();
  await until(
    started,
    async () =>
      (await lookInStore(badrul, (store) => store.keyEntries.get(aisyah.accountId)))?.state ===
      'agrees',
  );
  await verify(badrul, aisyah);
  const network = badrul.network();
  network.refuseSealed();
  network.onReceive = (bytes, pass) => {
    if (parseServerFrame(bytes).kind !== 'deliver') pass(bytes);
  };
  return [aisyah, badrul] as const;
};
const renew = async (started: KeyWorld, aisyah: Person): Promise<void> => {
  await aisyah.handlers().devices.makeNewKeys({});
  await started.server.keyTransparency.publish();
  await started.grow();
};

test('whoever is looked at and has new keys is asked about: nothing failed', async () => {
  world = await startKeyWorld();
  const [aisyah, badrul] = await compared(world);
  const told: string[] = [];
  await renew(world, aisyah);
  world.clock.forward(dayMs + 60_000);
  await until(world, async () => {
    const { state } = await stateOf(badrul, aisyah);
    told.push(state);
    return (await summaryWith(badrul, aisyah)).keyChange !== null;
  });
  expect(await stateOf(badrul, aisyah)).toMatchObject({ state: 'key_changed' });
  expect(told).not.toContain('check_failed');
  // It stays so, whatever time passes.
  world.clock.forward(2 * patienceMs);
  await world.grow();
  await until(world, async () => {
    const row = await lookInStore(badrul, (store) => store.keyEntries.get(aisyah.accountId));
    return row?.version === 2 && row.state === 'agrees';
  });
  expect(await stateOf(badrul, aisyah)).toMatchObject({ state: 'key_changed' });
});

test('a server that goes on with the former key is found, and nothing goes to it', async () => {
  world = await startKeyWorld();
  const started = world;
  const [aisyah, badrul] = await compared(started);
  const network = badrul.network();
  network.onSend = (bytes, pass) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind !== 'send' || frame.recipientId !== aisyah.accountId) return pass(bytes);
    const { requestId } = frame;
    network.inject(encodeServerFrame({ kind: 'sent', requestId, acceptedAt: started.clock.now() }));
  };
  const shown = await keysOf(started, aisyah);
  bendKeys(badrul, () => shown, aisyah.accountId);
  await renew(started, aisyah);
  started.clock.forward(dayMs + 60_000);
  await until(started, async () => (await stateOf(badrul, aisyah)).state === 'check_failed');
  const { withheld } = await summaryWith(badrul, aisyah);
  expect(withheld).toBe('entry');
});
