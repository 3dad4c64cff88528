import { expect, test } from 'vitest';
import { startLogWorld } from '../testing/log-world.ts';

test('a server put back to before new keys were made shows the former ones: nothing arrives that needs them, until the number is registered anew', async () => {
  const world = await startLogWorld();
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  await badrul.send(await badrul.chatWith(aisyah), 'satu');
  await aisyah.received(badrul, 1);
  const backup = await world.backUp();
  await world.restart();
  await aisyah.online();
  await aisyah.handlers().devices.makeNewKeys({});
  await world.restart(backup);
  for (const person of [aisyah, badrul]) {
    await person.handlers().connection.retry({});
    await person.online();
  }

  // Nothing looks wrong here; what others write is for keys that are no more.
  const { newKeys } = await aisyah.handlers().devices.refresh({});
  expect(newKeys).toMatchObject({ stage: 'none', problem: null });
  await badrul.send(await badrul.chatWith(aisyah), 'dua');
  await aisyah
    .own()
    .until(async () => (await aisyah.noticesWith(badrul)).includes('session_repaired'));
  await badrul
    .own()
    .until(async () => (await badrul.noticesWith(aisyah)).includes('identity_changed'));
  const chong = await world.person('+60123456703', 'Chong');
  const sent = await chong.send(await chong.chatWith(aisyah), 'tiga');
  await chong
    .own()
    .until(async () =>
      (await chong.messagesWith(aisyah)).some(
        ({ messageId, state }) => messageId === sent.messageId && state === 'sent',
      ),
    );
  await aisyah.own().until(() => aisyah.own().messenger.counters().unreadable >= 2);
  expect(await aisyah.textsFrom(badrul)).toEqual(['satu']);
  expect(await aisyah.messagesWith(chong)).toEqual([]);
  const again = aisyah.handlers().devices.makeNewKeys({});
  await expect(again).rejects.toMatchObject({ code: 'proof_invalid' });

  // Registered anew on another computer, the number works; the first one is locked and keeps what it has.
  const elsewhere = await world.person(aisyah.number, 'Aisyah');
  expect(elsewhere.accountId).not.toBe(aisyah.accountId);
  const locked = await aisyah.own().until(async () => {
    const account = await aisyah.handlers().account.get({});
    return account.phase === 'signed_out' && account;
  });
  expect(locked).toMatchObject({ reason: 'number_registered_again' });
  expect(await aisyah.textsFrom(badrul)).toEqual(['satu']);
  await badrul.send(await badrul.chatWith(elsewhere), 'empat');
  await elsewhere.received(badrul, 1);
  await world.close();
});
