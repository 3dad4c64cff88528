import { expect, test } from '../../fixtures.ts';
import { startCable } from '../../support/network/cable.ts';
import { calledBy } from '../../support/network/connections.ts';
import { readRecorded, recorderFileVariable } from '../../support/network/recorder.ts';
import { processesOf } from '../../support/processes.ts';
import {
  acceptance,
  acceptPolicy,
  openSharing,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { heldFor, holds } from '../../support/sharing/book.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';

test('before and after consent the app asks its own server only, and the server alone asks the affiliate', async ({
  sharingWorld,
  scope,
}) => {
  const world = await sharingWorld({ policy: exampleDraft(), watch: true });
  const { affiliate, door, server } = world;
  const toServer = scope.own(await startCable(server.url, { watch: true }));
  const aisyah = await world.newcomer('Aisyah', { serverUrl: toServer.url });
  const { page } = aisyah;
  const calls = async () => calledBy(await processesOf(aisyah.pid));
  const serverPort = Number(new URL(toServer.url).port);

  await acceptance(page).waitFor();
  expect(await calls()).toEqual([serverPort]);
  expect(door?.callers()).toEqual([]);

  await acceptPolicy(page, { 'ads-relevance': true, 'friend-suggestions': true });
  await affiliate.waitFor('get what was chosen', holds('ads-relevance', 'friend-suggestions'));
  expect(await calls()).toEqual([serverPort]);
  await openSharing(page);
  await turn(switchOf(page, 'ads-relevance'), false);
  await affiliate.waitFor('forget it', (book) => heldFor(book, 'ads-relevance').length === 0);
  expect(await calls()).toEqual([serverPort]);
  expect(door?.callers()).toEqual([server.pid()]);
  const own = await processesOf(aisyah.pid);
  expect(toServer.callers().filter((pid) => !own.includes(pid))).toEqual([]);
  expect((await readRecorded(process.env[recorderFileVariable] ?? '')).others).toEqual([]);

  await test.step('an app that asked the affiliate would be seen', async () => {
    await aisyah.electron.evaluate(async (_modules, url) => {
      await (await fetch(url)).text();
    }, door?.url ?? '');
    expect(door?.callers().some((pid) => own.includes(pid))).toBe(true);
  });
});
