import { expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { raiseOfKeys, unreadEpoch, unreadLabelKey } from './alarms.ts';
import { createEnds } from './ends.ts';
import { notingRun } from './last-run.ts';

const here = eachStore();
const serverKey = 'c2VydmVy';

test('who puts a notice away goes on with what they had read, and is told of what came since', async () => {
  const clock = createHandClock();
  const context = loneContext(here.store, { clock });
  const { meta } = here.store;
  const ends = createEnds(context, {
    ready: () => ({ accountId: 'own' }) as never,
    pin: () => ({ publicKey: serverKey }) as never,
  });
  const find = (kind: 'epoch_unexplained' | 'other_label_key', subject: string): void =>
    raiseOfKeys(context, serverKey, [], { kind, subject, notes: [], found: '', byContact: false });
  find('epoch_unexplained', 'bisik.example/0123abcd/keys/2');
  find('other_label_key', 'second');
  const read = ends.asRead();
  expect(() => ends.goOn('epoch', read)).toThrow(expect.objectContaining({ code: 'unavailable' }));
  // By the look that is made for it.
  const head = { size: 1 } as never;
  await notingRun(context, serverKey, async () => ({ head, about: { witnesses: [] } }) as never);
  find('epoch_unexplained', 'bisik.example/0123abcd/keys/3');
  find('other_label_key', 'third');
  ends.goOn('epoch', read);
  ends.goOn('label_key', read);
  expect(unreadEpoch(meta, serverKey)).toMatchObject({ epoch: 3 });
  expect(unreadLabelKey(meta, serverKey)).toMatchObject({ key: 'third' });

  const again = ends.asRead();
  await notingRun(context, serverKey, async () => ({ head, about: { witnesses: [] } }) as never);
  ends.goOn('epoch', again);
  ends.goOn('label_key', again);
  expect([unreadEpoch(meta, serverKey), unreadLabelKey(meta, serverKey)]).toEqual([null, null]);
});
