import { expect, it } from 'vitest';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import {
  type LabelKind,
  labelInput,
  labelKeyLabel,
  labelKeyLeaf,
  labelSecret,
  ownerLeaf,
  toLabel,
} from '../../../contract/transparency/keys/label.ts';
import { provePath } from '../../../contract/transparency/keys/map.ts';
import { evaluateInput } from '../../../contract/transparency/keys/oblivious.ts';
import type { Store } from '../types.ts';
import type { ContractContext } from './contract-context.ts';
import { addAccount, hashOf } from './rows.ts';

const labelOf = (store: Store, kind: LabelKind, value: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    toLabel(labelSecret(kind, evaluateInput(store.keyMap.labelKeys(), labelInput(kind, value)))),
  );

/** Whom a number or username leads to, proved under the root of a head of the log; `kept back` where that is not told. */
export const ownerOf = async (
  store: Store,
  kind: LabelKind,
  value: string,
  { asks = 'somebody', at }: { readonly asks?: string; readonly at?: number } = {},
): Promise<string | null> => {
  const label = labelOf(store, kind, value);
  const { epoch, size } = await store.keyLog.head();
  const range = { epoch, size, position: at ?? size - 1 };
  const found = await store.keyMap.lookUpLabel(label, range, 0, asks);
  if (found === null) throw new Error('no head');
  const proved = provePath(label, found.path);
  expect(Buffer.from(proved?.root ?? [])).toEqual(Buffer.from(found.head.root));
  const [entry] = await store.keyLog.entries(epoch, found.position, 1);
  expect(Buffer.from(entry ?? [])).toEqual(Buffer.from(headEntry(found.head)));
  if (proved?.leaf == null) return null;
  const { opening } = found;
  if (opening === null) return 'kept back';
  const { chain } = ownerLeaf(label, opening.accountId, opening.nonce);
  expect(proved.leaf).toMatchObject({ version: 1 });
  expect(Buffer.from(proved.leaf.chain)).toEqual(Buffer.from(chain));
  return opening.accountId;
};

export const keyLabelContract = ({ store, reopen, dump }: ContractContext): void => {
  const sizeNow = async (): Promise<number> => (await store().keyLog.head()).size;

  it('has a label for a number and a username as long as somebody may be found by them', async () => {
    const { device, number } = await addAccount(store());
    const { accountId, accountRef } = device;
    const owner = (kind: LabelKind, value: string) => ownerOf(store(), kind, value);
    expect(await owner('number', number)).toBe(accountId);
    expect(await owner('number', '+60111111111')).toBeNull();
    const at = (await sizeNow()) - 1;

    await store().accounts.setFindable(accountRef, false);
    expect(await owner('number', number)).toBeNull();
    // At heads of before it still stands; whose it was is told to them alone.
    expect(await ownerOf(store(), 'number', number, { at })).toBe('kept back');
    expect(await ownerOf(store(), 'number', number, { at, asks: accountId })).toBe(accountId);

    expect(await store().accounts.setUsername(accountRef, 'aisyah.42')).toBe(true);
    expect(await owner('username', 'aisyah.42')).toBe(accountId);
    expect(await owner('number', 'aisyah.42')).toBeNull();
    await store().accounts.setUsername(accountRef, 'aisyah.43');
    expect(await owner('username', 'aisyah.42')).toBeNull();
    expect(await owner('username', 'aisyah.43')).toBe(accountId);

    const other = await addAccount(store());
    expect(await store().accounts.setUsername(other.device.accountRef, 'aisyah.43')).toBe(false);
    expect(await owner('username', 'aisyah.43')).toBe(accountId);

    await store().accounts.setFindable(accountRef, true);
    const again = await reopen();
    expect(await ownerOf(again, 'number', number)).toBe(accountId);
    await again.accounts.remove(accountRef);
    expect(await ownerOf(again, 'number', number)).toBeNull();
    expect(await ownerOf(again, 'username', 'aisyah.43')).toBeNull();
    expect(await dump()).not.toContain(number);
  });

  it('leads to the new account of a number in the transaction that makes it', async () => {
    const former = await addAccount(store());
    const { device } = await addAccount(store(), { number: former.number });
    expect(await ownerOf(store(), 'number', former.number)).toBe(device.accountId);
  });

  it('says where it stands first that somebody is found', async () => {
    const { number, device } = await addAccount(store());
    const at = await store().keyMap.labelledAt('number', number);
    const { epoch, size } = await store().keyLog.head();
    expect(at).toEqual({ epoch, position: size - 1 });
    await addAccount(store());
    expect(await store().keyMap.labelledAt('number', number)).toEqual(at);
    await store().accounts.setFindable(device.accountRef, false);
    expect(await store().keyMap.labelledAt('number', number)).toBeNull();
  });

  it('commits to the key by which labels are made, once', async () => {
    await store().keyMap.commitLabelKey();
    const size = await sizeNow();
    const again = await reopen();
    await again.keyMap.commitLabelKey();
    const { epoch } = await again.keyLog.head();
    expect(await sizeNow()).toBe(size);
    const range = { epoch, size, position: size - 1 };
    const found = await again.keyMap.lookUpLabel(new Uint8Array(hashOf('x')), range, 0, '');
    const leaf = labelKeyLeaf(again.keyMap.labelKeys().publicKey);
    const path = found && provePath(labelKeyLabel(), { ...found.keyPath, end: leaf });
    expect(Buffer.from(path?.root ?? [])).toEqual(Buffer.from(found?.head.root ?? [1]));
  });

  it('tells nothing of heads before a time', async () => {
    const { number, device } = await addAccount(store());
    const { epoch, size } = await store().keyLog.head();
    const range = { epoch, size, position: size - 1 };
    const label = labelOf(store(), 'number', number);
    const ask = (since: number) =>
      store().keyMap.lookUpLabel(label, range, since, device.accountId);
    const time = (await ask(0))?.head.time ?? 0;
    expect(await ask(time)).not.toBeNull();
    expect(await ask(time + 1)).toBeNull();
  });

  it('has nobody of before left to enter', async () => {
    await addAccount(store());
    expect(await store().keyMap.adoptLabels(10)).toBe(false);
  });
};
