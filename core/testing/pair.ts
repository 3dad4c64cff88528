import { afterEach, beforeEach } from 'vitest';
import { type Person, startPair, type World } from './world.ts';

/** Of the test that runs. */
export let world: World;
export let aisyah: Person;
export let badrul: Person;
/** Aisyah's chat with Badrul. */
export let chatId: string;

/** Resolves once Badrul has so many texts of Aisyah's. */
export const arrived = (count: number): Promise<unknown> => badrul.received(aisyah, count);

/** Begins each test of a file with two people and a chat, and with a first text that arrived when one is given. */
export const pairForEachTest = (options: { readonly firstText?: string } = {}): void => {
  const { firstText } = options;
  beforeEach(async () => {
    ({ world, aisyah, badrul, chatId } = await startPair());
    if (firstText === undefined) return;
    await aisyah.send(chatId, firstText);
    await arrived(1);
  });
  afterEach(() => world.close());
};
