import { beforeEach, expect, it } from 'vitest';
import { only } from '../../contract/settings/audience.ts';
import { befriend } from '../testing/befriend.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let laptop: Person;
let desktop: Person;
let badrul: Person;
let chong: Person;
const strict = { acceptsEverybody: false };

const seenBy = async (viewer: Person) =>
  (await viewer.handlers().profile.of({ accountId: laptop.accountId })).about;
const sees = (viewer: Person, about: string) =>
  viewer.own().until(async () => (await seenBy(viewer)) === about);
const hasAbout = (device: Person, about: string) =>
  device.own().until(async () => {
    const own = await device.handlers().profile.get({});
    return own.about === about && !own.waiting;
  });
/** Nobody who may not read holds the present key, as this device sees it and the server answers. */
const isRotated = (device: Person) =>
  device.own().until(async () => {
    const { rows } = await device.handlers().privacy.viewAs({ as: 'blocked' });
    return rows.every(({ late, differs }) => !late && !differs);
  });

beforeEach(async () => {
  world = await startWorld();
  laptop = await world.person('+60123456701', 'Aisyah', strict);
  badrul = await world.person('+60123456702', 'Badrul', strict);
  chong = await world.person('+60123456703', 'Chong', strict);
  await befriend(laptop, badrul);
  await befriend(laptop, chong);
  desktop = await world.device(laptop, 'Meja', { options: strict });
  await laptop.handlers().profile.setAbout({ about: 'mula' });
  for (const viewer of [badrul, chong]) await sees(viewer, 'mula');
  await hasAbout(desktop, 'mula');
  return () => world.close();
});

const ways = [
  ['blocking', (device: Person) => device.handlers().people.block({ accountId: badrul.accountId })],
  [
    'leaving out',
    (device: Person) =>
      device.handlers().accountSettings.set({
        key: 'privacy.whoSeesAbout',
        value: { ...only('contacts'), never: [badrul.accountId] },
      }),
  ],
] as const;

it.each(ways)(
  '%s by one device: the other goes on with the new key, which the rest get and who lost it does not',
  async (_, narrow) => {
    await narrow(laptop);
    await isRotated(laptop);
    await hasAbout(desktop, 'mula');
    // Written by the other device, under what the first one drew or a key after it.
    await desktop.handlers().profile.setAbout({ about: 'berita dari meja' });
    await sees(chong, 'berita dari meja');
    await hasAbout(laptop, 'berita dari meja');
    await laptop.handlers().profile.setAbout({ about: 'berita dari riba' });
    await sees(chong, 'berita dari riba');
    await hasAbout(desktop, 'berita dari riba');
    expect(await seenBy(badrul)).toBe('mula');
  },
);

it('what the first device could not do, the other does later', async () => {
  laptop.network().offline = true;
  laptop.network().cut();
  await desktop.handlers().people.block({ accountId: badrul.accountId });
  await isRotated(desktop);
  await desktop.handlers().profile.setAbout({ about: 'tanpa riba' });
  await sees(chong, 'tanpa riba');
  laptop.network().offline = false;
  await laptop.handlers().connection.retry({});
  await hasAbout(laptop, 'tanpa riba');
  expect(await seenBy(badrul)).toBe('mula');
});

it('who was blocked here before it was known here that they hold the key loses it when that is told', async () => {
  const devan = await world.person('+60123456704', 'Devan', strict);
  const held: (() => void)[] = [];
  desktop.network().onReceive = (bytes, pass) => void held.push(() => pass(bytes));
  await befriend(laptop, devan);
  await sees(devan, 'mula');
  await laptop.send(await laptop.chatWith(devan), 'selepas itu');
  await desktop.handlers().people.block({ accountId: devan.accountId });
  await isRotated(desktop);
  desktop.network().onReceive = (bytes, pass) => pass(bytes);
  for (const pass of held) pass();
  await desktop
    .own()
    .until(async () =>
      (await desktop.messagesWith(devan)).some(
        ({ outgoing, body }) => outgoing && body.kind === 'text' && body.text === 'selepas itu',
      ),
    );
  await isRotated(desktop);
  await desktop.handlers().profile.setAbout({ about: 'tanpa Devan' });
  await sees(badrul, 'tanpa Devan');
  expect(await seenBy(devan)).toBe('mula');
});

it.each([
  ['was told', false],
  ['was not told', true],
])(
  'written on two devices at once: what the server took last is what everybody reads, where the first %s of it',
  async (_, isApart) => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let taken = false;
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const network = laptop.network();
    const held: (() => void)[] = [];
    if (isApart) network.onReceive = (bytes, pass) => void held.push(() => pass(bytes));
    network.onRequest = async (request, pass) => {
      if (isApart && request.url.includes('/manifest')) await told;
      const response = await pass();
      if (request.method === 'PUT' && request.url.includes('profile')) {
        taken = true;
        await answered;
      }
      return response;
    };
    await laptop.handlers().profile.setAbout({ about: 'dari riba' });
    await laptop.own().until(() => taken);
    await desktop.handlers().profile.setAbout({ about: 'dari meja' });
    await hasAbout(desktop, 'dari meja');
    await sees(chong, 'dari meja');
    answer();
    if (isApart) await hasAbout(laptop, 'dari riba');
    network.onReceive = (bytes, pass) => pass(bytes);
    for (const pass of held) pass();
    tell();
    await hasAbout(laptop, 'dari meja');
    await hasAbout(desktop, 'dari meja');
    await laptop.handlers().profile.setAbout({ about: 'sesudah itu' });
    await hasAbout(desktop, 'sesudah itu');
    await sees(chong, 'sesudah itu');
  },
);
