import { expect, it } from 'vitest';
import type { Device } from '../types.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, fakeDeviceKeys, hashOf, routeOf, sendOf, waitingOf } from './rows.ts';

export const deviceContract = ({ store, reopen, dump }: ContractContext): void => {
  let lastTicket = 0;
  const askTicket = async (device: Device, expiresAt = 1_000) => {
    const tokenHash = hashOf(`ticket ${++lastTicket}`);
    await store().devices.addTicket({ device, tokenHash, expiresAt }, 5);
    return tokenHash;
  };
  const link = async (by: Device, token = `token ${lastTicket}`): Promise<Device> => {
    const added = await store().devices.add({
      ticketHash: await askTicket(by),
      now: 10,
      device: fakeDeviceKeys({ registrationId: 300 + lastTicket }),
      tokenHash: hashOf(token),
      sealedName: 'bmFtZQ==',
      mostDevices: 5,
    });
    if (added.kind !== 'added') throw new Error(added.kind);
    return added.device;
  };
  const remove = (by: Device, { deviceId }: Device, farewell: string | null = null, now = 20) =>
    store().devices.remove({
      by,
      devices: [{ deviceId, farewell }],
      now,
      formerTokensUntil: 2_000,
    });

  it('adds devices, names them and remembers their days over a restart', async () => {
    const { device: first } = await addAccount(store());
    const second = await link(first);
    expect(second).toMatchObject({ accountRef: first.accountRef, deviceId: 2 });
    expect(await store().devices.setName(first.deviceRef, 'YQ==')).toBe(true);
    expect(await store().devices.setName(999, 'YQ==')).toBe(false);
    await store().devices.noteActive([first.deviceRef, 999], '2026-01-02');
    await store().devices.noteActive([second.deviceRef, first.deviceRef], '2026-01-03');
    const again = await reopen();
    const listed = await again.devices.list(first.accountRef);
    expect(
      listed.map(({ deviceId, sealedName, activeDay }) => [deviceId, sealedName, activeDay]),
    ).toEqual([
      [1, 'YQ==', '2026-01-03'],
      [2, 'bmFtZQ==', '2026-01-03'],
    ]);
    const waits = await routeOf(again, first.accountId);
    expect(waits?.devices.map(({ deviceId }) => deviceId)).toEqual([1, 2]);
    expect(await again.keys.count(second.deviceRef)).toMatchObject({ preKeyCount: 3 });
  });

  it('gives no number twice before all are used up, and then one under which nothing was chosen', async () => {
    const { device: first } = await addAccount(store());
    const given = [];
    let last = first;
    for (let count = 0; count < 126; count++) {
      const device = await link(first);
      given.push(device.deviceId);
      if (last !== first) await remove(first, last);
      last = device;
    }
    expect(given).toEqual(Array.from({ length: 126 }, (_, at) => at + 2));
    await store().consent.append(first.accountRef, [
      {
        order: 1,
        hash: 'a',
        deviceId: 2,
        record: '{}',
        signature: '',
        receivedAt: 1,
        forked: false,
        counterSignature: '',
        last: '',
      },
    ]);
    expect((await link(first)).deviceId).toBe(3);
  });

  it('keeps what a removed device sent, and counts it as its account’s, until the account goes', async () => {
    const { device: first } = await addAccount(store());
    const second = await link(first);
    const { device: to } = await addAccount(store());
    const send = sendOf(second, to, 1);
    await store().relay.commit({
      sends: [send, sendOf(to, second, 1), sendOf(first, to, 2)],
      reserve: [],
    });
    expect(await remove(first, second)).toEqual({ deviceRefs: [second.deviceRef] });
    expect(await remove(first, second)).toEqual({ deviceRefs: [] });
    expect(await waitingOf(store(), second)).toEqual([]);
    expect(await waitingOf(store(), to)).toHaveLength(2);
    expect((await routeOf(await reopen(), to.accountId))?.waiting).toEqual([
      { sender: first.accountRef, count: 2, bytes: 200 },
    ]);
    expect(await store().accounts.authenticate(second.accountId, 2)).toBeNull();
    expect(await store().relay.findSend(second.deviceRef, send.clientMessageId)).toBeNull();
    // What waits is shorter-lived than this memory.
    expect(await store().devices.expireRemoved(20, 5)).toBe(0);
    await store().accounts.remove(first.accountRef);
    expect(await waitingOf(store(), to)).toEqual([]);
    expect(await store().devices.expireRemoved(1_000, 5)).toBe(0);
  });

  it('forgets devices that were removed long ago, no more at once than it is told to', async () => {
    const { device: first } = await addAccount(store());
    for (const now of [20, 21, 22, 90]) await remove(first, await link(first), null, now);
    const expire = () => store().devices.expireRemoved(50, 2);
    expect([await expire(), await expire(), await expire()]).toEqual([2, 1, 0]);
  });

  it('removes nothing for a device that is no more itself', async () => {
    const { device: first } = await addAccount(store());
    const second = await link(first);
    await remove(first, second);
    expect(await remove(second, first)).toBeNull();
    expect(await store().devices.list(first.accountRef)).toHaveLength(1);
  });

  it('keeps a farewell with the former token, and wipes it with the account', async () => {
    const { device: first } = await addAccount(store());
    await remove(first, await link(first, 'the former'), 'ZmFyZXdlbGw=');
    const find = () => store().accounts.findFormerToken(hashOf('the former'));
    const kept = { reason: 'device_removed', farewell: 'ZmFyZXdlbGw=' };
    expect(await find()).toEqual(kept);
    await reopen();
    expect(await find()).toEqual(kept);
    await store().accounts.remove(first.accountRef);
    expect(await find()).toBeNull();
    expect(await dump()).not.toContain('ZmFyZXdlbGw=');
  });

  it('knows a ticket until its time is over, and removes it then', async () => {
    const { device: first, identityKey } = await addAccount(store());
    const ticket = await askTicket(first, 100);
    expect(await store().devices.findTicket(ticket, 99)).toEqual({ identityKey });
    expect(await store().devices.findTicket(ticket, 100)).toBeNull();
    expect(await store().devices.expireTickets(99, 5)).toBe(0);
    expect(await store().devices.expireTickets(100, 5)).toBe(1);
    expect(await store().devices.findTicket(ticket, 99)).toBeNull();
    await store().accounts.remove(first.accountRef);
    const gone = { device: first, tokenHash: hashOf('x'), expiresAt: 100 };
    expect(await store().devices.addTicket(gone, 5)).toBe('gone');
  });

  it('keeps one version of an account’s manifest, until the account goes', async () => {
    const { device } = await addAccount(store());
    const { manifests } = store();
    const put = (version: number, content: string) =>
      manifests.put(device.accountRef, device.deviceRef, { version, over: version - 1, content });
    expect(await put(1, 'c2VhbGVkLTE=')).toBe('taken');
    expect(await put(2, 'c2VhbGVkLTI=')).toBe('taken');
    expect(await put(2, 'b3RoZXI=')).toBe('conflict');
    const again = await reopen();
    const present = { version: 2, content: 'c2VhbGVkLTI=' };
    expect(await again.manifests.get(device.accountRef)).toEqual(present);
    expect(await dump()).not.toContain('c2VhbGVkLTE=');
    await again.accounts.remove(device.accountRef);
    expect(await again.manifests.get(device.accountRef)).toBeNull();
    expect(
      await again.manifests.put(device.accountRef, device.deviceRef, { ...present, over: 0 }),
    ).toBe('gone');
  });
};
