import { beforeEach, expect, test, vi } from 'vitest';
import { type Audience, only } from '../../contract/settings/audience.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

vi.setConfig({ testTimeout: 60_000 });

let world: World;
let aisyah: Person;
let badrul: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul');
  return () => world.close();
});

const show = (value: Audience) =>
  aisyah.handlers().accountSettings.set({ key: 'privacy.whoSeesNumber', value });
const knownTo = async (): Promise<string | null | undefined> => {
  const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
  return chats.find(({ peer }) => peer.accountId === aisyah.accountId)?.peer.number;
};
const write = async (text: string, count: number): Promise<void> => {
  await aisyah.send(await aisyah.chatWith(badrul), text);
  await badrul.received(aisyah, count);
};

test('the number is told to those who may see it, whoever may find it', async () => {
  // Found by anybody who knows the number, and told to nobody: that is the default.
  await write('satu', 1);
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  expect(await knownTo()).toBeNull();
  await show({ ...only('everyone'), never: [badrul.accountId] });
  await write('dua', 2);
  expect(await knownTo()).toBeNull();
  await show({ ...only('nobody'), always: [badrul.accountId] });
  await write('tiga', 3);
  await badrul.own().until(async () => (await knownTo()) === aisyah.number);
});
