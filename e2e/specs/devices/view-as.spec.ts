import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import type { ViewAs } from '../../../contract/ipc/privacy.ts';
import { only } from '../../../contract/settings/audience.ts';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { expect, test } from '../../fixtures.ts';
import { callEngine, textsOf } from '../../support/engine-calls.ts';
import type { Peer } from '../../support/peer.ts';
import { acceptRequest, openChat, openRequest, write } from '../../support/screens/chats.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { waitFor } from '../../support/wait.ts';
import { english } from '../../support/words.ts';

const viewers = ['contact', 'stranger', 'blocked'] as const;
type As = (typeof viewers)[number];
type ChatsPage = { readonly chats: readonly ChatSummary[] };

/** What a viewer gets of Aisyah, or may do. */
interface Seen {
  readonly name: string | null;
  readonly number: string | null;
  readonly about: string | null;
  readonly photo: boolean;
  readonly lastSeen: boolean;
  readonly write: boolean;
  readonly findByNumber: boolean;
}

/** What the screen says that such a viewer gets; fails unless it also says that the server answers so. */
const previewAs = async (page: Page, as: As): Promise<Seen> => {
  await waitFor(
    async () => {
      const { rows, asked } = (await callEngine(page, 'privacy.viewAs', { as })) as ViewAs;
      return asked && rows.every(({ differs, late }) => !differs && !late);
    },
    { what: 'the server to have what was chosen' },
  );
  await goToChats(page);
  await openSettings(page);
  await openSection(page, 'viewAs');
  const name = english(`viewAs.as.${as}`);
  await page.getByRole('radio', { name, exact: true }).check({ force: true });
  const card = page.getByRole('region', { name, exact: true });
  await expect(card).toHaveAttribute('aria-busy', 'false');
  await expect(page.getByText(english('viewAs.agrees'))).toBeVisible();
  const shown = async (what: string): Promise<string | null> => {
    const text = await card.locator(`li[data-what="${what}"] p`).last().textContent();
    return text === english('viewAs.no') ? null : text;
  };
  const called = await card.locator('header p').textContent();
  const number = (await shown('number'))?.replaceAll(/[^+\d]/g, '') ?? null;
  return {
    name: called === english('viewAs.noName') ? null : called,
    number,
    about: await shown('about'),
    photo: (await shown('photo')) !== null,
    lastSeen: (await shown('lastSeen')) !== null,
    write: (await shown('write')) !== null,
    findByNumber: (await shown('findByNumber')) !== null,
  };
};

