import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import {
  type FaultMode,
  type FaultPlan,
  openWithFault,
} from '../../store/sqlite/testing/faults.ts';
import { textOf } from '../../testing/pair.ts';
import { startTestServer } from '../../testing/start-test-server.ts';
import { register, testNumber } from '../../testing/test-client.ts';
import { openSocket, sendTo } from '../../testing/test-socket.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-relay-fault-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each<[FaultMode, number]>([
  ['failed', 1],
  ['failed', 2],
  ['failed', 3],
  ['failed', 4],
  ['failed_but_persisted', 2],
  ['failed_but_persisted', 3],
  ['failed_but_persisted', 4],
])(
  'answers storage_failed when a commit %s at its write %i, and delivers the repeated send once',
  async (mode, point) => {
    const plan: { -readonly [Key in keyof FaultPlan]: FaultPlan[Key] } = {
      left: -1,
      mode,
      seen: 0,
    };
    const store = openSqliteStore({ file: join(folder, 'store.db'), open: openWithFault(plan) });
    const server = await startTestServer({ store });
    const from = await register(server, testNumber(1));
    const to = await register(server, testNumber(2));
    const sender = await openSocket(server.url, from.authorization);
    const receiver = await openSocket(server.url, to.authorization);
    await receiver.next('caughtUp');
    const frame = sendTo(to, 'kept');
    plan.left = point;
    sender.send(frame);
    expect(await sender.next('error')).toMatchObject({
      requestId: frame.requestId,
      error: { code: 'storage_failed' },
    });
    sender.send({ ...frame, requestId: 900 });
    expect((await sender.next('sent')).requestId).toBe(900);
    sender.send(sendTo(to, 'after'));
    await sender.next('sent');
    const texts: string[] = [];
    while (texts.at(-1) !== 'after')
      texts.push(
        ...(await receiver.next('deliver')).deliveries.map(({ content }) => textOf(content)),
      );
    expect(texts).toEqual(['kept', 'after']);
    await sender.close();
    await receiver.close();
    await server.close();
    await store.close();
  },
);
