import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findInMemory } from '../../support/memory.ts';
import { findIn, findInFolder, needlesOf } from '../../support/needles.ts';
import { startLoopbackCapture } from '../../support/network/capture.ts';
import {
  acceptRequest,
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import { createWorld } from '../../support/world.ts';

test('the search finds a text in every shape it looks for', () => {
  const needles = needlesOf('kenari-yang-hinggap');
  for (const shift of [0, 1, 2]) {
    const around = Buffer.from(`${'x'.repeat(shift)}kenari-yang-hinggap, and on`);
    expect(findIn(Buffer.from(around.toString('base64')), needles)).toEqual([`base64+${shift}`]);
  }
  expect(findIn(Buffer.from('kenari-yang-hinggap', 'utf16le'), needles)).toEqual(['utf-16']);
  expect(findIn(Buffer.from(Buffer.from('kenari-yang-hinggap').toString('hex')), needles)).toEqual([
    'hex',
  ]);
});

test('a text that goes through is found in no server file, log, memory or packet, and in no file of either app', async ({
  peopleOf,
  scope,
  world,
}) => {
  test.setTimeout(180_000);
  const own = scope.own(await createWorld(world.numbers.worker));
  const people = peopleOf(own);
  const folder = await scope.folder('capture');
  const capture = scope.own(await startLoopbackCapture(join(folder, 'loopback.pcap')));
  const canary = `kenari${randomBytes(12).toString('hex')}`;
  const needles = needlesOf(canary);

  const aisyah = await people.newcomer('Aisyah');
  const daniel = await people.newcomer('Daniel');
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, `One ${canary} seen`);
  await acceptRequest(daniel.page, 'Aisyah');
  await expect(messageThatIs(aisyah.page, 'read', canary)).toBeAttached();
  await daniel.close();
  await write(aisyah.page, `Two ${canary} waiting`);
  await expect(messageThatIs(aisyah.page, 'sent', 'waiting')).toBeVisible();

  await test.step('the server: memory while one message waits, then files and log', async () => {
    const memory = await findInMemory(own.server.pid(), needles);
    expect(memory.found).toEqual([]);
    expect((await findInMemory(own.server.pid(), needlesOf('Journey server'))).found).toContain(
      'utf-8',
    );
    expect(await findInFolder(own.server.dataFolder, needles)).toEqual([]);
    expect(
      findIn(Buffer.from([...own.server.log(), ...own.server.console()].join('\n')), needles),
    ).toEqual([]);
  });

  const again = await people.openApp({ profileFolder: daniel.profileFolder });
  await openChat(again.page, 'Aisyah');
  await expect(messageWith(again.page, `Two ${canary} waiting`)).toBeVisible();

  await test.step('the wire, where the name of the server is seen in the clear', async () => {
    const packets = await capture.finish();
    expect(findIn(packets, needlesOf('Journey server'))).toContain('utf-8');
    expect(findIn(packets, needlesOf(aisyah.number))).toContain('utf-8');
    expect(findIn(packets, needles)).toEqual([]);
  });

  await test.step('the files of both apps, open and closed', async () => {
    for (const profile of [aisyah.profileFolder, daniel.profileFolder])
      expect(await findInFolder(profile, needles)).toEqual([]);
    await aisyah.close();
    await again.close();
    for (const profile of [aisyah.profileFolder, daniel.profileFolder])
      expect(await findInFolder(profile, needles)).toEqual([]);
    expect(
      findIn(
        Buffer.from([...aisyah.output(), ...daniel.output(), ...again.output()].join('\n')),
        needles,
      ),
    ).toEqual([]);
  });
});
