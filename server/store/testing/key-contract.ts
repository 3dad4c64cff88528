import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { addAccount, base64, fakeDeviceKeys } from './rows.ts';

export const keyContract = ({ store, reopen, dump }: ContractContext): void => {
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
    expect(await store().keys.lastResortId(owner.deviceRef)).toBe(
      device.lastResortKyberPreKey.keyId,
    );
  });

  it('gives the signing keys of an account that there is', async () => {
    const device = fakeDeviceKeys();
    const { device: owner, identityKey } = await addAccount(store(), { device });
    const { registrationId, signingKey, signingKeySignature } = device;
    expect(await store().keys.signingKeys(owner.accountId)).toEqual({
      identityKey,
      devices: [{ deviceId: owner.deviceId, registrationId, signingKey, signingKeySignature }],
    });
    expect(await store().keys.signingKeys('nobody')).toBeNull();
  });

  it('never hands out a key again, even if it is added again after a restart', async () => {
    const device = fakeDeviceKeys({ preKeys: [{ keyId: 7, publicKey: base64(33) }] });
    const { device: owner, identityKey } = await addAccount(store(), { device });
    const taken = await store().keys.take(owner.accountId, [1]);
    expect(taken?.devices[0]?.preKey?.keyId).toBe(7);
    const again = await reopen();
    const counts = await again.keys.add(owner.deviceRef, identityKey, {
      preKeys: device.preKeys,
      kyberPreKeys: device.kyberPreKeys,
    });
    expect(counts).toEqual({ preKeyCount: 0, kyberPreKeyCount: 1 });
    expect((await again.keys.take(owner.accountId, undefined))?.devices[0]?.preKey).toBeNull();
  });

  it('takes each id once: a key comes in under a higher id than all before, or not at all', async () => {
    const keys = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ keyId: from + at, publicKey: base64(33) }));
    const { device: owner, identityKey } = await addAccount(store(), {
      device: fakeDeviceKeys({ preKeys: keys(10, 2) }),
    });
    const add = async (preKeys: readonly { keyId: number; publicKey: string }[]) =>
      (await store().keys.add(owner.deviceRef, identityKey, { preKeys, kyberPreKeys: [] }))
        ?.preKeyCount;
    const first = await store().keys.take(owner.accountId, undefined);
    expect(first?.devices[0]?.preKey?.keyId).toBe(10);
    expect(await add(keys(9, 3))).toBe(1);
    expect(await add([...keys(20, 2), ...keys(11, 1)].reverse())).toBe(3);
    const [again] = keys(30, 1);
    expect(await add([again, again].flatMap((key) => key ?? []))).toBe(4);
    expect(await add([{ keyId: 31, publicKey: again?.publicKey ?? '' }])).toBe(4);
    const left = [];
    for (let taken = 0; taken < 6; taken++)
      left.push((await store().keys.take(owner.accountId, undefined))?.devices[0]?.preKey?.keyId);
    expect(left).toEqual([11, 20, 21, 30, undefined, undefined]);
  });

  it('keeps no more of a device over many rotations than it has keys', async () => {
    const { device: owner, identityKey } = await addAccount(store());
    const sizes: number[] = [];
    const given = new Set<string>();
    for (let round = 1; round <= 30; round++) {
      const preKeys = Array.from({ length: 20 }, (_, at) => ({
        keyId: round * 100 + at,
        publicKey: base64(33),
      }));
      await store().keys.add(owner.deviceRef, identityKey, { preKeys, kyberPreKeys: [] });
      for (let taken = 0; taken < 25; taken++) {
        const key = (await store().keys.take(owner.accountId, undefined))?.devices[0]?.preKey;
        if (!key) break;
        expect(given.has(key.publicKey)).toBe(false);
        given.add(key.publicKey);
      }
      sizes.push((await dump()).split('\n').length);
    }
    expect(given.size).toBe(30 * 20 + 3);
    expect(new Set(sizes.slice(1)).size).toBe(1);
  });

  it('keeps so many keys of a device and no more', async () => {
    const { device: owner, identityKey } = await addAccount(store());
    let count: number | undefined;
    for (let round = 1; round <= 5; round++) {
      const preKeys = Array.from({ length: 150 }, (_, at) => ({
        keyId: round * 1_000 + at,
        publicKey: base64(33),
      }));
      count = (await store().keys.add(owner.deviceRef, identityKey, { preKeys, kyberPreKeys: [] }))
        ?.preKeyCount;
    }
    expect(count).toBe(400);
  });

  it('adds keys and replaces the signed ones', async () => {
    const { device: owner, identityKey } = await addAccount(store(), {
      device: fakeDeviceKeys({ preKeys: [], kyberPreKeys: [] }),
    });
    const { signedPreKey, lastResortKyberPreKey, preKeys, kyberPreKeys } = fakeDeviceKeys();
    const counts = await store().keys.add(owner.deviceRef, identityKey, {
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

  it('adds none that another identity signed than the account has by then', async () => {
    const { device: owner } = await addAccount(store());
    const before = await store().keys.count(owner.deviceRef);
    const { preKeys, kyberPreKeys } = fakeDeviceKeys();
    const added = store().keys.add(owner.deviceRef, base64(33), { preKeys, kyberPreKeys });
    expect(await added).toBeNull();
    expect(await store().keys.count(owner.deviceRef)).toEqual(before);
  });

  it('has none of an account or device that is not there', async () => {
    const { device: owner } = await addAccount(store());
    expect(await store().keys.take('00000000-0000-4000-8000-000000000000', undefined)).toBeNull();
    expect((await store().keys.take(owner.accountId, [5]))?.devices).toEqual([]);
  });
};
