import { beforeEach, expect, it } from 'vitest';
import { allows, mayAddToGroup, type Viewer } from '../../contract/privacy/audience.ts';
import { type Audience, audiences, only } from '../../contract/settings/audience.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type Person, startWorld, textOf, type World } from '../testing/world.ts';
import { isGiven } from './giving.ts';
import { isToldPresence } from './presence.ts';
import type { AudienceRow, Viewers } from './viewers.ts';

const strict = { acceptsEverybody: false };
const kinds = ['contact', 'contactNever', 'stranger', 'strangerAlways', 'blocked'] as const;
type Kind = (typeof kinds)[number];

let world: World;
let aisyah: Person;
let people: ReadonlyMap<Kind, Person>;
let clocks: ReadonlyMap<Kind, HandClock>;

const need = (kind: Kind): Person => {
  const person = people.get(kind);
  if (!person) throw new Error(`no ${kind}`);
  return person;
};
const isContact = (kind: Kind): boolean => !kind.startsWith('stranger');
const viewerOf = (kind: Kind): Viewer => ({
  accountId: need(kind).accountId,
  isContact: isContact(kind),
  isBlocked: kind === 'blocked',
});
/** Each audience without exceptions, and with one person who always is and one who never is. */
const values = (): readonly Audience[] => {
  const always = [need('strangerAlways').accountId, need('contactNever').accountId];
  const lists = { always, never: [need('contactNever').accountId] };
  return audiences.flatMap((audience) => [only(audience), { audience, ...lists }]);
};
const set = (key: AudienceRow, value: Audience) =>
  aisyah.handlers().accountSettings.set({ key, value });
const requests = async () =>
  (await aisyah.handlers().people.requests({ limit: 50, before: null })).chats;
const chatOf = async (person: Person): Promise<string | undefined> => {
  const { chats } = await aisyah.handlers().chats.list({ limit: 50, before: null });
  return [...chats, ...(await requests())].find(({ peer }) => peer.accountId === person.accountId)
    ?.chatId;
};

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456700', 'Aisyah', strict);
  const made = new Map<Kind, Person>();
  clocks = new Map(kinds.map((kind) => [kind, createHandClock()]));
  for (const [index, kind] of kinds.entries()) {
    const clock = clocks.get(kind);
    made.set(
      kind,
      await world.person(`+6012345671${index}`, kind, { ...strict, ...(clock && { clock }) }),
    );
  }
  people = made;
  // Everybody wrote to her; of the strangers she accepted none.
  for (const kind of kinds) {
    const person = need(kind);
    await person.send(await person.chatWith(aisyah), 'salam');
    const chatId = await aisyah.own().until(() => chatOf(person));
    if (!isContact(kind)) continue;
    await aisyah.send(chatId, 'salam kembali');
    await person.received(aisyah, 1);
  }
  await aisyah.handlers().people.block({ accountId: need('blocked').accountId });
  return () => world.close();
});

it('about and photo are read by those whom the setting lets, and who were let in; by nobody else', async () => {
  const seen = new Map<Kind, Set<string>>(kinds.map((kind) => [kind, new Set()]));
  const look = async (kind: Kind): Promise<string | null> => {
    const { accountId } = aisyah;
    const { about } = await need(kind).handlers().profile.of({ accountId });
    if (about !== null) seen.get(kind)?.add(about);
    return about;
  };
  for (const kind of kinds)
    need(kind)
      .own()
      .on('profile.changed', () => void look(kind));
  const wanted = new Map<Kind, string[]>(kinds.map((kind) => [kind, []]));
  for (const [index, value] of [...values(), only('everyone')].entries()) {
    const about = `${index}: ${value.audience}, ${value.never.length}`;
    await set('privacy.whoSeesAbout', value);
    await aisyah.handlers().profile.setAbout({ about });
    await aisyah.own().until(async () => !(await aisyah.handlers().profile.get({})).waiting);
    for (const kind of kinds) {
      const viewer = viewerOf(kind);
      // A stranger is sent nothing before they are accepted, unless they are named.
      const isLetIn = viewer.isContact || value.always.includes(viewer.accountId);
      if (!allows(value, viewer) || !isLetIn) continue;
      wanted.get(kind)?.push(about);
      await need(kind)
        .own()
        .until(async () => (await look(kind)) === about);
    }
  }
  for (const kind of kinds)
    expect([kind, [...(seen.get(kind) ?? [])]]).toEqual([kind, wanted.get(kind)]);
});

