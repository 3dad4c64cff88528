import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import { startPair } from '../../testing/pair.ts';
import { letSendSealed, openSealedSocket, sealedTo } from '../../testing/sealed-socket.ts';
import { createTestClock } from '../../testing/test-clock.ts';

/** A server at which one address may have 10 sealed frames looked up for nothing, then one a second; and how often its store was asked. */
const startCounting = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bisik-guesses-'));
  const store = openSqliteStore({ file: join(folder, 'store.db') });
  const clock = createTestClock();
  let looks = 0;
  const counted =
    <Asked extends readonly unknown[], Answer>(ask: (...asked: Asked) => Answer) =>
    (...asked: Asked): Answer => {
      looks++;
      return ask(...asked);
    };
  const { findSend, routes } = store.relay;
  const relay = { ...store.relay, findSend: counted(findSend), routes: counted(routes) };
  const pair = await startPair({
    clock,
    store: { ...store, relay },
    limits: { wrongSealedBurst: 10, wrongSealedPerSecond: 1 },
    limitLoopback: true,
  });
  const token = await letSendSealed(pair.server, pair.to);
  const open = async () => {
    const socket = await openSealedSocket(pair.server.url);
    onTestFinished(() => socket.raw.terminate());
    return socket;
  };
  onTestFinished(async () => {
    await pair.server.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const sealed = await open();
  const right = () => sealedTo(pair.to, 'betul', token);
  const wrong = () => sealedTo(pair.to, 'x', randomBytes(16));
  const unknown = () => sealedTo({ ...pair.to, accountId: randomUUID() }, 'x', token);
  sealed.send(right());
  await sealed.next('sent');
  return {
    clock,
    open,
    sealed,
    right,
    wrong,
    unknown,
    /** The codes with which these are refused, and how often the store was asked for that. */
    refused: async (frames: readonly ReturnType<typeof sealedTo>[], by = sealed) => {
      const codes: string[] = [];
      looks = 0;
      for (const frame of frames) {
        by.send(frame);
        codes.push((await by.next('error')).error.code);
      }
      return { codes, looks };
    },
  };
};

it('looks up so much for one address that is wrong, and refuses the rest alike; who has the token is served', async () => {
  const { clock, open, sealed, refused, right, wrong, unknown } = await startCounting();
  const first = await refused(
    Array.from({ length: 10 }, (_, at) => (at % 2 ? wrong() : unknown())),
  );
  expect(first.codes).toEqual(Array.from({ length: 10 }, () => 'not_allowed'));
  expect(first.looks).toBe(15);
  // Neither does the answer tell which of these accounts there are.
  expect(await refused([wrong(), unknown(), wrong(), unknown()])).toEqual({
    codes: Array.from({ length: 4 }, () => 'rate_limited'),
    looks: 0,
  });
  // Another connection from there is no other address.
  const again = await open();
  expect(await refused([wrong()], again)).toEqual({ codes: ['rate_limited'], looks: 0 });
  for (const socket of [sealed, again]) {
    socket.send(right());
    await socket.next('sent');
  }
  clock.advance(1_000);
  expect(await refused([wrong(), wrong()])).toEqual({
    codes: ['not_allowed', 'rate_limited'],
    looks: 1,
  });
});

it('counts nothing that was taken before, or is right by what is looked up', async () => {
  const { sealed, refused, right, wrong } = await startCounting();
  const taken = right();
  for (let count = 0; count < 12; count++) {
    sealed.send(taken);
    await sealed.next('sent');
  }
  const { codes } = await refused(Array.from({ length: 10 }, () => wrong()));
  expect(new Set(codes)).toEqual(new Set(['not_allowed']));
});
