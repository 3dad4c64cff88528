import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ViewedRow } from '../../contract/ipc/privacy.ts';
import { only } from '../../contract/settings/audience.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';

pairForEachTest();

const about = 'Tukang pasu';
type As = 'contact' | 'stranger' | 'blocked';
const viewAs = async (as: As) => {
  const { rows, asked } = await aisyah.handlers().privacy.viewAs({ as });
  expect(rows.filter(({ differs }) => differs)).toEqual([]);
  expect(asked).toBe(true);
  return new Map(rows.map((row): [ViewedRow['what'], ViewedRow] => [row.what, row]));
};
const published = () =>
  aisyah.own().until(async () => !(await aisyah.handlers().profile.get({})).waiting);
const set = (
  key: 'privacy.whoCanWrite' | 'privacy.whoSeesAbout' | 'privacy.whoSeesNumber',
  audience: 'contacts' | 'nobody',
) => aisyah.handlers().accountSettings.set({ key, value: only(audience) });

test('what each sees is what the server answers them, and what a real contact gets', async () => {
  await aisyah.handlers().profile.setAbout({ about });
  await published();
  const contact = await viewAs('contact');
  expect(contact.get('about')).toMatchObject({ allowed: true, text: about, server: true });
  expect(contact.get('number')).toMatchObject({ allowed: false, text: null });
  expect(contact.get('findByNumber')).toMatchObject({ allowed: true, server: true });
  for (const as of ['stranger', 'blocked'] as const) {
    const rows = await viewAs(as);
    expect(rows.get('about')).toMatchObject({ allowed: false, text: null, server: false });
    expect(rows.get('name')?.allowed).toBe(false);
  }
  expect((await viewAs('stranger')).get('write')).toMatchObject({ allowed: true, server: true });
  expect((await viewAs('blocked')).get('write')).toMatchObject({ allowed: false, server: true });
  // A real one.
  await aisyah.send(chatId, 'salam');
  await badrul
    .own()
    .until(
      async () =>
        (await badrul.handlers().profile.of({ accountId: aisyah.accountId })).about === about,
    );
  await set('privacy.whoSeesAbout', 'nobody');
  expect((await viewAs('contact')).get('about')).toMatchObject({ allowed: false, server: false });
});

test('who may write is what the relay says', async () => {
  await set('privacy.whoCanWrite', 'contacts');
  await aisyah.own().until(async () => {
    const { rows } = await aisyah.handlers().privacy.viewAs({ as: 'stranger' });
    return rows.find(({ what }) => what === 'write')?.server === false;
  });
  expect((await viewAs('contact')).get('write')).toMatchObject({ allowed: true, server: true });
  expect((await viewAs('stranger')).get('write')).toMatchObject({ allowed: false, server: false });
});

test('a number that cannot be found is shown by nobody, whoever is told it', async () => {
  await set('privacy.whoSeesNumber', 'contacts');
  expect((await viewAs('contact')).get('number')).toMatchObject({ text: aisyah.number });
  await aisyah.handlers().accountSettings.set({ key: 'privacy.findableByNumber', value: false });
  await aisyah.own().until(async () => {
    const { rows } = await aisyah.handlers().privacy.viewAs({ as: 'contact' });
    return rows.every(({ differs }) => !differs);
  });
  expect((await viewAs('contact')).get('number')).toMatchObject({ allowed: false, text: null });
  // A real one, who is told it.
  await aisyah.send(chatId, 'salam');
  await badrul.received(aisyah, 1);
  const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
  expect(chats[0]?.peer).toMatchObject({ name: 'Aisyah', number: null });
});

test('a server that hides what it should show is told', async () => {
  await aisyah.handlers().profile.setAbout({ about });
  await published();
  const file = join(world.server.dataDir, 'bisik-server.db');
  const store = openSqliteStore({ file, besideOthers: true });
  const { accountRef } = (await store.accounts.authenticate(aisyah.accountId, 1)) ?? {};
  await store.profiles.put(accountRef ?? 0, 'about', null);
  await store.close();
  const { rows } = await aisyah.handlers().privacy.viewAs({ as: 'contact' });
  expect(rows.filter(({ differs }) => differs).map(({ what }) => what)).toEqual(['about']);
});

