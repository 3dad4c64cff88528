import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { addAccount, base64, fakeDeviceKeys } from './rows.ts';

export const keyContract = ({ store, reopen }: ContractContext): void => {
  it('hands out each one-time key once when many ask at once', async () => {
    const preKeys = Array.from({ length: 40 }, (_, keyId) => ({ keyId, publicKey: base64(33) }));
    const kyberPreKeys = Array.from({ length: 40 }, (_, keyId) => ({
      keyId,
      publicKey: base64(60),
      signature: base64(64),
    }));
    const device = fakeDeviceKeys({ preKeys, kyberPreKeys });
    const { device: owner } = await addAccount(store(), { device });
    const taken = await Promise.all(
      Array.from({ length: 60 }, () => store().keys.take(owner.accountId, undefined)),
    );
    const ec = taken.flatMap((keys) => keys?.devices[0]?.preKey?.publicKey ?? []);
    const kyber = taken.map((keys) => keys?.devices[0]?.kyberPreKey.publicKey);
    expect(ec).toHaveLength(40);
    expect(new Set(ec).size).toBe(40);
    expect(kyber.filter((key) => key === device.lastResortKyberPreKey.publicKey)).toHaveLength(20);
    expect(new Set(kyber).size).toBe(41);
    expect(taken.at(-1)?.devices[0]).toMatchObject({ preKeyCount: 0, kyberPreKeyCount: 0 });
  });

  it('never hands out a key again, even if it is added again after a restart', async () => {
    const device = fakeDeviceKeys({ preKeys: [{ keyId: 7, publicKey: base64(33) }] });
    const { device: owner } = await addAccount(store(), { device });
    const taken = await store().keys.take(owner.accountId, [1]);
    expect(taken?.devices[0]?.preKey?.keyId).toBe(7);
    const again = await reopen();
    const counts = await again.keys.add(owner.deviceRef, {
      preKeys: device.preKeys,
      kyberPreKeys: device.kyberPreKeys,
    });
    expect(counts).toEqual({ preKeyCount: 0, kyberPreKeyCount: 1 });
    expect((await again.keys.take(owner.accountId, undefined))?.devices[0]?.preKey).toBeNull();
  });

  it('adds keys and replaces the signed ones', async () => {
    const { device: owner } = await addAccount(store(), {
      device: fakeDeviceKeys({ preKeys: [], kyberPreKeys: [] }),
    });
    const { signedPreKey, lastResortKyberPreKey, preKeys, kyberPreKeys } = fakeDeviceKeys();
    const counts = await store().keys.add(owner.deviceRef, {
      signedPreKey,
      lastResortKyberPreKey,
      preKeys,
      kyberPreKeys,
    });
    expect(counts).toEqual({ preKeyCount: 3, kyberPreKeyCount: 2 });
    expect(await store().keys.count(owner.deviceRef)).toEqual(counts);
    const taken = await store().keys.take(owner.accountId, undefined);
    expect(taken?.devices[0]).toMatchObject({
      signedPreKey,
      preKey: preKeys[0],
      kyberPreKey: kyberPreKeys[0],
    });
  });

  it('has none of an account or device that is not there', async () => {
    const { device: owner } = await addAccount(store());
    expect(await store().keys.take('00000000-0000-4000-8000-000000000000', undefined)).toBeNull();
    expect((await store().keys.take(owner.accountId, [5]))?.devices).toEqual([]);
  });
};
