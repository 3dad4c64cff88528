import type { Page } from '@playwright/test';
import { english, type Say } from '../words.ts';

export interface NewPerson {
  readonly number: string;
  readonly name: string;
  readonly findable?: boolean;
  readonly codeFor: (number: string) => Promise<string>;
  readonly say?: Say;
}

/** Types the number, with its country's code, and asks for the code. */
export const askForCode = async (page: Page, number: string, say: Say = english): Promise<void> => {
  await page.getByText(say('onboarding.server.on', { operator: 'Journey server' })).waitFor();
  await page.getByRole('textbox', { name: say('onboarding.number.label') }).fill(number);
  await page.getByRole('button', { name: say('onboarding.number.send') }).click();
  await codeField(page, say).waitFor();
};

export const codeField = (page: Page, say: Say = english) =>
  page.getByRole('textbox', { name: say('onboarding.code.label') });

/** Name, findable or not, and the end of onboarding. */
export const introduceYourself = async (
  page: Page,
  person: Omit<NewPerson, 'number' | 'codeFor'>,
): Promise<void> => {
  const say = person.say ?? english;
  await page.getByRole('textbox', { name: say('onboarding.name.label') }).fill(person.name);
  const answer = person.findable === false ? 'onboarding.findable.no' : 'onboarding.findable.yes';
  await page.getByRole('radio', { name: say(answer) }).check({ force: true });
  await page.getByRole('button', { name: say('onboarding.name.finish') }).click();
  // Behind a policy that is put before them at once.
  await page
    .getByRole('heading', { name: say('chats.title'), level: 1, includeHidden: true })
    .waitFor();
};

/** The whole way from the first screen to the chat list. */
export const register = async (page: Page, person: NewPerson): Promise<void> => {
  await askForCode(page, person.number, person.say);
  await codeField(page, person.say).fill(await person.codeFor(person.number));
  await introduceYourself(page, person);
};
