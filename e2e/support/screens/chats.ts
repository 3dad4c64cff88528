import type { Locator, Page } from '@playwright/test';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import type { Peer } from '../peer.ts';
import { english, type Say } from '../words.ts';

/** A row of the chat list. */
export const chatRow = (page: Page, name: string, say: Say = english): Locator =>
  page
    .getByRole('list', { name: say('chats.list'), exact: true })
    .getByRole('button')
    .filter({ hasText: name });

export const openChat = async (page: Page, name: string, say: Say = english): Promise<void> => {
  await chatRow(page, name, say).click();
  await conversation(page, name, say).waitFor();
};

/** Starts a chat with an exact number or whole username. */
export const startChat = async (page: Page, whom: string, say: Say = english): Promise<void> => {
  await page
    .getByRole('button', { name: say('chats.new') })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: say('newChat.title') });
  await dialog.getByRole('textbox', { name: say('newChat.label') }).fill(whom);
  await dialog.getByRole('button', { name: say('newChat.start') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await composer(page, say).waitFor();
};

export const conversation = (page: Page, name: string, say: Say = english): Locator =>
  page.getByRole('region', { name: say('chat.region', { name }) });

export const messageList = (page: Page, name: string, say: Say = english): Locator =>
  page.getByRole('list', { name: say('chat.messages', { name }) });

export const composer = (page: Page, say: Say = english): Locator =>
  page.getByRole('textbox', { name: say('chat.composer.label'), exact: true });

/** Types a message and presses Enter. */
export const write = async (page: Page, text: string, say: Say = english): Promise<void> => {
  await composer(page, say).fill(text);
  await composer(page, say).press('Enter');
};

/** The message that holds exactly this text somewhere in its row. */
export const messageWith = (page: Page, text: string | RegExp): Locator =>
  page.locator('li[data-message-id]').filter({ hasText: text });

export type SeenState = 'queued' | 'sent' | 'delivered' | 'read';

/** The message with this text, once what became of it is shown so. */
export const messageThatIs = (
  page: Page,
  state: SeenState,
  text: string | RegExp,
  say: Say = english,
): Locator =>
  messageWith(page, text).filter({
    has: page.getByRole('img', { name: say(`chat.state.${state}`), exact: true }),
  });

/** Opens the menu of a message and chooses from it. */
export const chooseForMessage = async (
  page: Page,
  text: string,
  id: string,
  say: Say = english,
): Promise<void> => {
  await messageWith(page, text).last().click({ button: 'right' });
  await page.getByRole('menuitem', { name: say(id) }).click();
};

/** Somebody new wrote first: opens their request among those that wait. */
export const openRequest = async (page: Page, name: string, say: Say = english): Promise<void> => {
  await page.getByRole('button', { name: say('requests.title') }).click();
  await page
    .getByRole('list', { name: say('requests.title'), exact: true })
    .getByRole('button')
    .filter({ hasText: name })
    .click();
  await conversation(page, name, say).waitFor();
};

/** Opens a request and accepts it. */
export const acceptRequest = async (
  page: Page,
  name: string,
  say: Say = english,
): Promise<void> => {
  await openRequest(page, name, say);
  await page.getByRole('button', { name: say('requests.accept'), exact: true }).click();
  await composer(page, say).waitFor();
};

/** Someone without a window writes first, and is accepted; the chat with them is open. Gives their side of the chat. */
export const beWrittenTo = async (
  { page, number }: { page: Page; number: string },
  peer: Peer,
  greeting = 'Hello',
  say: Say = english,
): Promise<ChatSummary> => {
  const chat = await peer.chatWith({ number });
  await peer.send(chat.chatId, greeting);
  await acceptRequest(page, peer.name, say);
  await messageWith(page, greeting).waitFor();
  return chat;
};

/** The same, and they are answered. */
export const talkWith = async (
  { page, number }: { page: Page; number: string },
  peer: Peer,
  { greeting, answer }: { readonly greeting: string; readonly answer: string },
  say: Say = english,
): Promise<ChatSummary> => {
  const chat = await beWrittenTo({ page, number }, peer, greeting, say);
  await write(page, answer, say);
  await peer.waitForText(chat.chatId, answer);
  return chat;
};
