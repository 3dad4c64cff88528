import { expect, test } from 'vitest';
import type { FailureOfAll } from '../../contract/encryption/status.ts';
import { decide, decideOnLabelKeys } from '../key-log/decided.ts';
import { keepFinding } from '../key-log/findings.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createChecks } from './checks.ts';

const here = eachStore();
const serverKey = 'c2VydmVy';

const checking = () => {
  const context = loneContext(here.store);
  let failures: readonly FailureOfAll[] = [];
  let ofLabel: { readonly foundAt: number | null } | null = null;
  const { handlers } = createChecks(context, {
    account: {
      ready: () => ({ accountId: 'own', number: '+60123456701' }) as never,
      pin: () => ({ publicKey: serverKey }) as never,
    },
    keyLog: {
      failuresOfAll: () => failures,
      labelFound: () => ofLabel,
      endOf: () => 'ready',
    } as never,
    look: async () => undefined,
  });
  const raise = (kind: 'epoch_unexplained' | 'other_label_key', subject: string): void =>
    keepFinding(context, serverKey, [], { kind, subject, notes: [], found: '', byContact: false });
  return {
    raise,
    fails: (...by: readonly FailureOfAll[]) => {
      failures = by;
    },
    labelFails: (found: typeof ofLabel) => {
      ofLabel = found;
    },
    alarms: async () => (await handlers.alarms({})).alarms,
    kinds: async () => (await handlers.alarms({})).alarms.map(({ by }) => by),
  };
};

test('several at once are told all, the gravest first: what the server raises day after day hides nothing, nor does what lasts', async () => {
  const { raise, fails, labelFails, alarms, kinds } = checking();
  expect(await alarms()).toEqual([]);
  labelFails({ foundAt: 5 });
  expect(await alarms()).toEqual([{ by: 'own_label', foundAt: 5, end: 'ready' }]);
  for (let epoch = 2; epoch < 12; epoch++) {
    raise('epoch_unexplained', `bisik.example/0123abcd/keys/${epoch}`);
    expect(await kinds()).toEqual(['own_label', 'epoch']);
    decide(here.store.meta, serverKey, { by: 'epoch', epoch, at: 6 });
    expect(await kinds()).toEqual(['own_label']);
  }
  raise('epoch_unexplained', 'bisik.example/0123abcd/keys/12');
  raise('other_label_key', 'c2Vjb25k');
  expect(await kinds()).toEqual(['own_label', 'epoch', 'label_key']);
  fails('log', 'own_entry');
  expect(await kinds()).toEqual(['log', 'own_entry', 'own_label', 'epoch', 'label_key']);
  decideOnLabelKeys(here.store.meta, serverKey, ['c2Vjb25k'], 7);
  labelFails(null);
  fails('own_entry');
  expect(await kinds()).toEqual(['own_entry', 'epoch']);
});

test('the own number is told of also where it was not kept since when', async () => {
  const { labelFails, alarms } = checking();
  labelFails({ foundAt: null });
  expect(await alarms()).toEqual([{ by: 'own_label', foundAt: null, end: 'ready' }]);
});
