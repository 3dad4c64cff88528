import { expect } from '@playwright/test';
import type { App } from '../app.ts';
import type { TestClock } from '../clock/test-clock.ts';
import { textsOf } from '../engine-calls.ts';
import { linkToPeer } from '../linked-peer.ts';
import type { Liar } from '../network/liar.ts';
import type { Scope } from '../scope.ts';
import { chatRow, messageWith, openChat, startChat, write } from '../screens/chats.ts';
import {
  anyEncryptionLine,
  checkNow,
  encryptionLine,
  encryptionPane,
  markVerified,
  unmark,
  untilTold,
} from '../screens/encryption.ts';
import { goToChats } from '../screens/settings.ts';
import { english } from '../words.ts';
import type { People } from '../world.ts';
import { type Contact, contacts, type KeyEvent, type Shown } from './model.ts';
import { readChat, readPane } from './reading.ts';

/** The app of the person, her contacts' messengers, and who stands between her and the server. */
export interface KeyStage {
  /** `theirs`: what the contact writes, where they do. */
  readonly do: (event: KeyEvent, theirs: string) => Promise<void>;
  /** The person writes. */
  readonly write: (contact: Contact, text: string) => Promise<void>;
  /** The screen comes to this, and so does what the contact has. */
  readonly expectShown: (contact: Contact, wanted: Shown, story: string) => Promise<void>;
}

export interface KeyStageOptions {
  readonly app: App;
  readonly liar: Liar;
  /** Of the app. */
  readonly clock: TestClock;
  /** Starts the app again on its profile. */
  readonly openAgain: () => Promise<App>;
  readonly newPeer: People['newPeer'];
  readonly serverUrl: string;
  readonly scope: Scope;
  /** What the person writes first, and what is answered. */
  readonly greeting: string;
  readonly answer: string;
}

const patience = { timeout: 60_000 };