test('what the person sees of themselves as a contact, a stranger and somebody blocked is what these get', async ({
  newcomer,
  newPeer,
}) => {
  const aisyah = await newcomer('Aisyah');
  const { page, number } = aisyah;
  const set = (key: SettingKey, value: unknown) =>
    callEngine(page, 'accountSettings.set', { key, value });
  const { username } = (await callEngine(page, 'account.setUsername', { name: 'aisyah' })) as {
    username: string;
  };
  const people: Record<As, Peer> = {
    contact: await newPeer('Daniel'),
    stranger: await newPeer('Citra'),
    blocked: await newPeer('Badrul'),
  };
  const finder = await newPeer('Farah');
  const accountOf = new Map<Peer, string>();
  /** The chat with her; found by her username once, as the server answers nobody too often. */
  const chatOf = async (peer: Peer) => {
    const { chats } = peer.messenger.handlers;
    if (!accountOf.has(peer)) {
      const { chat } = await chats.start({ by: { kind: 'username', value: username } });
      accountOf.set(peer, chat.peer.accountId);
    }
    const { chats: all } = await chats.list({ limit: 10, before: null });
    const chat = all.find((one) => one.peer.accountId === accountOf.get(peer));
    if (!chat) throw new Error(`${peer.name} has no chat with her`);
    return chat;
  };
  const say = async (peer: Peer, text: string): Promise<string> => {
    await peer.send((await chatOf(peer)).chatId, text);
    return text;
  };
  /** Whether it came to her, be it as a request. */
  const isHere = async (from: Peer, text: string): Promise<boolean> => {
    const lists = await Promise.all(
      ['chats.list', 'people.requests'].map(
        (name) => callEngine(page, name, { limit: 10, before: null }) as Promise<ChatsPage>,
      ),
    );
    const chat = lists.flatMap(({ chats }) => chats).find(({ peer }) => peer.name === from.name);
    if (!chat) return false;
    const { messages } = (await callEngine(page, 'messages.page', {
      chatId: chat.chatId,
      anchor: { at: 'newest' },
      before: 50,
      after: 0,
    })) as { messages: Message[] };
    return textsOf(messages).includes(text);
  };
  for (const peer of Object.values(people))
    await peer.messenger.handlers.accountSettings.set({
      key: 'privacy.whoSeesLastSeen',
      value: only('everyone'),
    });
  const told = new Set<Peer>();
  for (const peer of Object.values(people))
    peer.onEvent((name) => {
      if (name === 'chats.presence') told.add(peer);
    });

  await test.step('one becomes a contact, one is blocked while a request, one stays away', async () => {
    await say(people.contact, 'Salam');
    await acceptRequest(page, 'Daniel');
    await write(page, 'Salam kembali');
    await people.contact.waitForText((await chatOf(people.contact)).chatId, 'Salam kembali');
    await say(people.blocked, 'Tahniah');
    await goToChats(page);
    await openRequest(page, 'Badrul');
    await page.getByRole('button', { name: english('block.action'), exact: true }).click();
    const asked = page.getByRole('alertdialog');
    await asked.getByRole('button', { name: english('block.action'), exact: true }).click();
    await asked.waitFor({ state: 'hidden' });
  });

  /** What each of them really gets. Messages to one device come in the order of the server: the contact's is the last. */
  const realities = async (findByNumber: boolean): Promise<Record<As, Seen>> => {
    const texts: Partial<Record<As, string>> = {};
    for (const as of ['blocked', 'stranger', 'contact'] as const) {
      const peer = people[as];
      const { chatId } = await chatOf(peer);
      await peer.messenger.handlers.chats.askPresence({ chatId });
      texts[as] = await say(peer, `${peer.name} ${randomUUID()}`);
      await waitFor(async () => (await peer.messages(chatId)).at(-1)?.state !== 'queued', {
        what: `the server to answer ${peer.name}`,
      });
    }
    await waitFor(() => isHere(people.contact, texts.contact ?? ''), {
      what: 'what the contact wrote',
    });
    const of = async (as: As): Promise<Seen> => {
      const { peer } = await chatOf(people[as]);
      const { accountId } = peer;
      const profile = await people[as].messenger.handlers.profile.of({ accountId });
      return {
        name: peer.name === username ? null : peer.name,
        number: peer.number,
        about: profile.about,
        photo: profile.photo !== null,
        lastSeen: told.has(people[as]),
        write: await isHere(people[as], texts[as] ?? ''),
        findByNumber,
      };
    };
    return {
      contact: await of('contact'),
      stranger: await of('stranger'),
      blocked: await of('blocked'),
    };
  };
  const nothing = { name: null, number: null, about: null, photo: false, lastSeen: false };
  const isAsPreviewed = async (expected: Record<As, Seen>) => {
    for (const as of viewers)
      expect(await previewAs(page, as), `seen as ${as}`).toEqual(expected[as]);
    told.clear();
    const isFound = await finder.chatWith({ number }).then(
      () => true,
      () => false,
    );
    // What she allows is on its way to them.
    await expect.poll(() => realities(isFound), { timeout: 30_000 }).toEqual(expected);
  };

  const contact = {
    name: 'Aisyah',
    number: null,
    about: 'Tukang pasu di Melaka',
    photo: true,
    lastSeen: true,
  };

  await test.step('as it begins, with a photo, a line about her, and when she was there', async () => {
    await goToChats(page);
    await openSettings(page);
    await openSection(page, 'profile');
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } });
    await page
      .getByLabel(english('photo.choose'))
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('button', { name: english('photo.take') }).click();
    await page.getByRole('textbox', { name: english('about.you') }).fill('Tukang pasu di Melaka');
    await page
      .getByRole('region', { name: english('about.you') })
      .getByRole('button', { name: english('common.save') })
      .click();
    await set('privacy.whoSeesLastSeen', only('contacts'));
    await isAsPreviewed({
      contact: { ...contact, write: true, findByNumber: true },
      stranger: { ...nothing, write: true, findByNumber: true },
      blocked: { ...nothing, write: false, findByNumber: true },
    });
  });

  const writeToContact = async (text: string) => {
    await goToChats(page);
    await openChat(page, 'Daniel');
    await write(page, text);
    await people.contact.waitForText((await chatOf(people.contact)).chatId, text);
  };
  const narrowed = { ...contact, lastSeen: false, write: true };

  await test.step('once strangers may not write and nobody finds her by her number, which contacts are told', async () => {
    await set('privacy.whoCanWrite', only('contacts'));
    await set('privacy.findableByNumber', false);
    await set('privacy.whoSeesNumber', only('contacts'));
    await set('privacy.whoSeesLastSeen', only('nobody'));
    await writeToContact('Nombor saya');
    await isAsPreviewed({
      contact: { ...narrowed, findByNumber: false },
      stranger: { ...nothing, write: false, findByNumber: false },
      blocked: { ...nothing, write: false, findByNumber: false },
    });
  });

  await test.step('once it leads to her, their apps show it to contacts', async () => {
    await set('privacy.findableByNumber', true);
    await previewAs(page, 'contact');
    await writeToContact('Nombor saya sekali lagi');
    await isAsPreviewed({
      contact: { ...narrowed, number, findByNumber: true },
      stranger: { ...nothing, write: false, findByNumber: true },
      blocked: { ...nothing, write: false, findByNumber: true },
    });
  });
});
