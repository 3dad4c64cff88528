import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EncryptionStatus } from '../../contract/encryption/status.ts';
import { statusOf } from '../../contract/encryption/testing/model.ts';
import { ensureChat } from '../chats/open-chat.ts';
import { toChatSummary } from '../chats/summary.ts';
import type { Context } from '../context.ts';
import { fromHex, toHex, toKeyHash } from '../crypto/key-hash.ts';
import { type ChangedKeys, createChangedKeys } from '../people/changed-keys.ts';
import { createPeopleRegisters } from '../people/registers.ts';
import { noChanges } from '../publish.ts';
import { createRegisters, type Registers } from '../settings/registers.ts';
import { createFolder, openWorking, optionsIn } from '../store/testing/sample.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createMarks, type Marks } from './marks.ts';

/** Key `n` of the contact; 33 bytes, as libsignal's are. */
const keyOf = (n: number): Uint8Array => Uint8Array.from({ length: 33 }, () => n + 1);
/** More often one of two, so that a former one comes back. */
const keys = [0, 0, 1, 1, 2];

/** A device of the account: its database, with the parts that hold keys and marks. */
interface Device {
  readonly context: Context;
  readonly registers: Registers;
  readonly marks: Marks;
  readonly changed: ChangedKeys;
  readonly close: () => Promise<void>;
}

const openDevice = async (name: string): Promise<Device> => {
  const folder = createFolder();
  const store = await openWorking(optionsIn(folder.path));
  const context = loneContext(store, {
    verifiedKeyHash: (accountId) => marks.keyHash(accountId),
  });
  const registers = createRegisters(context, { deviceName: () => name, syncOut: () => null });
  const marks = createMarks(createPeopleRegisters(context, registers), store.keys);
  return {
    context,
    registers,
    marks,
    changed: createChangedKeys(context, () => false),
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
};

/** What a device does to the chat with `accountId`, as the messenger does it. */
const acts = ({ context, registers, marks, changed }: Device, accountId: string) => {
  const { store } = context;
  const known = () => store.keys.peerIdentity(accountId)?.identityKey ?? new Uint8Array();
  const take = (key: Uint8Array): void => {
    store.keys.savePeerIdentity(accountId, key, context.clock.now());
    changed.accepted(accountId, noChanges(), 'identity_accepted');
  };
  const carryOut = (): void => {
    for (const { keyHash } of changed.toCarryOut().filter((one) => one.accountId === accountId))
      take(changed.toAccept(accountId, keyHash).identityKey);
  };
  const accepted: string[] = [];
  return {
    accepted,
    begin: () =>
      store.transaction(() => {
        ensureChat(context, accountId);
        store.keys.savePeerIdentity(accountId, keyOf(0), context.clock.now());
      }),
    show: (n: number) =>
      store.transaction(() => {
        if (Buffer.compare(known(), keyOf(n)) === 0)
          changed.restored(accountId, false, noChanges());
        else changed.shown(accountId, keyOf(n), noChanges());
        carryOut();
      }),
    accept: () => {
      const row = store.keyChanges.get(accountId);
      if (row?.state !== 'undecided') return;
      store.transaction(() => {
        const { identityKey } = changed.toAccept(accountId, row.keyHash);
        marks.accepting(accountId, toHex(row.keyHash));
        take(identityKey);
        accepted.push(fromHex(toKeyHash(identityKey)));
      });
    },
    verify: () => {
      const { identityKey } = store.chats.byPeer(accountId) ?? {};
      if (identityKey) store.transaction(() => marks.set(accountId, toKeyHash(identityKey)));
    },
    unverify: () => store.transaction(() => marks.remove(accountId)),
    renew: () => store.transaction(() => marks.removeAll()),
    hear: (from: Registers, decisions: readonly string[]) =>
      store.transaction(() => {
        const key = `verified:${accountId}`;
        const register = from.register(key);
        if (register.length > 0) registers.heard(new Map([[key, register]]), null);
        for (const keyHash of decisions) changed.acceptedElsewhere(accountId, keyHash);
        carryOut();
      }),
    status: (): EncryptionStatus => {
      const chat = store.chats.byPeer(accountId);
      if (!chat) throw new Error('no chat');
      return toChatSummary(context, chat).encryption;
    },
  };
};

/** A write of a mark, with all that its device had seen. */
interface Write {
  readonly value: number | null;
  readonly seen: ReadonlySet<Write>;
}

/** What a device should come to, in so many words. */
class Model {
  inUse = 0;
  readonly former = new Set<number>();
  /** Shown, and not decided about. */
  shown: number | null = null;
  /** Accepted on the other device, and not seen here. */
  awaited: number | null = null;
  readonly writes = new Set<Write>();
  readonly accepted: number[] = [];
  /** What was accepted last is marked, and was given up before: the mark of then must not count. */
  hasGivenUp = false;

  private values(): ReadonlySet<number | null> {
    const all = [...this.writes];
    const heads = all.filter((write) => !all.some(({ seen }) => seen.has(write)));
    return new Set(heads.map(({ value }) => value));
  }
  isApart(): boolean {
    return this.values().size > 1;
  }
  mark(): number | null {
    const values = this.values();
    return values.size === 1 ? ([...values][0] ?? null) : null;
  }
  write(value: number | null): void {
    this.writes.add({ value, seen: new Set(this.writes) });
  }
  take(key: number): void {
    this.former.add(this.inUse);
    this.inUse = key;
    this.shown = null;
    this.awaited = null;
  }
  show(key: number): void {
    if (key === this.inUse) this.shown = null;
    else if (key === this.awaited) this.take(key);
    else {
      this.shown = key;
      this.awaited = null;
    }
  }
  accept(): void {
    this.hasGivenUp = false;
    if (this.shown === null) return;
    const mark = this.mark();
    this.hasGivenUp = mark === this.shown && this.former.has(mark);
    if (mark !== null && (mark !== this.shown || this.hasGivenUp)) this.write(null);
    this.accepted.push(this.shown);
    this.take(this.shown);
  }
  verify(): void {
    if (this.awaited === null) this.write(this.inUse);
  }
  unverify(): void {
    if (this.writes.size > 0) this.write(null);
  }
  hear(other: Model, decisions: readonly number[]): void {
    for (const write of other.writes) this.writes.add(write);
    let seen: number | null = null;
    for (const key of decisions) {
      if (key === this.inUse || this.former.has(key)) continue;
      if (this.shown === key) seen = key;
      else if (this.shown === null || seen !== null) {
        this.awaited = key;
        this.shown = null;
        seen = null;
      }
    }
    if (seen !== null) this.take(seen);
  }
  status(): EncryptionStatus {
    return statusOf({
      failed: false,
      changed: this.shown !== null,
      differs: false,
      unchecked: false,
      compared: this.awaited === null && this.mark() === this.inUse,
    });
  }
}

type Step =
  | { readonly do: 'show'; readonly on: 0 | 1; readonly key: number }
  | { readonly do: 'accept' | 'verify' | 'unverify' | 'hear'; readonly on: 0 | 1 };
const on = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('show' as const), on, key: fc.constantFrom(...keys) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'accept' as const,
        'accept',
        'verify',
        'verify',
        'unverify',
        'hear',
        'hear',
      ),
      on,
    }),
  },
);