/** The person found each contact by number and wrote to them; all was looked at, and nothing is compared. */
export const openKeyStage = async (options: KeyStageOptions): Promise<KeyStage> => {
  const { liar, clock, scope, serverUrl, greeting, answer } = options;
  let { app } = options;
  let isAway = false;
  let isReadable = true;
  const liedAbout = new Set<string>();
  liar.tell((path, body) => {
    if (!path.startsWith('/v1/key-log')) return body;
    if (!isReadable) return Buffer.from('{}');
    const isLie = [...liedAbout].some((id) => path.startsWith(`/v1/key-log/accounts/${id}`));
    if (!isLie) return body;
    const told = JSON.parse(body.toString('utf8')) as { versions?: { opening: unknown }[] };
    for (const version of told.versions ?? []) version.opening = null;
    return Buffer.from(JSON.stringify(told));
  });

  const meet = async (name: Contact) => {
    const peer = await options.newPeer(name);
    // Before this ends it is known to whom the number leads, by the log.
    await startChat(app.page, peer.number);
    await write(app.page, greeting);
    const { chatId } = await peer.chatNamed('Aisyah');
    await peer.waitForText(chatId, greeting);
    await peer.send(chatId, answer);
    await messageWith(app.page, answer).waitFor();
    const again = encryptionPane(app.page).getByRole('button', {
      name: english('encryption.check.do'),
    });
    await anyEncryptionLine(app.page).click();
    // A busy machine may not have looked in time.
    await expect(async () => {
      if (await again.isVisible()) await again.click();
      await expect(encryptionLine(app.page, 'not_verified')).toBeVisible({ timeout: 3_000 });
    }).toPass(patience);
    return { peer, chatId, own: greeting, theirs: answer };
  };
  const known = { Daniel: await meet('Daniel'), Eka: await meet('Eka') } satisfies Record<
    Contact,
    unknown
  >;

  const offline = () => app.page.getByRole('button', { name: english('connection.retry') });
  /** The person looks at the log, where it can be read. */
  const look = async (): Promise<void> => {
    if (isAway || !isReadable) return;
    await expect(() => checkNow(app.page)).toPass(patience);
    await goToChats(app.page);
  };
  const openPane = async (contact: Contact) => {
    await openChat(app.page, contact);
    await anyEncryptionLine(app.page).click();
    return encryptionPane(app.page);
  };
  const press = async (contact: Contact, id: string): Promise<void> => {
    const pane = await openPane(contact);
    await pane.getByRole('button', { name: english(id), exact: true }).click();
  };
  const answered = () => app.page.getByRole('alertdialog').waitFor({ state: 'hidden' });

  const hear = async (contact: Contact, text: string): Promise<void> => {
    const { peer, chatId } = known[contact];
    await peer.send(chatId, text);
    known[contact].theirs = text;
  };
  const doToOne = async (
    act: Extract<KeyEvent, { of: Contact }>['act'],
    contact: Contact,
    theirs: string,
  ): Promise<void> => {
    const { peer } = known[contact];
    switch (act) {
      case 'new keys':
        await peer.messenger.handlers.devices.makeNewKeys({});
        await peer.waitOnline();
        return hear(contact, theirs);
      case 'new device':
        await linkToPeer(peer, scope, { serverUrl, name: 'Telefon' });
        return;
      case 'they write':
        return hear(contact, theirs);
      case 'compare':
        await openPane(contact);
        await markVerified(app.page);
        return answered();
      case 'compare the new':
        await press(contact, 'encryption.mark.accept');
        await app.page
          .getByRole('alertdialog')
          .getByRole('button', { name: english('encryption.mark.yes') })
          .click();
        return answered();
      case 'not the same':
        await press(contact, 'encryption.number.aloud');
        await app.page.getByRole('button', { name: english('encryption.aloud.differs') }).click();
        await app.page.getByText(english('encryption.different.kept', { name: contact })).waitFor();
        await app.page.keyboard.press('Escape');
        await app.page.getByRole('dialog').waitFor({ state: 'hidden' });
        return;
      case 'a mistake':
        return press(contact, 'encryption.differs.mistake');
      case 'undo':
        await openPane(contact);
        await unmark(app.page).click();
        return;
      case 'accept':
        return press(contact, 'keys.accept');
      case 'lie':
        liedAbout.add(peer.accountId);
        return look();
      case 'truth':
        liedAbout.delete(peer.accountId);
        return look();
    }
  };
  const doToAll = async (act: Extract<KeyEvent, { of: null }>['act']): Promise<void> => {
    switch (act) {
      case 'log off':
        isReadable = false;
        return;
      case 'log on':
        isReadable = true;
        return look();
      case 'away':
        isAway = true;
        liar.leave(true);
        return offline().waitFor();
      case 'back':
        isAway = false;
        liar.leave(false);
        await expect(async () => {
          if (await offline().isVisible()) await offline().click({ timeout: 1_000 });
          await expect(offline()).toBeHidden({ timeout: 2_000 });
        }).toPass(patience);
        return look();
      case 'restart':
        await app.close();
        app = await options.openAgain();
        await app.resize(1440, 900);
        for (const contact of contacts) await chatRow(app.page, contact).waitFor();
        return;
    }
  };

  return {
    do: (event, theirs) =>
      event.of === null ? doToAll(event.act) : doToOne(event.act, event.of, theirs),
    write: async (contact, text) => {
      await openChat(app.page, contact);
      await write(app.page, text);
      known[contact].own = text;
    },
    expectShown: async (contact, wanted, story) => {
      const { page } = app;
      const { peer, chatId } = known[contact];
      await openChat(page, contact);
      const failed = encryptionLine(page, 'check_failed');
      if (wanted.state === 'check_failed' && !(await failed.isVisible()))
        await untilTold(clock, failed);
      const { state, banner, own, theirs, received, ...inPane } = wanted;
      await expect
        .poll(() => readChat(page, contact, known[contact]), { message: story, ...patience })
        .toEqual({ state, banner, own, theirs });
      await expect
        .poll(async () => textsOf(await peer.messages(chatId), 'incoming'), {
          message: story,
          ...patience,
        })
        .toEqual(received);
      await anyEncryptionLine(page).click();
      await expect
        .poll(() => readPane(page, contact, state), { message: story, ...patience })
        .toEqual({ ...inPane, devices: inPane.devices ?? expect.any(Number) });
    },
  };
};
