import { beforeEach, expect, test } from 'vitest';
import { type Audience, only } from '../../contract/settings/audience.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

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

test('a number that leads nowhere is not told; once it leads to the person it is, with the next message', async () => {
  const findable = (value: boolean) =>
    aisyah.handlers().accountSettings.set({ key: 'privacy.findableByNumber', value });
  await findable(false);
  await show(only('everyone'));
  for (const count of [1, 2, 3, 4]) await write(`mesej ${count}`, count);
  expect(await knownTo()).toBeNull();
  await findable(true);
  await aisyah.own().until(async () => {
    const { rows } = await aisyah.handlers().accountSettings.rows({});
    return rows['privacy.findableByNumber']?.place === 'synced';
  });
  await write('mesej 5', 5);
  await badrul.own().until(async () => (await knownTo()) === aisyah.number);
});
