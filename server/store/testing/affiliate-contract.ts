import { expect, it } from 'vitest';
import {
  type AffiliateChange,
  longestWaitMs,
  type NewDisclosure,
  type NewEntry,
} from '../types/affiliate.ts';
import type { Device } from '../types.ts';
import { recordOf } from './consent-contract.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, bytes, hashOf } from './rows.ts';

export const entryOf = (opening: string): NewEntry => ({
  nonce: bytes(32),
  opening,
  entry: hashOf(opening),
});

const disclosureOf = (
  { accountRef }: Device,
  name: string,
  over: Partial<NewDisclosure> = {},
): NewDisclosure => ({
  accountRef,
  recipient: 'sanubari',
  purpose: 'ads-relevance',
  policy: '2026-1',
  disclosureId: `id ${name}`,
  payload: `payload ${name}`,
  deletionHandle: `handle ${name}`,
  deletionId: `deletion ${name}`,
  recordHash: 'record',
  begunAt: 5,
  nextAt: 60,
  aboutToSend: entryOf(`about to send ${name}`),
  ...over,
});

export const affiliateContract = ({ store, reopen, dump }: ContractContext): void => {
  const affiliate = () => store().affiliate;
  const commit = (change: AffiliateChange) => affiliate().commit(change);
  const begin = async (device: Device, name: string, over: Partial<NewDisclosure> = {}) => {
    const [ref = 0] = await commit({ begun: [disclosureOf(device, name, over)] });
    return ref;
  };
  const openingsOf = async ({ accountRef }: Device) =>
    (await affiliate().list(accountRef, 1_000, 100)).disclosures.map(({ number, entries }) => [
      number,
      entries.map(({ opening }) => opening),
    ]);
  const ended = { outcome: 'acknowledged', nextAt: null, refusals: 0 } as const;

  it('puts a disclosure on the disk together with its leaf, and numbers those of an account', async () => {
    const { device } = await addAccount(store());
    const { device: other } = await addAccount(store());
    const before = (await store().log.head()).size;
    await commit({
      begun: [disclosureOf(device, 'a'), disclosureOf(other, 'b'), disclosureOf(device, 'c')],
    });
    await reopen();
    expect(await openingsOf(device)).toEqual([
      [2, ['about to send c']],
      [1, ['about to send a']],
    ]);
    expect(await openingsOf(other)).toEqual([[1, ['about to send b']]]);
    const { disclosures, total } = await affiliate().list(device.accountRef, 2, 100);
    expect([disclosures.map(({ payload }) => payload), total]).toEqual([['payload a'], 2]);
    const { epoch, index } = disclosures[0]?.entries[0] ?? { epoch: 0, index: -1 };
    expect(index).toBe(before);
    const entries = await store().log.entries(epoch, index, 3);
    expect(entries.map((entry) => Buffer.from(entry))).toEqual(
      ['a', 'b', 'c'].map((name) => Buffer.from(hashOf(`about to send ${name}`))),
    );
  });

  it('does all of a change or nothing', async () => {
    const { device } = await addAccount(store());
    await begin(device, 'a');
    const size = (await store().log.head()).size;
    const twice = disclosureOf(device, 'other', { deletionHandle: 'handle a' });
    await expect(commit({ begun: [disclosureOf(device, 'b'), twice] })).rejects.toThrow();
    expect((await store().log.head()).size).toBe(size);
    expect(await openingsOf(device)).toHaveLength(1);
  });

  it('hands out what is due, deletions first, then what did not end, then intents with their draw', async () => {
    const { device, number } = await addAccount(store());
    const { accountRef, accountId } = device;
    const purpose = { accountRef, recipient: 'sanubari', purpose: 'ads-relevance' } as const;
    const intent = { ...purpose, values: '{}', createdAt: 3 };
    const draw = { deletionHandle: 'next', rotation: 'turn' };
    await commit({ intents: [intent, { ...intent, accountRef: 999 }, intent] });
    await commit({ draws: [{ ...purpose, draw }] });
    const ref = await begin(device, 'a');
    const asked = await begin(device, 'b');
    const entry = entryOf('asked');
    await commit({ askDeletion: [{ ref: asked, askedAt: 9, nextAt: 40, entry }] });
    const early = await affiliate().due(39, 10);
    expect([early.deletions, early.disclosures]).toEqual([[], []]);
    expect(early.intents).toMatchObject([
      { ...intent, accountId, number, draw },
      { ...intent, draw },
    ]);
    const due = await affiliate().due(60, 3);
    expect(due.deletions).toMatchObject([
      { id: 'deletion b', deletionHandle: 'handle b', disclosure: { ref: asked } },
    ]);
    expect(due.disclosures).toMatchObject([{ ref, disclosureId: 'id a', outcome: null }]);
    expect(due.intents).toHaveLength(1);
    const [first, second] = early.intents;
    await commit({
      dropIntents: [first?.id ?? 0],
      postponeIntents: [{ id: second?.id ?? 0, nextAt: 90 }],
    });
    expect((await affiliate().due(89, 10)).intents).toEqual([]);
    expect(await affiliate().waiting(accountRef)).toHaveLength(1);
    await commit({ refused: [purpose], forgetDraws: [accountRef] });
    expect(await affiliate().waiting(accountRef)).toEqual([]);
    expect(await affiliate().draws(accountRef)).toEqual([]);
  });

  it('takes what is put off for longer than anything is for due: the clock was ahead when that was written', async () => {
    const { device } = await addAccount(store());
    const { accountRef } = device;
    const purpose = { accountRef, recipient: 'sanubari', purpose: 'ads-relevance' } as const;
    await commit({ intents: [{ ...purpose, values: '{}', createdAt: 3 }] });
    const [asked, open] = [await begin(device, 'asked'), await begin(device, 'open')];
    await store().consent.append(accountRef, [recordOf(1)]);
    const [intent] = (await affiliate().due(50, 10)).intents;
    const putOff = async (nextAt: number): Promise<void> => {
      await commit({
        outcomes: [{ ref: open, outcome: 'unknown', nextAt, refusals: 3, entry: null }],
        deletions: [{ id: 'deletion asked', nextAt, refusals: 3 }],
        postponeIntents: [{ id: intent?.id ?? 0, nextAt }],
        looked: [{ accountRef, seenOrder: 1, nextAt, isCounted: false }],
      });
    };
    const counts = async (now: number) => {
      const { deletions, disclosures, intents } = await affiliate().due(now, 10);
      const accounts = await affiliate().toLookAt(now, 10);
      return [deletions, disclosures, intents, accounts].map(({ length }) => length);
    };
    await commit({ askDeletion: [{ ref: asked, askedAt: 9, nextAt: 9, entry: entryOf('asked') }] });
    await putOff(10 + longestWaitMs);
    expect(await counts(10)).toEqual([0, 0, 0, 0]);
    expect(await counts(9)).toEqual([1, 1, 1, 1]);
    expect(await counts(10 + longestWaitMs)).toEqual([1, 1, 1, 1]);
  });

  it('remembers what became of each, and revives nothing whose deletion was asked for', async () => {
    const { device } = await addAccount(store());
    const [one, two] = [await begin(device, 'a'), await begin(device, 'b')];
    expect((await affiliate().interrupted(10)).map(({ ref }) => ref)).toEqual([one, two]);
    await commit({ outcomes: [{ ref: one, ...ended, entry: entryOf('arrived') }] });
    await commit({ askDeletion: [{ ref: two, askedAt: 9, nextAt: 9, entry: entryOf('asked') }] });
    const late = { outcome: 'unknown', nextAt: 70, refusals: 1 } as const;
    await commit({ outcomes: [{ ref: two, ...late, entry: null }] });
    await commit({ askDeletion: [{ ref: two, askedAt: 10, nextAt: 9, entry: entryOf('again') }] });
    await reopen();
    expect((await affiliate().due(100, 10)).disclosures).toEqual([]);
    expect(await affiliate().interrupted(10)).toEqual([]);
    expect(await affiliate().standing(device.accountRef)).toMatchObject([{ ref: one }]);
    const confirmed = { id: 'deletion b', at: 20, entry: entryOf('forgotten') };
    await commit({ confirmed: [confirmed, confirmed] });
    expect((await affiliate().due(100, 10)).deletions).toEqual([]);
    expect(await openingsOf(device)).toEqual([
      [2, ['about to send b', 'asked', 'forgotten']],
      [1, ['about to send a', 'arrived']],
    ]);
  });

  it('makes what was on its way due again when the program starts, but not what was refused', async () => {
    const { device } = await addAccount(store());
    const [, refused] = [await begin(device, 'a'), await begin(device, 'b')];
    const state = { outcome: 'unknown', nextAt: 500, refusals: 2 } as const;
    await commit({ outcomes: [{ ref: refused ?? 0, ...state, entry: null }] });
    await affiliate().land(10);
    const { disclosures } = await affiliate().due(10, 10);
    expect(disclosures.map(({ disclosureId }) => disclosureId)).toEqual(['id a']);
  });

  it('tells of accounts that chose until they were looked at', async () => {
    const { device } = await addAccount(store());
    const { accountRef } = device;
    expect(await affiliate().changed(10)).toEqual([]);
    await store().consent.append(accountRef, [recordOf(1)]);
    await reopen();
    expect(await affiliate().changed(10)).toEqual([{ accountRef, seenOrder: 0 }]);
    await commit({ looked: [{ accountRef, seenOrder: 1, nextAt: 50, isCounted: false }] });
    expect(await affiliate().changed(10)).toEqual([]);
    expect(await affiliate().toLookAt(49, 10)).toEqual([]);
    expect(await affiliate().toLookAt(50, 10)).toEqual([{ accountRef, seenOrder: 1 }]);
    await store().consent.append(accountRef, [recordOf(2)]);
    expect(await affiliate().changed(10)).toEqual([{ accountRef, seenOrder: 1 }]);
  });

  it('counts days of those for whom a purpose has use for it, and takes each submitted day once', async () => {
    const { device } = await addAccount(store());
    const { accountRef } = device;
    const counted = { accountRef, day: '2026-01-02', messages: 2, failedSignIns: 1, limitsHit: 0 };
    await commit({ activity: [counted] });
    expect(await affiliate().activityOf(accountRef)).toEqual([]);
    await store().consent.append(accountRef, [recordOf(1)]);
    await commit({ activity: [counted] });
    expect(await affiliate().activityOf(accountRef)).toEqual([]);
    await commit({ looked: [{ accountRef, seenOrder: 1, nextAt: 50, isCounted: true }] });
    await commit({ activity: [counted, { ...counted, messages: 3 }] });
    expect(await affiliate().activityOf(accountRef)).toEqual([
      { ...counted, messages: 5, failedSignIns: 2 },
    ]);
    const purpose = { accountRef, recipient: 'sanubari', purpose: 'usage-metrics' } as const;
    const day = { ...purpose, day: '2026-01-02', values: '{}', createdAt: 1 };
    await commit({ submitted: [day, day] });
    await commit({ submitted: [day, { ...day, day: '2026-01-03' }] });
    expect(await affiliate().waiting(accountRef)).toHaveLength(2);
    const [activityBefore, submittedBefore] = ['2026-01-03', '2026-01-03'];
    await commit({ forgetDays: [{ accountRef, activityBefore, submittedBefore }] });
    expect(await affiliate().activityOf(accountRef)).toEqual([]);
  });

  it('keeps suggestions between accounts that are there, under handles that still count', async () => {
    const { device } = await addAccount(store());
    const { device: other } = await addAccount(store());
    const friends = { purpose: 'friend-suggestions' } as const;
    await begin(device, 'a', friends);
    const ref = await begin(other, 'b', friends);
    await begin(other, 'c');
    const handles = ['handle a', 'handle b', 'handle c', 'nobody'];
    const holders = await affiliate().holders(handles);
    expect([...holders]).toEqual([
      ['handle a', device.accountRef],
      ['handle b', other.accountRef],
    ]);
    await commit({ askDeletion: [{ ref, askedAt: 1, nextAt: 1, entry: entryOf('asked') }] });
    expect([...(await affiliate().holders(handles)).keys()]).toEqual(['handle a']);
    const [to, suggested] = [device.accountRef, other.accountRef];
    await affiliate().replaceSuggestions([
      { to, suggested },
      { to: suggested, suggested: to },
      { to, suggested: 999 },
    ]);
    expect(await affiliate().suggestedTo(to, 10)).toEqual([
      { accountRef: suggested, username: null },
    ]);
    await store().accounts.remove(suggested);
    expect(await affiliate().suggestedTo(to, 10)).toEqual([]);
  });

  it('asks with the account for everything that left to be forgotten, and keeps nothing but commitments', async () => {
    const { device } = await addAccount(store());
    await store().consent.append(device.accountRef, [recordOf(1)]);
    const refs: number[] = [];
    for (const name of ['arrived', 'waits', 'never', 'asked']) refs.push(await begin(device, name));
    const [ref = 0, , other = 0, last = 0] = refs;
    await commit({
      outcomes: [
        { ref, ...ended, entry: null },
        { ref: other, outcome: 'not_sent', nextAt: null, refusals: 0, entry: null },
      ],
      askDeletion: [{ ref: last, askedAt: 1, nextAt: 1, entry: entryOf('please') }],
    });
    const size = (await store().log.head()).size;
    await store().accounts.remove(device.accountRef);
    const { deletions, disclosures } = await affiliate().due(60, 10);
    expect(deletions.map(({ id, disclosure }) => [id, disclosure])).toEqual([
      ['deletion arrived', null],
      ['deletion asked', null],
      ['deletion waits', null],
    ]);
    expect((await affiliate().due(59, 10)).deletions).toHaveLength(2);
    expect(disclosures).toEqual([]);
    expect((await store().log.head()).size).toBe(size);
    const left = await dump();
    for (const gone of ['payload', 'about to send', 'please']) expect(left).not.toContain(gone);
    await commit({ confirmed: deletions.map(({ id }) => ({ id, at: 70, entry: null })) });
    expect(await dump()).not.toContain('handle');
  });
};
