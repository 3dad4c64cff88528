import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Account } from '../account/account.ts';
import { labelRow, mostOfOne } from '../key-log/labels/rows.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId, addChat } from '../store/testing/sample.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createClaims } from './claims.ts';

const here = eachStore();
const stranger = accountId(1);
let asked: string[];
let claim: (username: string) => void;

beforeEach(() => {
  addChat(here.store, 1);
  asked = [];
  const api =
    () =>
    async (_name: string, { username }: { readonly username: string }) => {
      asked.push(username);
      return { accountId: stranger };
    };
  const claims = createClaims(
    loneContext(here.store),
    { api } as unknown as Account,
    async (name) => {
      here.store.keyLabels.save({ ...labelRow(here.store, name), state: 'agrees', mark: 7 });
      return 'agrees';
    },
  );
  claim = (username) =>
    claims({ received: [{ kind: 'text', from: stranger, text: { from: { username } } }] } as never);
});

const shown = () => here.store.contacts.get(stranger)?.username;

test('who claims ever more of themselves is asked about no more while so much of theirs is still to be looked at', async () => {
  for (let n = 0; n < mostOfOne; n++) {
    claim(`nama.${n}`);
    await settled();
    expect(shown()).toBe(`nama.${n}`);
  }
  claim('lagi.1');
  claim('lagi.2');
  await settled();
  expect(asked).toHaveLength(mostOfOne);
  const [first] = here.store.keyLabels.of(stranger);
  if (first) here.store.keyLabels.save({ ...first, mark: null });
  // As soon as there is room, with their next message.
  claim('lagi.1');
  await settled();
  expect(shown()).toBe('lagi.1');
});
