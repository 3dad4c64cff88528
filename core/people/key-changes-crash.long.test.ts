import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDice } from '../../server/testing/dice.ts';
import { changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';

pairForEachTest({ firstText: 'mula' });
/** Moments between which a program can be killed. */
const someTime = (dice: () => number) => pause(Math.floor(dice() * 25));

test.each([11, 12, 13, 14, 15, 16])(
  'killed at any moment before, during and after a decision, nothing is lost, doubled, out of order or sent too early (seed %i)',
  async (seed) => {
    const dice = createDice(seed);
    const keys = await keysOf(world, badrul);
    const fresh = await impostorWithKeys(aisyah, badrul, keys);
    const changed = changeKeys(badrul, aisyah);
    changed.become(fresh);
    const chat = async () => {
      const { chats } = await badrul.handlers().chats.list({ limit: 50, before: null });
      const found = chats.find(({ peer }) => peer.accountId === aisyah.accountId);
      if (!found) throw new Error('no chat');
      return found;
    };
    const crash = async () => {
      await badrul.crash();
      changed.again();
      await badrul.online();
    };

    // As the server does: what is not acknowledged comes again with the next connection.
    const came: string[] = [];
    const sent: Awaited<ReturnType<typeof fresh.writeTexts>>[number][] = [];
    const deliverAll = () => {
      if (sent.length > 0) changed.deliver(sent);
    };
    const written: string[] = [];
    for (let step = 0; step < 12; step++) {
      const die = dice();
      if (die < 0.35) {
        came.push(`datang ${step}`);
        sent.push(...(await fresh.writeTexts([`datang ${step}`])));
        deliverAll();
      } else if (die < 0.7) {
        const text = `tulis ${step}`;
        const { chatId } = await chat();
        // Whoever got no answer writes again; who got one relies on it.
        await badrul.send(chatId, text);
        written.push(text);
      } else {
        await someTime(dice);
        await crash();
        deliverAll();
      }
    }
    came.push('akhir');
    sent.push(...(await fresh.writeTexts(['akhir'])));
    deliverAll();
    await badrul.own().until(async () => (await chat()).keyChange?.heldCount === came.length);
    expect(changed.taken).toEqual([]);
    expect(await badrul.textsFrom(aisyah)).toEqual(['mula']);

    // Killed while it accepts, until it is done.
    for (let tries = 0; ; tries++) {
      const { keyChange } = await chat();
      if (!keyChange) break;
      const decision = badrul
        .handlers()
        .people.acceptKeys({ accountId: aisyah.accountId, keyHash: keyChange.keyHash })
        .catch(() => undefined);
      if (tries < 3) {
        await someTime(dice);
        await crash();
      } else await decision;
    }
    await crash();
    await badrul
      .own()
      .until(async () =>
        (await badrul.messagesWith(aisyah)).every(
          ({ outgoing, state }) => !outgoing || state === 'sent',
        ),
      );
    expect(await badrul.textsFrom(aisyah)).toEqual(['mula', ...came]);
    // The server passes over what it took before, by the id of the frame.
    const once = new Map(changed.taken.map((frame) => [frame.clientMessageId, frame]));
    const texts: string[] = [];
    for (const frame of once.values()) {
      const content = await fresh.open(frame);
      if (content?.kind === 'text') texts.push(content.text);
    }
    expect(texts).toEqual(written);
    await fresh.close();
  },
);