it('what is written comes through from those whom the setting lets write, and from nobody else', async () => {
  const came = new Set<string>();
  const all = values().filter(({ audience, never }) => audience === 'nobody' || never.length > 0);
  const wanted = new Set<string>();
  for (const [index, value] of all.entries()) {
    await set('privacy.whoCanWrite', value);
    await aisyah.own().until(async () => {
      const { rows } = await aisyah.handlers().privacy.viewAs({ as: 'stranger' });
      return rows.every(({ what, late, differs }) => what !== 'write' || !(late || differs));
    });
    await Promise.all(
      kinds.map(async (kind) => {
        const person = need(kind);
        const text = `${kind} ${index}`;
        const { messageId } = await person.send(await person.chatWith(aisyah), text);
        if (allows(value, viewerOf(kind))) {
          wanted.add(text);
          await aisyah.own().until(async () => (await textsOf(person)).includes(text));
        } else
          await person.own().until(async () => {
            // What is tried once more before a refusal is not waited for.
            clocks.get(kind)?.forward(1_000);
            const sent = (await person.messagesWith(aisyah)).find(
              (one) => one.messageId === messageId,
            );
            return sent?.state === 'sent' || sent?.state === 'failed';
          });
      }),
    );
  }
  for (const kind of kinds) for (const text of await textsOf(need(kind))) came.add(text);
  came.delete('salam');
  expect([...came].sort()).toEqual([...wanted].sort());
});

/** What Aisyah has of somebody, in a chat or waiting as a request. */
const textsOf = async (person: Person): Promise<readonly string[]> => {
  const chatId = await chatOf(person);
  if (chatId === undefined) return [];
  const anchor = { at: 'newest' } as const;
  const { messages } = await aisyah
    .handlers()
    .messages.page({ chatId, anchor, before: 100, after: 0 });
  return messages.filter(({ outgoing }) => !outgoing).map(textOf);
};

it('the number is in what she writes to those whom the setting lets see it', async () => {
  // They do not have it, and cannot confirm it: whoever is told it asks the server about it each time.
  const viewers = [
    await world.person('+60123456721', 'Eliza'),
    await world.person('+60123456722', 'Farah'),
  ] as const;
  const [eliza, farah] = viewers;
  const told: string[] = [];
  for (const viewer of viewers)
    viewer.network().onRequest = async (request, pass) => {
      if (new URL(request.url).pathname !== '/v1/lookups/number') return pass();
      told.push(viewer.accountId);
      return { ...(await pass()), status: 429, body: '{"code":"rate_limited"}' };
    };
  const chatIds = [await aisyah.chatWith(eliza), await aisyah.chatWith(farah)];
  const wanted: string[] = [];
  let count = 0;
  for (const audience of [...audiences, 'nobody'] as const) {
    const value = { audience, always: [farah.accountId], never: [eliza.accountId] };
    for (const one of [only(audience), value]) {
      await set('privacy.whoSeesNumber', one);
      count++;
      for (const [index, viewer] of viewers.entries()) {
        const before = told.length;
        await aisyah.send(chatIds[index] ?? '', `${count}`);
        await viewer.received(aisyah, count);
        const { accountId } = viewer;
        if (!allows(one, { accountId, isContact: true, isBlocked: false })) continue;
        wanted.push(accountId);
        await viewer.own().until(() => told.length > before);
      }
    }
  }
  expect(told).toEqual(wanted);
});

it('what is asked of the functions that answer real viewers is what the setting says', () => {
  for (const value of values()) {
    const viewers: Viewers = {
      viewerOf: () => viewerOf('stranger'),
      allows: (_row, viewer) => allows(value, viewer),
      audience: () => value,
    };
    for (const kind of kinds) {
      const viewer = viewerOf(kind);
      const isLet = allows(value, viewer);
      // Presence is an exchange between contacts.
      expect(isToldPresence(viewers, viewer)).toBe(isLet && viewer.isContact);
      expect(mayAddToGroup(value, viewer)).toBe(isLet);
      const isLetIn = viewer.isContact || value.always.includes(viewer.accountId);
      for (const thing of ['about', 'photo', 'delivery'] as const)
        expect(isGiven(viewers, thing, viewer)).toBe(isLet && isLetIn);
    }
  }
});

it('who may add to groups is kept as it was chosen: there are none yet', async () => {
  for (const value of values()) {
    await set('privacy.whoCanAddToGroups', value);
    await aisyah.reopen();
    const { values: kept } = await aisyah.handlers().accountSettings.get({});
    expect(kept['privacy.whoCanAddToGroups']).toEqual(value);
  }
});
