import { expect, it } from 'vitest';
import {
  accountLabel,
  commitTo,
  firstLink,
  goneNonce,
  type KeyState,
} from '../../../contract/transparency/keys/entry.ts';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import { type MapLeaf, provePath } from '../../../contract/transparency/keys/map.ts';
import { linkAll } from '../../../contract/transparency/keys/testing/link-all.ts';
import { naiveMapRoot } from '../../../contract/transparency/keys/testing/naive-map.ts';
import type { KeyLookup } from '../types/key-map.ts';
import type { Device, Store } from '../types.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, base64, fakeDeviceKeys, hashOf } from './rows.ts';

/** What the map says of an account, proved under the root of the head that the log has. */
const proved = async (
  store: Store,
  accountId: string,
  size?: number,
  after = 0,
): Promise<KeyLookup & { readonly leaf: MapLeaf | null }> => {
  const { epoch, size: whole } = await store.keyLog.head();
  const found = await store.keyMap.lookUp(accountId, { epoch, size: size ?? whole }, after, 100);
  if (found === null) throw new Error('no head');
  const path = provePath(accountLabel(accountId), found.path);
  expect(Buffer.from(path?.root ?? [])).toEqual(Buffer.from(found.head.root));
  const [entry] = await store.keyLog.entries(epoch, found.position, 1);
  expect(Buffer.from(entry ?? [])).toEqual(Buffer.from(headEntry(found.head)));
  const leaf = path?.leaf ?? null;
  const chain = linkAll(
    found.chain,
    found.versions.map(({ commitment }) => commitment),
  );
  expect(Buffer.from(chain ?? [])).toEqual(
    Buffer.from(leaf?.chain ?? firstLink(accountLabel(accountId))),
  );
  expect(found.from + found.versions.length).toBe(leaf?.version ?? 0);
  return { ...found, leaf };
};

const statesOf = ({ versions }: KeyLookup): readonly KeyState[] =>
  versions.map(({ commitment, opening }) => {
    const state = opening?.state ?? null;
    expect(Buffer.from(commitTo(state, opening?.nonce ?? goneNonce()))).toEqual(
      Buffer.from(commitment),
    );
    return state;
  });

