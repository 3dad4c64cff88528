import { expect, test } from 'vitest';
import { eachStore } from '../store/testing/each-store.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { createEnds } from './ends.ts';
import { keepFinding, unreadEpoch, unreadLabelKey } from './findings.ts';
import { notingRun } from './last-run.ts';
import { dayMs } from './periods.ts';

const here = eachStore();
const serverKey = 'c2VydmVy';
const unavailable = expect.objectContaining({ code: 'unavailable' });

const serving = () => {
  const clock = createHandClock();
  const context = loneContext(here.store, { clock });
  const ends = createEnds(context, {
    ready: () => ({ accountId: 'own' }) as never,
    pin: () => ({ publicKey: serverKey }) as never,
  });
  const find = (kind: 'epoch_unexplained' | 'other_label_key', subject: string): void =>
    keepFinding(context, serverKey, [], { kind, subject, notes: [], found: '', byContact: false });
  /** The log is read. */
  const read = () =>
    notingRun(
      context,
      serverKey,
      async () => ({ head: { size: 1 }, about: { witnesses: [] } }) as never,
    );
  return { clock, ends, find, read, meta: here.store.meta };
};

test('who puts a notice away goes on with what they had read, and is told of what came since', async () => {
  const { ends, find, read, meta } = serving();
  find('epoch_unexplained', 'bisik.example/0123abcd/keys/2');
  find('other_label_key', 'second');
  const first = ends.asRead();
  expect(() => ends.goOn('epoch', first)).toThrow(unavailable);
  // By the look that is made for it.
  await read();
  find('epoch_unexplained', 'bisik.example/0123abcd/keys/3');
  find('other_label_key', 'third');
  ends.goOn('epoch', first);
  ends.goOn('label_key', first);
  expect(unreadEpoch(meta, serverKey)).toMatchObject({ epoch: 3 });
  expect(unreadLabelKey(meta, serverKey)).toMatchObject({ key: 'third' });

  const again = ends.asRead();
  await read();
  ends.goOn('epoch', again);
  ends.goOn('label_key', again);
  expect([unreadEpoch(meta, serverKey), unreadLabelKey(meta, serverKey)]).toEqual([null, null]);
});

test('what was read by a clock that was ahead is not gone on with', async () => {
  const { clock, ends, find, read } = serving();
  find('epoch_unexplained', 'bisik.example/0123abcd/keys/2');
  clock.set(dayMs);
  await read();
  clock.set(-dayMs);
  expect(() => ends.goOn('epoch', ends.asRead())).toThrow(unavailable);
  const again = ends.asRead();
  await read();
  expect(() => ends.goOn('epoch', again)).not.toThrow();
});
