import { expect, it } from 'vitest';
import type { StoredRecord } from '../types/consent.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, fakeDeviceKeys, hashOf } from './rows.ts';

/** A record that says nothing; the store does not read it. */
export const recordOf = (order: number, over: Partial<StoredRecord> = {}): StoredRecord => ({
  order,
  hash: Buffer.from(hashOf(`record ${order}`)).toString('hex'),
  deviceId: 1,
  record: `choice-${order}`,
  signature: `signature-${order}`,
  receivedAt: 100 + order,
  forked: order % 2 === 0,
  counterSignature: `counter-${order}`,
  last: Buffer.from(hashOf(`last ${order}`)).toString('hex'),
  ...over,
});

export const consentContract = ({ store, reopen, dump }: ContractContext): void => {
  const three = [1, 2, 3].map((order) => recordOf(order));

  it('keeps the records of an account in their order, and no other’s', async () => {
    const { device } = await addAccount(store());
    const { device: other } = await addAccount(store());
    expect(await store().consent.append(device.accountRef, three.slice(0, 1))).toBe(true);
    expect(await store().consent.append(device.accountRef, three.slice(1))).toBe(true);
    expect(await store().consent.append(other.accountRef, [recordOf(1)])).toBe(true);
    const again = await reopen();
    expect(await again.consent.records(device.accountRef, 0, 10)).toEqual(three);
    expect(await again.consent.records(device.accountRef, 1, 1)).toEqual([three[1]]);
    expect(await again.consent.records(other.accountRef, 0, 10)).toEqual([recordOf(1)]);
  });

  it('takes all or none, and only what follows', async () => {
    const { device } = await addAccount(store());
    const { accountRef } = device;
    const append = (records: readonly StoredRecord[]) =>
      store().consent.append(accountRef, records);
    await append(three.slice(0, 1));
    await expect(append([recordOf(3)])).rejects.toThrow('order');
    await expect(append([recordOf(2), recordOf(2)])).rejects.toThrow('order');
    await expect(append([recordOf(2, { hash: three[0]?.hash ?? '' })])).rejects.toThrow();
    expect(await store().consent.records(accountRef, 0, 10)).toEqual(three.slice(0, 1));
  });

  it('remembers what is in doubt, and since which order', async () => {
    const { device, number } = await addAccount(store());
    const { device: other } = await addAccount(store());
    const { accountRef, deviceRef } = device;
    await store().consent.append(accountRef, three);
    const about = async () => {
      const account = await store().consent.account(accountRef);
      return { ...account, since: (await store().consent.device(deviceRef))?.choicesFromSequence };
    };
    const sure = { number, unconfirmed: false, sureOrder: null };
    expect(await about()).toEqual({ ...sure, since: 1 });
    await store().consent.doubt(accountRef);
    const doubted = { number, unconfirmed: true, sureOrder: 3 };
    expect(await about()).toEqual({ ...doubted, since: null });
    await store().consent.confirm(accountRef, deviceRef, 50);
    await store().consent.confirm(accountRef, deviceRef, 60);
    const sureAgain = { ...doubted, unconfirmed: false };
    expect(await about()).toEqual({ ...sureAgain, since: 50 });
    await store().consent.doubt(other.accountRef);
    expect(await about()).toEqual({ ...sureAgain, since: 50 });
    await store().consent.doubtAll();
    await reopen();
    const doubtful = { number, unconfirmed: true, sureOrder: 3, since: null };
    expect(await about()).toEqual(doubtful);
    await store().consent.append(accountRef, [recordOf(4)]);
    await store().consent.doubt(accountRef);
    expect(await about()).toEqual(doubtful);
    await store().consent.confirm(accountRef, deviceRef, 70);
    expect(await about()).toEqual({ ...doubtful, unconfirmed: false, since: 70 });
  });

  it('knows nothing of accounts and devices that are gone, and keeps nothing of their choices', async () => {
    const first = await addAccount(store());
    const { accountRef, deviceRef } = first.device;
    await store().consent.append(accountRef, three);
    const { device: other } = await addAccount(store());
    await store().consent.append(other.accountRef, [recordOf(1, { record: 'stays' })]);
    await store().accounts.remove(accountRef);
    expect(await store().consent.account(accountRef)).toBeNull();
    expect(await store().consent.device(deviceRef)).toBeNull();
    expect(await store().consent.append(accountRef, [recordOf(4)])).toBe(false);
    const again = await addAccount(store(), { number: first.number });
    await store().consent.append(again.device.accountRef, [recordOf(1, { record: 'chosen anew' })]);
    await addAccount(store(), { number: first.number });
    const left = await dump();
    expect(left).toContain('stays');
    expect(left).not.toContain('chosen anew');
    for (const { record } of three) expect(left).not.toContain(record);
    for (const { signature, hash } of three.slice(1)) {
      expect(left).not.toContain(signature);
      expect(left).not.toContain(hash);
    }
  });

  it('gives the key that a device signs with', async () => {
    const keys = fakeDeviceKeys();
    const { device } = await addAccount(store(), { device: keys });
    expect((await store().consent.device(device.deviceRef))?.signingKey).toBe(keys.signingKey);
  });

  it('discards every one-time key, and takes none of them again', async () => {
    const keys = fakeDeviceKeys();
    const { device, identityKey } = await addAccount(store(), { device: keys });
    const { device: other } = await addAccount(store());
    expect(await store().keys.discardOneTime()).toEqual([device.deviceRef, other.deviceRef]);
    const { preKeys, kyberPreKeys } = keys;
    const added = await store().keys.add(device.deviceRef, identityKey, { preKeys, kyberPreKeys });
    expect(added).toEqual({ preKeyCount: 0, kyberPreKeyCount: 0 });
    const taken = await store().keys.take(device.accountId, undefined);
    expect(taken?.devices[0]).toMatchObject({
      preKey: null,
      kyberPreKey: keys.lastResortKyberPreKey,
    });
  });
};