export const keyMapContract = ({ store, reopen, dump }: ContractContext): void => {
  let lastTicket = 0;
  const link = async (by: Device, registrationId: number): Promise<Device> => {
    const ticketHash = hashOf(`key ticket ${++lastTicket}`);
    await store().devices.addTicket({ device: by, tokenHash: ticketHash, expiresAt: 1_000 }, 5);
    const added = await store().devices.add({
      ticketHash,
      now: 10,
      device: fakeDeviceKeys({ registrationId }),
      tokenHash: hashOf(`key token ${lastTicket}`),
      sealedName: 'bmFtZQ==',
      mostDevices: 5,
    });
    if (added.kind !== 'added') throw new Error(added.kind);
    return added.device;
  };

  it('has a version for every change of an identity key or of devices, over restarts', async () => {
    const { device: first, identityKey } = await addAccount(store());
    const second = await link(first, 200);
    await store().devices.remove({
      by: first,
      devices: [{ deviceId: second.deviceId, farewell: null }],
      now: 20,
      formerTokensUntil: 2_000,
    });
    const newKey = base64(33);
    const signingKey = (await store().devices.list(first.accountRef))[0]?.signingKey ?? '';
    await store().devices.renewKeys({
      by: first,
      formerKey: identityKey,
      identityKey: newKey,
      device: fakeDeviceKeys({ registrationId: 300, signingKey }),
      sealedName: 'bmFtZQ==',
      now: 30,
      formerTokensUntil: 2_000,
    });
    const again = await reopen();
    expect(statesOf(await proved(again, first.accountId))).toEqual([
      { identityKey, devices: [{ deviceId: 1, registrationId: 100 }] },
      {
        identityKey,
        devices: [
          { deviceId: 1, registrationId: 100 },
          { deviceId: 2, registrationId: 200 },
        ],
      },
      { identityKey, devices: [{ deviceId: 1, registrationId: 100 }] },
      { identityKey: newKey, devices: [{ deviceId: 1, registrationId: 300 }] },
    ]);
    const later = await proved(again, first.accountId, undefined, 3);
    expect(later).toMatchObject({ from: 3, versions: [{}], leaf: { version: 4 } });
    expect(await proved(again, first.accountId, undefined, 99)).toMatchObject({
      from: 4,
      versions: [],
    });
  });

  it('says the same of every head that was, whatever came after', async () => {
    const held: { readonly size: number; readonly leaves: readonly MapLeaf[] }[] = [];
    const leaves = new Map<string, MapLeaf>();
    const accounts = [];
    for (let count = 0; count < 24; count++) {
      const { device } = await addAccount(store(), { findable: false });
      accounts.push(device);
      if (count % 3 === 1) await link(device, 500 + count);
      for (const { accountId } of accounts) {
        const { leaf } = await proved(store(), accountId);
        if (leaf !== null) leaves.set(accountId, leaf);
      }
      const { size } = await store().keyLog.head();
      held.push({ size, leaves: [...leaves.values()] });
    }
    const again = await reopen();
    for (const { size, leaves: then } of held) {
      const { head } = await proved(again, 'nobody', size);
      expect(Buffer.from(head.root)).toEqual(naiveMapRoot(then));
      const known = then.map(({ label }) => Buffer.from(label).toString('hex'));
      for (const { accountId } of accounts) {
        const { leaf } = await proved(again, accountId, size);
        const label = Buffer.from(accountLabel(accountId)).toString('hex');
        expect(leaf).toEqual(then[known.indexOf(label)] ?? null);
      }
    }
    expect((await proved(again, 'nobody')).leaf).toBeNull();
  });

  it('begins no version where nothing changed', async () => {
    const first = await addAccount(store());
    await store().accounts.setFindable(first.device.accountRef, false);
    await store().accounts.setUsername(first.device.accountRef, 'aisyah.42');
    expect((await proved(store(), first.device.accountId)).leaf?.version).toBe(1);
    const { size } = await store().keyLog.head();
    await store().accounts.setFindable(first.device.accountRef, false);
    await store().accounts.setUsername(first.device.accountRef, 'aisyah.42');
    await addAccount(store(), {
      number: first.number,
      identityKey: first.identityKey,
      findable: false,
      proof: first.device,
    });
    expect((await store().keyLog.head()).size).toBe(size);
  });

  it('ends an entry with its account, and keeps nothing that could show what it said', async () => {
    const gone = await addAccount(store());
    const other = await addAccount(store(), { number: gone.number });
    await store().accounts.remove(other.device.accountRef);
    for (const { device } of [gone, other]) {
      const found = await proved(store(), device.accountId);
      expect(found.leaf?.version).toBe(2);
      expect(found.versions.map(({ opening }) => opening)).toEqual([null, null]);
      const [, last] = found.versions;
      expect(Buffer.from(last?.commitment ?? [])).toEqual(Buffer.from(commitTo(null, goneNonce())));
    }
    const text = await dump();
    for (const { device, identityKey } of [gone, other]) {
      expect(text).not.toContain(device.accountId);
      expect(text).not.toContain(identityKey);
    }
  });

  it('goes on in a new epoch with a head of the map as it stands', async () => {
    const { device } = await addAccount(store());
    const heads: number[] = [];
    const stop = store().keyMap.onHead(() => heads.push(1));
    await store().keyLog.rollTo({ epoch: 7, start: 'what was known', entry: hashOf('start') });
    stop();
    expect(heads).toHaveLength(1);
    expect(await proved(store(), device.accountId)).toMatchObject({
      position: 1,
      leaf: { version: 1 },
    });
    expect(await store().keyMap.lookUp(device.accountId, { epoch: 7, size: 1 }, 0, 10)).toBeNull();
  });

  it('appends a head when the last one is old, and when there is none', async () => {
    await store().keyMap.beat(60_000);
    expect(await proved(store(), 'nobody')).toMatchObject({ position: 0, leaf: null });
    await store().keyMap.beat(60_000);
    expect((await store().keyLog.head()).size).toBe(1);
    await store().keyMap.beat(0);
    expect((await store().keyLog.head()).size).toBe(2);
    expect(await store().keyMap.adopt(10)).toBe(false);
  });
};
