import { expect, it } from 'vitest';
import type { NewReport } from '../types/people.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, bytes, hashOf, routeOf } from './rows.ts';

const reportOf = (reporter: number, id: string, over: Partial<NewReport> = {}): NewReport => ({
  id,
  reporter,
  about: 'somebody',
  note: 'nota',
  messages: [{ messageId: 'm', sentAt: 1, text: 'teks yang dilaporkan' }],
  receivedAt: 100,
  ...over,
});

export const peopleContract = ({ store, reopen, dump }: ContractContext): void => {
  it('keeps reports over a restart, each once, as many of one account as it may', async () => {
    const { device } = await addAccount(store());
    const { reports } = store();
    expect(await reports.add(reportOf(device.accountRef, 'a'), 2)).toBe('taken');
    expect(await reports.add(reportOf(device.accountRef, 'b'), 2)).toBe('taken');
    expect(await reports.add(reportOf(device.accountRef, 'c'), 2)).toBe('full');
    expect(await reports.add(reportOf(device.accountRef, 'a'), 2)).toBe('taken');
    const again = await reopen();
    expect((await again.reports.list('all')).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await again.reports.find('a')).toMatchObject({
      reporterId: device.accountId,
      aboutExists: false,
      closedAt: null,
      messages: [{ text: 'teks yang dilaporkan' }],
    });
  });

  it('removes reports after their time, and those of an account with it', async () => {
    const { device } = await addAccount(store());
    const other = await addAccount(store());
    const { reports } = store();
    await reports.add(reportOf(device.accountRef, 'a', { receivedAt: 5 }), 9);
    await reports.add(reportOf(device.accountRef, 'b', { receivedAt: 50 }), 9);
    await reports.add(reportOf(other.device.accountRef, 'c', { receivedAt: 50 }), 9);
    expect(await reports.expire(50, 10)).toBe(1);
    await store().accounts.remove(device.accountRef);
    expect((await reports.list('all')).map(({ id }) => id)).toEqual(['c']);
  });

  it('keeps a profile’s fields as they were put, until they are taken away or the account is', async () => {
    const { device } = await addAccount(store());
    const { profiles } = store();
    const sealed = { tokenHash: hashOf('t'), content: bytes(200) };
    await profiles.put(device.accountRef, 'about', { ...sealed, content: bytes(9) });
    await profiles.put(device.accountRef, 'about', sealed);
    await profiles.put(device.accountRef, 'photo', { ...sealed, tokenHash: hashOf('p') });
    const again = await reopen();
    const content = await again.profiles.content(device.accountId, 'about');
    expect(Buffer.from(content ?? []).equals(sealed.content)).toBe(true);
    const hash = await again.profiles.tokenHash(device.accountId, 'photo');
    expect(Buffer.from(hash ?? []).equals(hashOf('p'))).toBe(true);
    await again.profiles.put(device.accountRef, 'about', null);
    expect(await again.profiles.tokenHash(device.accountId, 'about')).toBeNull();
    await again.accounts.remove(device.accountRef);
    expect(await again.profiles.tokenHash(device.accountId, 'photo')).toBeNull();
    expect(await dump()).not.toContain(Buffer.from(sealed.content).toString('hex'));
  });

  it('tells with a route which token it asks for, and with which one may send sealed', async () => {
    const { device } = await addAccount(store());
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const hashes = async () => {
      const route = await routeOf(store(), device.accountId);
      return [route?.deliveryTokenHash, route?.sealedTokenHash].map((hash) => hash && hex(hash));
    };
    const [one, two] = [hashOf('one'), hashOf('two')];
    const { delivery } = store();
    expect(await hashes()).toEqual([null, null]);
    await delivery.set(device.accountRef, { tokenHash: one, sealedHash: null });
    await delivery.set(device.accountRef, { tokenHash: two, sealedHash: one });
    expect(await hashes()).toEqual([hex(two), hex(one)]);
    await delivery.set(device.accountRef, { tokenHash: null, sealedHash: two });
    expect(await hashes()).toEqual([null, hex(two)]);
    await store().accounts.remove(device.accountRef);
    expect(await dump()).not.toContain(hex(two));
  });
};
