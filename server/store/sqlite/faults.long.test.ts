import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isStorageFailure } from '../failures.ts';
import { addAccount, bytes, sendOf, waitingOf } from '../testing/rows.ts';
import type { Device, Store } from '../types.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const people = async (file: string): Promise<{ from: Device; to: Device }> => {
  const store = openSqliteStore({ file });
  const { device: from } = await addAccount(store);
  const { device: to } = await addAccount(store);
  await store.close();
  return { from, to };
};

/** Does it until it is acknowledged, as a client does; every refusal must be the documented one. */
const insist = async <Result>(
  work: () => Promise<Result>,
  failures: unknown[],
): Promise<Result> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      failures.push(error);
      if (attempt > 3) throw error;
    }
  }
};

interface Outcome {
  readonly failures: readonly unknown[];
  readonly sent: readonly string[];
  readonly acknowledged: number;
  readonly keys: readonly (string | undefined)[];
}

const hex = (body: Uint8Array | undefined): string => Buffer.from(body ?? []).toString('hex');

/** A bit of everything that writes. The same send goes twice, as after a lost answer. */
const journey = async (store: Store, from: Device, to: Device): Promise<Outcome> => {
  const failures: unknown[] = [];
  const sent: string[] = [];
  const keys: (string | undefined)[] = [];
  for (let seq = 1; seq <= 6; seq++) {
    const send = sendOf(from, to, seq, {
      envelopes: [{ deviceRef: to.deviceRef, seq, body: bytes(40) }],
    });
    const batch = { sends: [send], reserve: [{ deviceRef: to.deviceRef, throughSeq: seq + 2 }] };
    await insist(() => store.relay.commit(batch), failures);
    sent.push(hex(send.envelopes[0]?.body));
    await insist(() => store.relay.commit(batch), failures);
  }
  await insist(
    () => store.relay.acknowledge([{ deviceRef: to.deviceRef, throughSeq: 2 }]),
    failures,
  );
  for (let index = 0; index < 2; index++) {
    const taken = await insist(() => store.keys.take(to.accountId, undefined), failures);
    keys.push(taken?.devices[0]?.preKey?.publicKey);
  }
  await insist(() => store.accounts.setUsername(from.accountRef, 'fault.11'), failures);
  await insist(() => store.accounts.setFindable(to.accountRef, false), failures);
  return { failures, sent, acknowledged: 2, keys };
};

const check = async (file: string, to: Device, from: Device, outcome: Outcome): Promise<void> => {
  const store = openSqliteStore({ file });
  const waiting = await waitingOf(store, to);
  expect(waiting.map(({ body }) => hex(body))).toEqual(outcome.sent.slice(outcome.acknowledged));
  expect(new Set(outcome.keys).size).toBe(outcome.keys.length);
  const next = await store.keys.take(to.accountId, undefined);
  expect(outcome.keys).not.toContain(next?.devices[0]?.preKey?.publicKey ?? 'none left');
  expect(await store.accounts.findByUsername('fault.11')).toBe(from.accountId);
  expect((await store.accounts.get(to.accountRef))?.findableByNumber).toBe(false);
  await store.close();
};

const run = async (name: string, plan: FaultPlan): Promise<Outcome> => {
  const file = join(folder, `${name}.db`);
  const { from, to } = await people(file);
  const store = openSqliteStore({ file, open: openWithFault(plan), sendGeneration: 2 });
  const outcome = await journey(store, from, to);
  await store.close();
  await check(file, to, from, outcome);
  return outcome;
};

it('has write points to fail at', async () => {
  const plan: FaultPlan = { left: -1, mode: 'failed', seen: 0 };
  const outcome = await run('none', plan);
  expect(outcome.failures).toEqual([]);
  expect(plan.seen).toBeGreaterThan(50);
});

it.each<FaultMode>(['failed', 'failed_but_persisted'])(
  'loses and doubles nothing when any one write %s',
  async (mode) => {
    let point = 1;
    for (;;) {
      const plan: FaultPlan = { left: point, mode, seen: 0 };
      const { failures } = await run(`${mode}-${point}`, plan);
      if (plan.left > 0) break;
      expect(failures.length, `write ${point}`).toBeGreaterThan(0);
      expect(failures.every(isStorageFailure), `write ${point}`).toBe(true);
      point++;
    }
    expect(point).toBeGreaterThan(50);
  },
  60_000,
);
