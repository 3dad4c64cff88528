import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { expect, test } from '../../fixtures.ts';
import { planted, readRecorded, recorderFileVariable } from '../../support/network/recorder.ts';
import { acceptRequest, messageWith, startChat, write } from '../../support/screens/chats.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';
import { waitFor } from '../../support/wait.ts';

const file = () => process.env[recorderFileVariable] ?? '';

test('the recorder sees a planted question to DNS, a connection and a datagram', async () => {
  await lookup(planted.host).catch(() => undefined);
  const socket = connect(planted.port, planted.address).on('error', () => undefined);
  const datagram = createSocket('udp4');
  await new Promise((resolve) => datagram.send('planted', planted.port, planted.address, resolve));
  datagram.close();

  const seen = async (what: RegExp) =>
    (await readRecorded(file())).planted.some((line) => what.test(line));
  await waitFor(() => seen(/asks for planted/), { what: 'the question to DNS' });
  await waitFor(() => seen(/^tcp .* SYN$/), { what: 'the connection' });
  await waitFor(() => seen(/^udp .*:4949$/), { what: 'the datagram' });
  socket.destroy();
  expect((await readRecorded(file())).others).toEqual([]);
});

test('a whole journey with windows, and Chromium itself when asked, ask no other host for anything', async ({
  newcomer,
  openApp,
}) => {
  const [aisyah, daniel] = [await newcomer('Aisyah'), await newcomer('Daniel')];
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, 'See https://example.com/page and write to me@example.com');
  await acceptRequest(daniel.page, 'Aisyah');
  await expect(messageWith(daniel.page, 'See https://example.com/page')).toBeVisible();
  await write(daniel.page, 'Read');
  await expect(messageWith(aisyah.page, 'Read')).toBeVisible();
  await openSettings(daniel.page);
  for (const section of ['appearance', 'about']) await openSection(daniel.page, section);
  await daniel.close();
  await openApp({ profileFolder: daniel.profileFolder });
  await aisyah.electron.evaluate(
    ({ net }, url) =>
      net.fetch(url).then(
        () => undefined,
        () => undefined,
      ),
    `http://${planted.host}/`,
  );
  expect((await readRecorded(file())).others).toEqual([]);
});
