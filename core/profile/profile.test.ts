import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { pngOf } from '../../contract/privacy/testing/photos.ts';
import type { Audience } from '../../contract/settings/audience.ts';
import { only } from '../../contract/settings/audience.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { befriend } from '../testing/befriend.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let chong: Person;

beforeEach(async () => {
  world = await startWorld();
  const strict = { acceptsEverybody: false };
  aisyah = await world.person('+60123456701', 'Aisyah', strict);
  badrul = await world.person('+60123456702', 'Badrul', strict);
  chong = await world.person('+60123456703', 'Chong', strict);
  return () => world.close();
});

const about = 'Tukang pasu di Melaka';
const photo = Buffer.from(pngOf(256, 256)).toString('base64');

const seenBy = (viewer: Person) => viewer.handlers().profile.of({ accountId: aisyah.accountId });
const sees = (viewer: Person, wanted: string | null) =>
  viewer.own().until(async () => (await seenBy(viewer)).about === wanted);
const setAudience = (key: 'privacy.whoSeesAbout' | 'privacy.whoSeesPhoto', value: Audience) =>
  aisyah.handlers().accountSettings.set({ key, value });
const isPublished = () =>
  aisyah.own().until(async () => !(await aisyah.handlers().profile.get({})).waiting);
const onServer = async () => {
  const file = join(world.server.dataDir, 'bisik-server.db');
  const store = openSqliteStore({ file, besideOthers: true });
  const hash = await store.profiles.tokenHash(aisyah.accountId, 'about');
  await store.close();
  return hash && Buffer.from(hash).toString('hex');
};

test('contacts see about and photo, also who becomes one later; the server sees neither, nor their sizes', async () => {
  await befriend(aisyah, badrul);
  await aisyah.handlers().profile.setAbout({ about });
  await aisyah.handlers().profile.setPhoto({ photo });
  await sees(badrul, about);
  await badrul.own().until(async () => (await seenBy(badrul)).photo === photo);
  expect(await seenBy(chong)).toEqual({ about: null, photo: null });
  await befriend(chong, aisyah);
  await sees(chong, about);
  const file = join(world.server.dataDir, 'bisik-server.db');
  const store = openSqliteStore({ file, besideOthers: true });
  const sealed = {
    about: await store.profiles.content(aisyah.accountId, 'about'),
    photo: await store.profiles.content(aisyah.accountId, 'photo'),
  };
  await store.close();
  expect([sealed.about?.length, sealed.photo?.length]).toEqual([1_024 + 28, 16_384 + 28]);
  expect(Buffer.from(sealed.about ?? []).includes(about)).toBe(false);
  await aisyah.handlers().profile.setAbout({ about: null });
  await sees(badrul, null);
  expect((await seenBy(badrul)).photo).toBe(photo);
});

test('who waits as a request is given nothing, until accepted', async () => {
  await aisyah.handlers().profile.setAbout({ about });
  await isPublished();
  await badrul.send(await badrul.chatWith(aisyah), 'salam');
  const waiting = await aisyah.own().until(async () => {
    const { chats } = await aisyah.handlers().people.requests({ limit: 5, before: null });
    return chats[0];
  });
  await badrul
    .own()
    .until(async () => (await badrul.messagesWith(aisyah)).every(({ state }) => state === 'sent'));
  expect(await seenBy(badrul)).toEqual({ about: null, photo: null });
  await aisyah.handlers().people.accept({ accountId: waiting.peer.accountId });
  await sees(badrul, about);
});

test('who loses it sees nothing that comes after; the others do', async () => {
  await befriend(aisyah, badrul);
  await befriend(aisyah, chong);
  await aisyah.handlers().profile.setAbout({ about });
  await sees(badrul, about);
  await sees(chong, about);
  const before = await onServer();
  await setAudience('privacy.whoSeesAbout', { ...only('contacts'), never: [badrul.accountId] });
  await aisyah.own().until(async () => (await onServer()) !== before);
  await aisyah.handlers().profile.setAbout({ about: 'Berita baharu' });
  await sees(chong, 'Berita baharu');
  expect((await seenBy(badrul)).about).toBe(about);
});

test('blocking draws the keys anew, and gives them to the rest', async () => {
  await befriend(aisyah, badrul);
  await befriend(aisyah, chong);
  await aisyah.handlers().profile.setAbout({ about });
  await sees(badrul, about);
  await sees(chong, about);
  const before = await onServer();
  const read = chong.own().events.length;
  await aisyah.handlers().people.block({ accountId: badrul.accountId });
  await aisyah.own().until(async () => (await onServer()) !== before);
  await chong.own().until(() =>
    chong
      .own()
      .events.slice(read)
      .some(({ name }) => name === 'profile.changed'),
  );
  expect((await seenBy(chong)).about).toBe(about);
});

test('nobody means nobody, except those named', async () => {
  await setAudience('privacy.whoSeesAbout', { ...only('nobody'), always: [chong.accountId] });
  await befriend(aisyah, badrul);
  await befriend(aisyah, chong);
  await aisyah.handlers().profile.setAbout({ about });
  await sees(chong, about);
  expect((await seenBy(badrul)).about).toBeNull();
});

test('what is written without a connection waits, over a crash, and then goes', async () => {
  await befriend(aisyah, badrul);
  aisyah.network().offline = true;
  aisyah.network().cut();
  const kept = await aisyah.handlers().profile.setAbout({ about });
  expect(kept).toMatchObject({ about, waiting: true });
  await aisyah.crash();
  await sees(badrul, about);
  expect(await aisyah.handlers().profile.get({})).toMatchObject({ about, waiting: false });
});

test('what is no picture, or too much of one, is refused', async () => {
  const { setPhoto } = aisyah.handlers().profile;
  for (const bytes of [pngOf(4_000, 4_000), new TextEncoder().encode('<svg/>')])
    await expect(setPhoto({ photo: Buffer.from(bytes).toString('base64') })).rejects.toMatchObject({
      code: 'too_large',
    });
});
