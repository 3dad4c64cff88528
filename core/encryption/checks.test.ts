import { expect, test } from 'vitest';
import type { CheckFailure } from '../../contract/encryption/status.ts';
import { raiseOfKeys } from '../key-log/alarms.ts';
import { settle, settleLabelKeys } from '../key-log/settled.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createChecks } from './checks.ts';

const here = eachStore();
const serverKey = 'c2VydmVy';

const checking = () => {
  const context = loneContext(here.store);
  let failure: CheckFailure | null = null;
  let ofLabel: { readonly foundAt: number | null } | null = null;
  const { handlers } = createChecks(context, {
    account: {
      ready: () => ({ accountId: 'own', number: '+60123456701' }) as never,
      pin: () => ({ publicKey: serverKey }) as never,
    },
    keyLog: {
      failure: () => failure,
      labelFailure: () => ofLabel,
      endOf: () => 'ready',
    } as never,
    look: async () => undefined,
  });
  const raise = (kind: 'epoch_unexplained' | 'other_label_key', subject: string): void =>
    raiseOfKeys(context, serverKey, [], { kind, subject, notes: [], found: '', byContact: false });
  return {
    raise,
    fails: (by: CheckFailure) => {
      failure = by;
    },
    labelFails: (found: typeof ofLabel) => {
      ofLabel = found;
    },
    alarm: async () => (await handlers.alarm({})).alarm,
  };
};

test('what can be put away is told before the own number, which would hide it for as long as the server likes', async () => {
  const { raise, fails, labelFails, alarm } = checking();
  expect(await alarm()).toBeNull();
  labelFails({ foundAt: 5 });
  expect(await alarm()).toEqual({ by: 'own_label', foundAt: 5, end: 'ready' });
  raise('epoch_unexplained', 'bisik.example/0123abcd/keys/2');
  raise('other_label_key', 'c2Vjb25k');
  expect(await alarm()).toMatchObject({ by: 'epoch' });
  settle(here.store.meta, serverKey, { by: 'epoch', epoch: 2, at: 6 });
  expect(await alarm()).toMatchObject({ by: 'label_key' });
  settleLabelKeys(here.store.meta, serverKey, ['c2Vjb25k'], 7);
  expect(await alarm()).toMatchObject({ by: 'own_label' });
  fails('log');
  expect(await alarm()).toMatchObject({ by: 'log' });
});

test('the own number is told of also where it was not kept since when', async () => {
  const { labelFails, alarm } = checking();
  labelFails({ foundAt: null });
  expect(await alarm()).toEqual({ by: 'own_label', foundAt: null, end: 'ready' });
});
