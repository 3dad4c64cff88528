import { expect, test } from 'vitest';
import { changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { summaryWith } from '../testing/compare.ts';
import { joiningAt, link, showCode } from '../testing/link-device.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });

const phaseOf = async (person: Person) => (await person.handlers().account.get({})).phase;

/** Linking that the server refuses once the person confirmed. */
const linkInVain = async (tablet: Person): Promise<void> => {
  const code = await showCode(tablet.own(), 'Tablet');
  await badrul.handlers().devices.approve({ code, withHistory: false });
  await joiningAt(tablet.own(), 'answered');
  const body = JSON.stringify({ code: 'link_expired' });
  tablet.network().onRequest = async ({ url, method }, pass) =>
    method === 'POST' && url.endsWith('/v1/devices')
      ? { status: 404, retryAfterMs: undefined, body }
      : pass();
  await tablet.handlers().devices.confirm({});
  await joiningAt(tablet.own(), 'failed');
  tablet.network().onRequest = (_request, pass) => pass();
};

test.each([
  ['once', false],
  ['after one try that failed', true],
])(
  'signed out by the server and linked again, %s, a device asks as before about another key, and what waits stays',
  async (_, failsFirst) => {
    await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
    const tablet = await world.device(badrul, 'Tablet');
    await tablet.online();
    const chatId = await tablet.chatWith(aisyah);
    await tablet.send(chatId, 'satu');
    await aisyah.received(badrul, 1);
    const fresh = await impostorWithKeys(aisyah, badrul, await keysOf(world, badrul));
    const changed = changeKeys(tablet, aisyah);
    changed.become(fresh);
    changed.deliver(await fresh.writeTexts(['palsu']));
    const { messageId } = await tablet.send(chatId, 'rahsia');
    const asks = async () => (await summaryWith(tablet, aisyah)).keyChange;
    const asked = await tablet.own().until(asks);
    const stateOf = async () =>
      (await tablet.messagesWith(aisyah)).find((message) => message.messageId === messageId)?.state;

    // As of a server that takes the token back, as it can at any time.
    await badrul.handlers().devices.unlink({ deviceIds: [2], wipe: false });
    await tablet.own().until(async () => (await phaseOf(tablet)) === 'signed_out');
    if (failsFirst) await linkInVain(tablet);
    await link(tablet.own(), badrul.own(), { name: 'Tablet' });
    await tablet.online();
    // Whatever goes to her after it.
    await tablet.send(chatId, 'dua');
    expect(await asks()).toMatchObject({ keyHash: asked.keyHash, heldCount: asked.heldCount });
    expect(changed.taken).toEqual([]);
    expect(await stateOf()).toBe('queued');

    changed.become(null);
    await tablet.handlers().connection.retry({});
    await tablet.own().until(async () => (await asks()) === null);
    await tablet.own().until(async () => (await stateOf()) === 'sent');
    await aisyah.received(badrul, 3);
    expect(await aisyah.textsFrom(badrul)).toEqual(['satu', 'rahsia', 'dua']);
  },
);
