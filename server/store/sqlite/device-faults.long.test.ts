import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isStorageFailure } from '../failures.ts';
import { addAccount, base64, fakeDeviceKeys, hashOf, sendOf, waitingOf } from '../testing/rows.ts';
import { openSqliteStore } from './store.ts';
import { type FaultMode, type FaultPlan, openWithFault } from './testing/faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-device-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Adds two devices, removes one and makes new keys, each call once more after a failure, as an app does. Gives what failed. */
const journey = async (file: string, plan: FaultPlan): Promise<readonly unknown[]> => {
  const before = openSqliteStore({ file });
  const { device: first, identityKey } = await addAccount(before, { device: keys });
  const { device: to } = await addAccount(before);
  await before.close();
  const store = openSqliteStore({ file, open: openWithFault(plan) });
  const failures: unknown[] = [];
  const insist = <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch((error: unknown) => {
      failures.push(error);
      return work();
    });
  const link = async (name: string) => {
    const ticketHash = hashOf(`ticket of ${name}`);
    const ticket = { device: first, tokenHash: ticketHash, expiresAt: 1_000 };
    await insist(() => store.devices.addTicket(ticket, 5));
    const added = await insist(() =>
      store.devices.add({
        ticketHash,
        now: 10,
        device: { ...keys, registrationId: name.length },
        tokenHash: hashOf(name),
        sealedName: 'bmFtZQ==',
        mostDevices: 5,
      }),
    );
    if (added.kind !== 'added') throw new Error(added.kind);
    return added.device;
  };
  const second = await link('second');
  await link('the third');
  await store.relay.commit({ sends: [sendOf(second, to, 1)], reserve: [] }).catch(() => undefined);
  await insist(() =>
    store.devices.remove({
      by: first,
      devices: [{ deviceId: second.deviceId, farewell: 'ZmFyZXdlbGw=' }],
      now: 20,
      formerTokensUntil: 2_000,
    }),
  );
  const renewed = await insist(() =>
    store.devices.renewKeys({
      by: first,
      formerKey: identityKey,
      identityKey: 'bmV3',
      device: newKeys,
      sealedName: 'bmFtZQ==',
      now: 30,
      formerTokensUntil: 2_000,
    }),
  );
  expect(['renewed', 'same']).toContain(renewed.kind);
  await store.close();

  const after = openSqliteStore({ file });
  const listed = await after.devices.list(first.accountRef);
  expect(listed).toMatchObject([{ deviceId: 1, registrationId: newKeys.registrationId }]);
  expect(await after.accounts.get(first.accountRef)).toMatchObject({ identityKey: 'bmV3' });
  expect(await after.accounts.findFormerToken(hashOf('the third'))).toEqual({
    reason: 'keys_replaced',
    farewell: null,
  });
  expect(await after.accounts.findFormerToken(hashOf('second'))).toEqual({
    reason: 'device_removed',
    farewell: 'ZmFyZXdlbGw=',
  });
  expect((await after.keys.count(first.deviceRef)).preKeyCount).toBe(3);
  expect((await waitingOf(after, to)).length).toBeLessThanOrEqual(1);
  await after.close();
  return failures;
};

const keys = fakeDeviceKeys();
const newKeys = fakeDeviceKeys({
  registrationId: 200,
  signingKey: keys.signingKey,
  preKeys: [11, 12, 13].map((keyId) => ({ keyId, publicKey: base64(33) })),
});

it.each<FaultMode>(['failed', 'failed_but_persisted'])(
  'adds each device once, removes it for good and renews the keys when any one write %s',
  async (mode) => {
    for (let point = 1; ; point++) {
      const plan: FaultPlan = { left: point, mode, seen: 0 };
      const failures = await journey(join(folder, `${mode}-${point}.db`), plan);
      if (plan.left > 0) {
        expect(point).toBeGreaterThan(20);
        return;
      }
      expect(failures.every(isStorageFailure), `write ${point}`).toBe(true);
    }
  },
);
