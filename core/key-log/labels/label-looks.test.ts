import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { labelKeyBytes } from '../../../contract/wire/key-log.ts';
import { eachStore } from '../../store/testing/each-store.ts';
import type { AccountHandle, KeyLabelRow } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts';
import { loneContext } from '../../testing/lone-context.ts';
import { unreadLabelKey } from '../findings.ts';
import { labelKeysName } from './label-key.ts';
import { createLabelLooks, type LabelLooks } from './label-looks.ts';
import { labelRow } from './rows.ts';
import { labelFound, labelSaid } from './said.ts';

const [own, cik] = ['1d3a4f0e-0000-4000-8000-000000000001', '2d3a4f0e-0000-4000-8000-000000000002'];
const number = '+60123456701';
const dayMs = 86_400_000;
const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64');

const server = generateKeyPairSync('ed25519');
const serverKey = Buffer.from(
  String(server.publicKey.export({ format: 'jwk' }).x),
  'base64url',
).toString('base64');
const statementOf = (key: Uint8Array) => ({
  publicKey: base64(key),
  signature: base64(sign(null, labelKeyBytes(key), server.privateKey)),
});

const here = eachStore();
let store: Store;
let clock: HandClock;
let labels: LabelLooks;
let onOtherKey: () => void;
beforeEach(() => {
  store = here.store;
  clock = createHandClock();
  onOtherKey = () => undefined;
  store.meta.set(labelKeysName, [{ serverKey, ...statementOf(bytes(8)) }]);
  labels = createLabelLooks(loneContext(store, { clock }), {
    reader: {} as never,
    registers: { value: () => undefined, isKnown: () => true, onChanged: () => () => undefined },
    ready: () => null,
    onSaid: () => undefined,
    onChosen: () => undefined,
    onOtherKey: () => onOtherKey(),
  });
});
afterEach(() => labels.close());

/** A row of which the label was made; `secret` is that of the one who asks about it. */
const keep = (
  handle: Partial<AccountHandle>,
  changed: Partial<KeyLabelRow> = {},
  secret = bytes(7),
): void =>
  store.keyLabels.save({
    ...labelRow(store, { accountId: cik, kind: 'number', value: number, ...handle }),
    secret,
    labelKey: bytes(8),
    ...changed,
  });
const look = (api: (name: string, input: { readonly secret?: string }) => Promise<unknown>) =>
  labels.look({
    asking: {
      api,
      account: { accountId: own, number: '+60123456709', username: null },
      serverKey,
    } as never,
    head: { epoch: 1, size: 9, note: 'note' } as never,
    heads: { behind: async () => [4], newest: async () => [4] },
  });

test('that the server signed another key for labels is told as soon as it is found, and not after all that waits', async () => {
  keep({ accountId: own, value: '+60123456709' });
  keep({});
  const told: string[] = [];
  onOtherKey = () => void told.push(unreadLabelKey(store.meta, serverKey)?.key ?? '');
  let lookUps = 0;
  let fail: (error: Error) => void = () => undefined;
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const looked = look(async (name) => {
    if (name === 'describeLabels') return statementOf(bytes(9));
    if (name !== 'lookUpLabel') throw new CodedError('unavailable');
    if (lookUps++ === 0) throw new CodedError('not_found');
    isAsked();
    return new Promise((_resolve, reject) => {
      fail = reject;
    });
  });
  await asked;
  expect(told).toEqual([base64(bytes(9))]);
  fail(new CodedError('offline'));
  await expect(looked).rejects.toMatchObject({ code: 'offline' });
});

test('however many strangers wait to be looked at, who has to be said once more comes first, and all have their turn soon', async () => {
  const before = clock.now() - dayMs;
  const strangers = Array.from({ length: 45 }, (_, n) => `stranger ${n}`);
  for (const [lookedAt, accountId] of strangers.entries()) keep({ accountId }, { lookedAt });
  const found = {
    state: 'agrees',
    mark: 3,
    checkedAt: before,
    epoch: 1,
    lookedAt: before,
  } as const;
  keep({}, found, bytes(6));
  keep({ accountId: own, value: '+60123456709' });
  const seen: string[] = [];
  const ask = () =>
    look(async (name, { secret = '' }) => {
      if (name === 'describeLabels') return statementOf(bytes(8));
      if (name === 'lookUpLabel') seen.push(secret);
      throw new CodedError('not_found');
    });
  expect(await ask()).toBe('soon');
  expect(seen.filter((secret) => secret === base64(bytes(6)))).toHaveLength(1);
  expect(await ask()).toBe('soon');
  // What nothing is proved of when it has its turn is looked at again with the hour.
  expect(await ask()).toBe('done');
  const lookedAt = strangers.map((accountId) => store.keyLabels.of(accountId)[0]?.lookedAt ?? 0);
  expect(Math.min(...lookedAt)).toBeGreaterThan(before);
});

test('what has to be said once more counts for three days without being looked at, and then is not checked', () => {
  keep({}, { state: 'agrees', mark: 3, checkedAt: clock.now() });
  expect(labelSaid({ store, clock }, cik)).toBe('agrees');
  clock.forward(3 * dayMs + 1_000);
  expect(labelSaid({ store, clock }, cik)).toBe('unavailable');
  keep({}, { state: 'agrees', mark: null });
  expect(labelSaid({ store, clock }, cik)).toBe('agrees');
});

test('what contradicts does so also where it was not kept since when', () => {
  expect(labelFound(store, own)).toBeNull();
  keep({ accountId: own }, { state: 'contradicts', foundAt: null });
  expect(labelFound(store, own)).toEqual({ foundAt: null });
  const other = { accountId: own, value: '+60123456702' };
  keep(other, { state: 'contradicts', foundAt: 5 });
  expect(labelFound(store, own)).toEqual({ foundAt: 5 });
});
