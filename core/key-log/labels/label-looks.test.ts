import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { labelKeyBytes } from '../../../contract/wire/key-log.ts';
import { createFolder, openWorking, optionsIn } from '../../store/testing/sample.ts';
import type { KeyLabelRow, NamedAccount } from '../../store/types/key-labels.ts';
import type { Store } from '../../store/types.ts';
import { loneContext } from '../../testing/lone-context.ts';
import { unreadLabelKey } from '../alarms.ts';
import { labelKeysName } from './label-key.ts';
import { createLabelLooks } from './label-looks.ts';
import { labelRow } from './rows.ts';

const [own, cik] = ['1d3a4f0e-0000-4000-8000-000000000001', '2d3a4f0e-0000-4000-8000-000000000002'];
const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64');

let folder: ReturnType<typeof createFolder>;
let store: Store;
beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test('that the server signed another key for labels is told as soon as it is found, and not after all that waits', async () => {
  const server = generateKeyPairSync('ed25519');
  const serverKey = Buffer.from(
    String(server.publicKey.export({ format: 'jwk' }).x),
    'base64url',
  ).toString('base64');
  const statementOf = (key: Uint8Array) => ({
    publicKey: base64(key),
    signature: base64(sign(null, labelKeyBytes(key), server.privateKey)),
  });
  store.meta.set(labelKeysName, [{ serverKey, ...statementOf(bytes(8)) }]);
  const made = { secret: bytes(7), labelKey: bytes(8) };
  const keep = (name: NamedAccount, changed: Partial<KeyLabelRow> = {}): void =>
    store.keyLabels.save({ ...labelRow(store, name), ...made, ...changed });
  keep({ accountId: own, kind: 'number', value: '+60123456701' });
  keep({ accountId: cik, kind: 'number', value: '+60123456702' });

  const told: string[] = [];
  let lookUps = 0;
  let goOn: (error: Error) => void = () => undefined;
  const api = async (name: string): Promise<unknown> => {
    if (name === 'describeLabels') return statementOf(bytes(9));
    if (name !== 'lookUpLabel') throw new CodedError('unavailable');
    if (lookUps++ === 0) throw new CodedError('not_found');
    return new Promise((_resolve, reject) => {
      goOn = reject;
    });
  };
  const labels = createLabelLooks(loneContext(store), {
    reader: {} as never,
    registers: { value: () => undefined, isKnown: () => true, onChanged: () => () => undefined },
    ready: () => null,
    onSaid: () => undefined,
    onChosen: () => undefined,
    onOtherKey: () => void told.push(unreadLabelKey(store.meta, serverKey)?.key ?? ''),
  });
  const account = { accountId: own, number: '+60123456701', username: null } as never;
  const looked = labels.look({
    asking: { api, account, serverKey } as never,
    head: { epoch: 1, size: 9, note: 'note' } as never,
    heads: { behind: async () => [], newest: async () => [] },
  });
  while (lookUps < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(told).toEqual([base64(bytes(9))]);
  goOn(new CodedError('offline'));
  await expect(looked).rejects.toMatchObject({ code: 'offline' });
  labels.close();
});
