import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { aisyah, badrul, chatId, pairForEachTest } from '../testing/pair.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { becomeSealed, createTestIssuer, watchSends } from './testing/sealing.ts';

pairForEachTest();
const certificatePath = '/v1/certificate';

/** As after a backup was put back that holds another key: what certificates led to before. */
const formerRoot = () =>
  workInStore(badrul, ({ meta }) => {
    const kept = z.looseObject({}).parse(meta.get('sealed.certificate'));
    const root = Buffer.from(createTestIssuer().root.serialize()).toString('base64');
    meta.set('sealed.certificate', { ...kept, roots: [root] });
  });

test('a server that gives no other certificate does not take the good one away', async () => {
  await becomeSealed(aisyah, badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  let asked = 0;
  aisyah.network().onRequest = (request, pass) => {
    if (!request.url.endsWith(certificatePath)) return pass();
    asked++;
    return Promise.reject(new CodedError('not_found'));
  };
  await workInStore(aisyah, ({ meta }) => {
    const kept = z.looseObject({}).parse(meta.get('sealed.certificate'));
    meta.set('sealed.certificate', { ...kept, fetchedAt: 0 });
  });
  await aisyah.own().until(() => asked > 0);
  const seen = watchSends(aisyah);
  await aisyah.send(chatId, 'masih baik');
  await badrul.received(aisyah, before + 1);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every(({ isSealed }) => isSealed)).toBe(true);
});

test('what leads to another root than the one that is held waits until the server told', async () => {
  await becomeSealed(aisyah, badrul);
  const before = (await badrul.textsFrom(aisyah)).length;
  let refusals = 0;
  await formerRoot();
  badrul.network().onRequest = (request, pass) =>
    request.url.endsWith(certificatePath) && ++refusals <= 2
      ? Promise.reject(new CodedError('unavailable', { retryAfterMs: 50 }))
      : pass();
  const seen = watchSends(aisyah);
  for (const text of ['akar baharu', 'dan lagi']) await aisyah.send(chatId, text);
  await badrul.received(aisyah, before + 2);
  expect((await badrul.textsFrom(aisyah)).slice(before)).toEqual(['akar baharu', 'dan lagi']);
  expect(refusals).toBe(3);
  expect(seen.every(({ isSealed }) => isSealed)).toBe(true);
  expect(badrul.own().messenger.counters().unverified).toBe(0);
});
