import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { addAccount, base64, fakeDeviceKeys, hashOf, routeOf, sendOf, waitingOf } from './rows.ts';

export const accountContract = ({ store, reopen, dump }: ContractContext): void => {
  it('remembers an account over a restart', async () => {
    const { device, number } = await addAccount(store(), { token: 'token' });
    const again = await reopen();
    const account = await again.accounts.get(device.accountRef);
    expect(account).toMatchObject({
      accountId: device.accountId,
      number,
      username: null,
      findableByNumber: true,
    });
    const known = await again.accounts.authenticate(device.accountId, device.deviceId);
    expect(known).toMatchObject({ ...device, tokenHash: expect.anything() });
    expect(Buffer.from(known?.tokenHash ?? []).equals(hashOf('token'))).toBe(true);
    expect(await again.accounts.authenticate(device.accountId, 2)).toBeNull();
  });

  it('takes a registration once, and not after its time', async () => {
    const token = hashOf('t');
    const input = {
      registrationTokenHash: token,
      now: 100,
      accountId: 'a',
      identityKey: base64(33),
      findableByNumber: false,
      device: fakeDeviceKeys(),
      tokenHash: hashOf('token'),
      formerTokensUntil: 900,
      proof: null,
    };
    await store().registrations.add({
      id: 'r',
      number: '+60123459999',
      codeHash: hashOf('1'),
      tries: 5,
      expiresAt: 50,
    });
    await store().registrations.prove('r', token, 200);
    const both = await Promise.all([
      store().accounts.create(input),
      store().accounts.create({ ...input, accountId: 'b' }),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['created', 'expired']);
    await store().registrations.add({
      id: 's',
      number: '+60123459998',
      codeHash: hashOf('1'),
      tries: 5,
      expiresAt: 50,
    });
    await store().registrations.prove('s', hashOf('u'), 200);
    expect(
      await store().accounts.create({ ...input, registrationTokenHash: hashOf('u'), now: 200 }),
    ).toEqual({ kind: 'expired' });
  });

  it('makes a new account of a number that registers again, and drops the former one’s queue', async () => {
    const first = await addAccount(store());
    const other = await addAccount(store());
    await store().relay.commit({ sends: [sendOf(other.device, first.device, 1)], reserve: [] });
    const second = await addAccount(store(), { number: first.number });
    expect(second.device.accountId).not.toBe(first.device.accountId);
    expect(second.removed).toEqual({
      accountRef: first.device.accountRef,
      accountId: first.device.accountId,
      deviceRefs: [first.device.deviceRef],
    });
    expect(await routeOf(store(), first.device.accountId)).toBeUndefined();
    expect(await waitingOf(store(), first.device)).toEqual([]);
    expect(await store().accounts.authenticate(first.device.accountId, 1)).toBeNull();
  });

  it('keeps the account for a device that proves itself with the same identity', async () => {
    const identityKey = base64(33);
    const first = await addAccount(store(), { identityKey });
    const other = await addAccount(store());
    await store().relay.commit({ sends: [sendOf(other.device, first.device, 1)], reserve: [] });
    const kept = await addAccount(store(), {
      number: first.number,
      identityKey,
      proof: first.device,
    });
    expect(kept.device).toEqual(first.device);
    expect(await waitingOf(store(), kept.device)).toHaveLength(1);
    const changed = fakeDeviceKeys({ registrationId: 222 });
    const renewed = await addAccount(store(), {
      number: first.number,
      identityKey,
      proof: first.device,
      device: changed,
    });
    expect(renewed.device).toMatchObject({ accountId: first.device.accountId, deviceId: 1 });
    expect(renewed.device.deviceRef).not.toBe(first.device.deviceRef);
    expect(await waitingOf(store(), renewed.device)).toEqual([]);
    const stranger = await addAccount(store(), { number: first.number, proof: renewed.device });
    expect(stranger.device.accountId).not.toBe(first.device.accountId);
  });

  it('finds by number only who wants to be found, and by username', async () => {
    const open = await addAccount(store());
    const hidden = await addAccount(store(), { findable: false });
    expect(await store().accounts.findByNumber(open.number)).toBe(open.device.accountId);
    expect(await store().accounts.findByNumber(hidden.number)).toBeNull();
    await store().accounts.setFindable(hidden.device.accountRef, true);
    await store().accounts.setFindable(open.device.accountRef, false);
    expect(await store().accounts.findByNumber(hidden.number)).toBe(hidden.device.accountId);
    expect(await store().accounts.findByNumber(open.number)).toBeNull();
    expect(await store().accounts.setUsername(open.device.accountRef, 'aisyah.42')).toBe(true);
    expect(await store().accounts.setUsername(hidden.device.accountRef, 'aisyah.42')).toBe(false);
    expect(await store().accounts.findByUsername('aisyah.42')).toBe(open.device.accountId);
    expect(await store().accounts.setUsername(open.device.accountRef, null)).toBe(true);
    expect(await store().accounts.findByUsername('aisyah.42')).toBeNull();
  });

  it('removes every row that belongs to an account or names it', async () => {
    const gone = await addAccount(store());
    const stays = await addAccount(store());
    await store().accounts.setUsername(gone.device.accountRef, 'leaving.77');
    await store().keys.take(gone.device.accountId, undefined);
    const id = Buffer.from(gone.device.accountId.replaceAll('-', ''), 'hex');
    const body = new Uint8Array(Buffer.concat([id, Buffer.from('sent by the leaving one')]));
    const fromGone = sendOf(gone.device, stays.device, 1);
    await store().relay.commit({
      sends: [
        { ...fromGone, envelopes: [{ deviceRef: stays.device.deviceRef, seq: 1, body }] },
        sendOf(stays.device, gone.device, 1),
        sendOf(stays.device, stays.device, 2),
      ],
      reserve: [{ deviceRef: gone.device.deviceRef, throughSeq: 50 }],
    });
    const marks = [
      gone.device.accountId,
      id.toString('hex'),
      gone.number,
      'leaving.77',
      Buffer.from(fromGone.clientMessageId).toString('hex'),
    ];
    const before = await dump();
    expect(marks.filter((mark) => before.includes(mark))).toEqual(marks);
    await store().accounts.remove(gone.device.accountRef);
    const after = await dump();
    expect(marks.filter((mark) => after.includes(mark))).toEqual([]);
    expect(await waitingOf(store(), stays.device)).toHaveLength(1);
    expect(
      await store().relay.findSend(gone.device.deviceRef, fromGone.clientMessageId),
    ).toBeNull();
    expect(await store().accounts.remove(gone.device.accountRef)).toBeNull();
  });
};
