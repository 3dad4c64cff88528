import type { Locator, Page } from '@playwright/test';
import type { Called } from '../../../contract/encryption/testing/model.ts';
import { conversation, messageWith } from '../screens/chats.ts';
import { anyEncryptionLine, encryptionPane, unmark } from '../screens/encryption.ts';
import { english } from '../words.ts';
import { allCalled, type Shown } from './model.ts';

/** Where the screen says nothing that is known, what it says. */
type Read<Part extends keyof Shown> = { readonly [Key in Part]: Shown[Key] | string };

const banners = ['withheld.title', 'keys.title', 'encryption.state.numbers_differ'] as const;
const owns = ['queued', 'undecided', 'withheld', 'checking', 'failed'] as const;
const gone = ['sent', 'delivered', 'read'] as const;
const sentences = [
  'withheld.entry',
  'alarm.log.found',
  'encryption.differs.in_use',
  'encryption.differs.danger',
  ...[
    'verified',
    'not_verified',
    'compared.theirs',
    'key_changed',
    'changed.verified',
    'changed.theirs',
    'unchecked.log',
    'unchecked.label',
    'checking',
    'uncheckedVerified',
    'failed.entry',
  ].map((id) => `encryption.says.${id}`),
];

/** Whether it is this text, whatever stands in it for times. */
const is = (text: string, id: string, name: string): boolean => {
  const words = english(id, { name }).replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${words.replace(/\{\w+\}/g, '.+')}$`).test(text);
};
/** The text's id, or the text itself. */
const idOf = (text: string, ids: readonly string[], name: string): string =>
  ids.find((id) => is(text, id, name)) ?? text;

const isThere = async (locator: Locator): Promise<boolean> => (await locator.count()) > 0;

/** What the open chat with someone shows, its pane closed. `own` and `theirs`: the newest of what each wrote. */
export const readChat = async (
  page: Page,
  name: string,
  { own, theirs }: { readonly own: string; readonly theirs: string },
): Promise<Read<'state' | 'banner' | 'own' | 'theirs'>> => {
  const [line = 'no line'] = await anyEncryptionLine(page).allTextContents();
  const called = allCalled.find((state) => is(line, `encryption.state.${state}`, name));
  const above = conversation(page, name);
  let banner: Shown['banner'] = null;
  for (const id of banners)
    if (await isThere(above.getByRole('region', { name: english(id, { name }), exact: true })))
      banner = id;
  const [label = 'no message'] = await messageWith(page, own)
    .getByRole('img')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? ''));
  const isSo = (id: string): boolean => is(label, `chat.state.${id}`, name);
  return {
    state: called ?? line,
    banner,
    own: gone.some(isSo) ? 'gone' : (owns.find(isSo) ?? label),
    theirs: await isThere(messageWith(page, theirs)),
  };
};

/** What the open pane of the chat with someone shows, where it is to say this state. */
export const readPane = async (
  page: Page,
  name: string,
  state: Called,
): Promise<Read<'says' | 'devices' | 'accepts' | 'undoes'>> => {
  const pane = encryptionPane(page);
  const card = pane.getByRole('region', {
    name: english(`encryption.state.${state}`),
    exact: true,
  });
  const says = await card.getByRole('status').first().locator('p').allTextContents();
  const [devices = 'none'] = await pane
    .getByRole('button', { name: /^\d+ devices?$/ })
    .allTextContents();
  return {
    says: says.map((text) => idOf(text, sentences, name)),
    devices: Number.parseInt(devices, 10),
    accepts: await isThere(card.getByRole('button', { name: english('keys.accept') })),
    undoes: await isThere(unmark(page)),
  };
};