test('without a connection nothing is held against the server, and it is said', async () => {
  aisyah.network().offline = true;
  aisyah.network().cut();
  await aisyah
    .own()
    .until(async () => (await aisyah.handlers().connection.get({})).state !== 'online');
  const { rows, asked } = await aisyah.handlers().privacy.viewAs({ as: 'contact' });
  expect([asked, rows.some(({ differs }) => differs)]).toEqual([false, false]);
});

test('of what there is none, that is said to every viewer', async () => {
  await aisyah.handlers().profile.setAbout({ about });
  await published();
  for (const as of ['contact', 'stranger', 'blocked'] as const) {
    const rows = await viewAs(as);
    expect(rows.get('photo')).toMatchObject({ none: true, allowed: false, server: false });
    expect(rows.get('about')?.none).toBe(false);
  }
});

/** The server answers what the path ends in with another status and body. */
const lie = (path: string, body: unknown, status = 200): void => {
  aisyah.network().onRequest = async (request, pass) => {
    const answer = await pass();
    return new URL(request.url).pathname.endsWith(path)
      ? { ...answer, status, body: JSON.stringify(body) }
      : answer;
  };
};
const differing = async (as: As) =>
  (await aisyah.handlers().privacy.viewAs({ as })).rows
    .filter(({ differs }) => differs)
    .map(({ what }) => what);
const noise = Buffer.alloc(1_024 + 28, 7).toString('base64');

test.each([
  [
    'gives what is sealed to anybody',
    '/profile',
    { content: noise },
    200,
    'stranger',
    ['about', 'photo'],
  ],
  [
    'gives it to who is blocked',
    '/profile',
    { content: noise },
    200,
    'blocked',
    ['about', 'photo'],
  ],
  [
    'shows contacts something else',
    '/profile',
    { content: noise },
    200,
    'contact',
    ['about', 'photo'],
  ],
  ['hides it from contacts', '/profile', { code: 'not_found' }, 404, 'contact', ['about']],
  ['lets nobody write', '/delivery/check', { allowed: false }, 200, 'stranger', ['write']],
  [
    'says that nobody has the number',
    '/lookups/number',
    { code: 'recipient_not_found' },
    404,
    'contact',
    ['findByNumber'],
  ],
] as const)('a server that %s is told', async (_, path, body, status, as, what) => {
  await aisyah.handlers().profile.setAbout({ about });
  await published();
  expect(await differing(as)).toEqual([]);
  lie(path, body, status);
  expect(await differing(as)).toEqual(what);
});

test('what is not in force yet is told: somebody who was blocked reads on until the server has another key', async () => {
  await aisyah.handlers().profile.setAbout({ about });
  await published();
  await aisyah.send(chatId, 'salam');
  await badrul
    .own()
    .until(
      async () =>
        (await badrul.handlers().profile.of({ accountId: aisyah.accountId })).about === about,
    );
  await set('privacy.whoCanWrite', 'contacts');
  const writeRow = async () =>
    (await aisyah.handlers().privacy.viewAs({ as: 'blocked' })).rows.find(
      (row) => row.what === 'write',
    );
  await aisyah.own().until(async () => (await writeRow())?.late === false);
  aisyah.network().offline = true;
  aisyah.network().cut();
  await aisyah.handlers().people.block({ accountId: badrul.accountId });
  const late = async () =>
    (await aisyah.handlers().privacy.viewAs({ as: 'blocked' })).rows
      .filter((row) => row.late)
      .map(({ what }) => what);
  expect(await late()).toEqual(['about', 'write']);
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await aisyah.own().until(async () => (await late()).length === 0);
  expect(await differing('blocked')).toEqual([]);
});
