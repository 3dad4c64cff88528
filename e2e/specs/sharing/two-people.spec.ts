import { expect, test } from '../../fixtures.ts';
import { minuteMs } from '../../support/clock/test-clock.ts';
import { startLiar } from '../../support/network/liar.ts';
import { acceptWith } from '../../support/sharing/choices.ts';
import { forkOf, withoutCheckpoint } from '../../support/sharing/fork.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { waitFor } from '../../support/wait.ts';

test('two people who write to each other find a fork, with no witness', async ({
  sharingWorld,
  scope,
}) => {
  const example = exampleDraft();
  const rows = example.rows.filter(({ purpose }) => purpose === 'ads-relevance');
  const world = await sharingWorld({ policy: { ...example, rows } });
  const liar = scope.own(await startLiar(world.server.url));
  liar.tell(forkOf(world.server.dataFolder));
  liar.hide(withoutCheckpoint);
  // Shown what Daniel was shown, it begins no epoch that would account for it.
  const deaf = scope.own(await startLiar(world.server.url));
  deaf.hide(withoutCheckpoint);
  const aisyah = await world.newPeer('Aisyah', { serverUrl: deaf.url });
  await acceptWith(aisyah, ['ads-relevance']);
  const sizeFor = async ({ messenger: { handlers } }: typeof aisyah) =>
    (await handlers.disclosures.check({})).size;
  // What is sent, and that it was acknowledged: nothing more comes, so that both see as much.
  await waitFor(async () => (await sizeFor(aisyah)) === 2, { what: 'Aisyah to see the log' });
  const daniel = await world.newPeer('Daniel', { serverUrl: liar.url });
  await waitFor(async () => (await sizeFor(daniel)) === 2, { what: 'Daniel to see another' });
  const chat = await aisyah.chatWith({ number: daniel.number });
  await aisyah.send(chat.chatId, 'Did you look at the log?');
  const other = await daniel.chatNamed('Aisyah');
  await daniel.send(other.chatId, 'I did');
  // Whoever was a stranger a moment ago is not looked at again at once.
  await world.clock.advance(minuteMs);
  await aisyah.send(chat.chatId, 'So did I');
  const found = await waitFor(
    async () => (await aisyah.messenger.handlers.disclosures.log({})).alarm,
    { what: 'the alarm' },
  );
  expect(found).toMatchObject({ kind: 'two_roots', byContact: true });
});
