import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { planted, readRecorded, recorderLogVariable } from '../../support/network/recorder.ts';
import { waitFor } from '../../support/wait.ts';

const log = () => process.env[recorderLogVariable] ?? '';

test('the recorder sees a planted question to DNS, a connection and a datagram', async () => {
  await lookup(planted.host).catch(() => undefined);
  const socket = connect(planted.port, planted.address).on('error', () => undefined);
  const datagram = createSocket('udp4');
  await new Promise((resolve) => datagram.send('planted', planted.port, planted.address, resolve));
  datagram.close();

  const seen = async (what: RegExp) =>
    (await readRecorded(log())).planted.some((line) => what.test(line));
  await waitFor(() => seen(/ A\? planted/), { what: 'the question to DNS' });
  await waitFor(() => seen(/Flags \[S\]/), { what: 'the connection' });
  await waitFor(() => seen(/UDP, length 7/), { what: 'the datagram' });
  socket.destroy();
  expect((await readRecorded(log())).others).toEqual([]);
});
