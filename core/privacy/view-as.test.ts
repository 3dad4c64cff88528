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
  key: 'privacy.whoCanWrite' | 'privacy.whoSeesAbout',
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