/** The laptop accepts two keys, one after the other, before the desktop hears of the first. */
const twoAtOnce: Step[] = [
  { do: 'show', on: 0, key: 1 },
  { do: 'show', on: 1, key: 1 },
  { do: 'accept', on: 1 },
  { do: 'show', on: 1, key: 2 },
  { do: 'accept', on: 1 },
  { do: 'hear', on: 0 },
  { do: 'show', on: 0, key: 2 },
];

/** The laptop compares a key that the desktop has given up meanwhile; there it is brought back. */
const markedUnheard: Step[] = [
  { do: 'show', on: 0, key: 1 },
  { do: 'accept', on: 0 },
  { do: 'verify', on: 1 },
  { do: 'hear', on: 0 },
  { do: 'show', on: 0, key: 0 },
  { do: 'accept', on: 0 },
];

let devices: readonly [Device, Device];
beforeAll(async () => {
  devices = [await openDevice('Desktop'), await openDevice('Laptop')];
});
afterAll(async () => {
  for (const device of devices) await device.close();
});

test('whatever keys are shown, accepted and compared on two devices, in any order: the state is what a model says', {
  timeout: 120_000,
}, () => {
  const seen = { verified: 0, ended: 0, givenUp: 0, apart: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 50 }), fc.boolean(), (steps, renews) => {
      const accountId = randomUUID();
      const real = devices.map((device) => acts(device, accountId));
      const models = [new Model(), new Model()];
      const told = [0, 0];
      for (const one of real) one.begin();
      for (const given of steps) {
        const [own, other] = [given.on, 1 - given.on];
        const [is, model] = [real[own], models[own]];
        const [from, modelFrom] = [real[other], models[other]];
        const source = devices[other];
        if (!is || !model || !from || !modelFrom || !source) throw new Error('no device');
        const before = is.status();
        if (given.do === 'show') {
          is.show(given.key);
          model.show(given.key);
        } else if (given.do === 'hear') {
          is.hear(source.registers, from.accepted.slice(told[other]));
          model.hear(modelFrom, modelFrom.accepted.slice(told[other]));
          told[other] = from.accepted.length;
        } else {
          is[given.do]();
          model[given.do]();
        }
        const after = is.status();
        expect(after).toEqual(model.status());
        if (after.state === 'verified') seen.verified++;
        if (given.do === 'accept' && before.isVerified && !after.isVerified) seen.ended++;
        if (given.do === 'accept' && model.hasGivenUp) seen.givenUp++;
        if (given.do === 'hear' && model.isApart()) seen.apart++;
        // A key that was given up and comes back begins anew, whatever stood there of it.
        if (given.do === 'accept' && model.hasGivenUp) expect(after.isVerified).toBe(false);
      }
      if (!renews) return;
      real[0]?.renew();
      expect(real[0]?.status().isVerified).toBe(false);
    }),
    {
      numRuns: 50,
      examples: [
        [markedUnheard, true],
        [twoAtOnce, false],
      ],
    },
  );
  // All that matters does come about.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
});
