import type { Person, World } from './world.ts';

/** Another device of the person, online and known to the one that linked it, which has no third. */
export const addLaptop = async (
  world: World,
  of: Person,
  how?: Parameters<World['device']>[2],
): Promise<Person> => {
  const laptop = await world.device(of, 'Laptop', how);
  await laptop.online();
  await of.own().until(async () => (await of.handlers().devices.get({})).devices?.length === 2);
  return laptop;
};
