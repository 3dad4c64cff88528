import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';
import { addAccount, bytes, routeOf, sendOf, waitingOf } from './rows.ts';

export const relayContract = ({ store, reopen }: ContractContext): void => {
  const two = async () => {
    const { device: from } = await addAccount(store());
    const { device: to } = await addAccount(store());
    return { from, to };
  };

  it('keeps envelopes in order over a restart until they are acknowledged', async () => {
    const { from, to } = await two();
    const sends = Array.from({ length: 20 }, (_, index) => sendOf(from, to, index + 1));
    expect(
      await store().relay.commit({ sends, reserve: [{ deviceRef: to.deviceRef, throughSeq: 64 }] }),
    ).toEqual(sends.map(() => 'taken'));
    const again = await reopen();
    const found = await waitingOf(again, to);
    expect(found.map(({ seq }) => seq)).toEqual(sends.map((_, index) => index + 1));
    expect(found.map(({ body }) => Buffer.from(body).toString('hex'))).toEqual(
      sends.map(({ envelopes }) => Buffer.from(envelopes[0]?.body ?? []).toString('hex')),
    );
    const route = await routeOf(again, to.accountId);
    expect(route).toMatchObject({
      waiting: [{ sender: from.accountRef, count: 20, bytes: 2_000 }],
      devices: [{ ref: to.deviceRef, deviceId: 1, registrationId: 100, reservedSeq: 64 }],
    });
    expect(
      await again.relay.acknowledge([
        { deviceRef: to.deviceRef, throughSeq: 15 },
        { deviceRef: from.deviceRef, throughSeq: 9 },
      ]),
    ).toEqual([[{ sender: from.accountRef, count: 15, bytes: 1_500 }], []]);
    expect((await waitingOf(again, to)).map(({ seq }) => seq)).toEqual([16, 17, 18, 19, 20]);
    expect(await routeOf(again, to.accountId)).toMatchObject({
      waiting: [{ sender: from.accountRef, count: 5, bytes: 500 }],
    });
    expect(await waitingOf(again, to, 18)).toHaveLength(2);
    expect(await again.relay.waiting(to.deviceRef, 0, 2, 10_000)).toHaveLength(2);
    expect(await again.relay.waiting(to.deviceRef, 0, 10, 250)).toHaveLength(2);
    expect(await again.relay.waiting(to.deviceRef, 0, 10, 1)).toHaveLength(1);
  });

  it('takes a client message id of a device once: in a batch, later, after acknowledging, after a restart', async () => {
    const { from, to } = await two();
    const send = sendOf(from, to, 1);
    const repeat = {
      ...send,
      acceptedAt: 9_999,
      envelopes: [{ deviceRef: to.deviceRef, seq: 2, body: bytes(9) }],
    };
    expect(await store().relay.commit({ sends: [send, repeat], reserve: [] })).toEqual([
      'taken',
      send.acceptedAt,
    ]);
    await store().relay.acknowledge([{ deviceRef: to.deviceRef, throughSeq: 1 }]);
    expect(await store().relay.commit({ sends: [repeat], reserve: [] })).toEqual([send.acceptedAt]);
    const again = await reopen();
    expect(await again.relay.commit({ sends: [repeat], reserve: [] })).toEqual([send.acceptedAt]);
    expect(await again.relay.findSend(from.deviceRef, send.clientMessageId)).toBe(send.acceptedAt);
    expect(await again.relay.findSend(to.deviceRef, send.clientMessageId)).toBeNull();
    expect(await waitingOf(again, to)).toEqual([]);
    const same = { ...sendOf(to, from, 1), clientMessageId: send.clientMessageId };
    expect(await again.relay.commit({ sends: [same], reserve: [] })).toEqual(['taken']);
  });

  it('knows the ids of many thousand sends, however they are kept', async () => {
    const { from, to } = await two();
    const all = Array.from({ length: 600 }, () => sendOf(from, to, 1, { envelopes: [] }));
    for (let at = 0; at < all.length; at += 25) {
      await store().relay.commit({ sends: all.slice(at, at + 25), reserve: [] });
    }
    const repeated = await store().relay.commit({ sends: all, reserve: [] });
    const again = await reopen();
    const afterwards = await again.relay.commit({ sends: all, reserve: [] });
    expect([...repeated, ...afterwards].every((outcome) => outcome === 1_001)).toBe(true);
  });

  it('stores nothing for a device that is gone', async () => {
    const { from, to } = await two();
    await store().accounts.remove(to.accountRef);
    const lost = sendOf(from, to, 1);
    expect(await store().relay.commit({ sends: [lost], reserve: [] })).toEqual(['gone']);
    expect(await store().relay.findSend(from.deviceRef, lost.clientMessageId)).toBeNull();
    expect(await waitingOf(store(), to)).toEqual([]);
  });

  it('expires what is old, a bounded part at a time', async () => {
    const { from, to } = await two();
    const sends = Array.from({ length: 7 }, (_, index) =>
      sendOf(from, to, index + 1, { acceptedAt: index < 5 ? 100 : 900 }),
    );
    await store().relay.commit({ sends: sends.slice(0, 5), reserve: [] });
    await store().relay.commit({ sends: sends.slice(5), reserve: [] });
    expect(await store().relay.expireEnvelopes(500, 3)).toEqual({
      removed: 3,
      accountIds: [to.accountId],
    });
    expect((await store().relay.expireEnvelopes(500, 3)).removed).toBe(2);
    expect((await store().relay.expireEnvelopes(500, 3)).removed).toBe(0);
    expect((await waitingOf(store(), to)).map(({ seq }) => seq)).toEqual([6, 7]);
    let forgotten = 0;
    for (let look = 0; look < 10; look++) forgotten += await store().relay.expireSends(500, 3);
    expect(forgotten).toBeGreaterThan(0);
    const known = await Promise.all(
      sends.map(({ sender, clientMessageId }) => store().relay.findSend(sender, clientMessageId)),
    );
    expect(known).toEqual([null, null, null, null, null, 900, 900]);
  });
};
