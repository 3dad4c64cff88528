import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import type { Messenger } from '../../core/index.ts';
import { createNumbers } from '../../e2e/support/numbers.ts';
import { openPeer } from '../../e2e/support/peer.ts';
import { withStore } from '../../e2e/support/peer-store.ts';
import { startServer } from '../../e2e/support/server-process.ts';
import { copyDatabase } from '../references/copied-database.ts';
import { startLineChild } from '../support/line-child.ts';
import { openLinkingApp } from '../support/linking-app.ts';
import { sampleChats } from '../support/sample-chats.ts';
import type { Scenario } from '../support/scenario.ts';
import { seedStore } from '../support/seed.ts';
import { median, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const messageCount = 100_000;
const chatCount = 40;
const rounds = 5;

const newKey = (): Uint8Array => new Uint8Array(randomBytes(32));

export const link: Scenario = {
  name: 'link',
  what: `a new device joins and gets ${messageCount.toLocaleString('en')} messages, from asking for a code to the last message stored`,
  unit: 'ms',
  against: 'the same rows copied from one database on this disk into another under another key',
  better: 'lower',
  aim: 3,
  run: async ({ folder, own, say }) => {
    const server = own(await startServer({ dataFolder: await folder('server') }));
    const numbers = createNumbers(0);
    const sender = { folder: await folder('sender'), databaseKey: newKey() };
    const peer = await openPeer({
      ...sender,
      serverUrl: server.url,
      number: numbers.malaysian(),
      name: 'Aisyah',
      codeFor: (wanted) => server.codeFor(wanted),
    });
    await peer.close();
    say(`seeding ${messageCount} messages`);
    const { databaseFile, databaseKey } = peer;
    await withStore(peer, (store) =>
      seedStore(store, { chats: sampleChats(messageCount, chatCount), endAt: Date.now() }),
    );
    const child = own(
      await startLineChild('bench/support/linking-app.ts', [
        databaseFile,
        Buffer.from(databaseKey).toString('base64'),
        server.url,
      ]),
    );
    await child.line('online');

    const joined: number[] = [];
    /** Links a new device and gives how long it took until all was there. */
    const linkOnce = async (): Promise<number> => {
      let told = (_: DevicesState): void => undefined;
      const began = performance.now();
      let opened: Messenger | undefined;
      const app = await openLinkingApp({
        databaseFile: join(await folder('receiver'), 'bisik.db'),
        databaseKey: newKey(),
        serverUrl: server.url,
        onChanged: () => void opened?.handlers.devices.get({}).then((state) => told(state)),
      });
      opened = app;
      const { devices } = app.handlers;
      const until = <T>(check: (state: DevicesState) => T | undefined): Promise<T> =>
        new Promise((resolve) => {
          told = (state) => {
            const found = check(state);
            if (found !== undefined) resolve(found);
          };
          void devices.get({}).then(told);
        });
      await devices.showCode({ deviceName: 'Laptop' });
      child.write(
        await until(({ joining }) => (joining?.stage === 'showing' ? joining.code : undefined)),
      );
      await until(({ joining }) => (joining?.stage === 'answered' ? true : undefined));
      await devices.confirm({});
      joined.push(performance.now() - began);
      const moved = await until(({ history }) =>
        history && ['done', 'failed', 'cancelled'].includes(history.stage) ? history : undefined,
      );
      const took = performance.now() - began;
      if (moved.stage !== 'done' || moved.doneMessages !== messageCount)
        throw new Error(
          `history ended in ${moved.stage} after ${moved.doneMessages}: ${moved.problem?.code}`,
        );
      await child.line('unlinked');
      await app.close();
      say(`linked and moved in ${Math.round(took)} ms`);
      return took;
    };
    const copyOnce = async (): Promise<number> => {
      const to = { file: join(await folder('copy'), 'copy.db'), key: newKey() };
      const began = performance.now();
      const count = await copyDatabase({ file: databaseFile, key: databaseKey }, to);
      const took = performance.now() - began;
      if (count !== messageCount) throw new Error(`${count} messages were copied`);
      say(`copied in ${Math.round(took)} ms`);
      return took;
    };
    const taken = await takeTurns(rounds, { ours: linkOnce, reference: copyOnce });
    return {
      ...taken,
      more: [['joined, without history', `${rounded(median(joined))} ms`]],
      conditions: `server, sending and receiving device three processes on this machine; nobody compares digits, both sides go on at once; ${chatCount} chats, invented words; ${rounds} rounds, a new database each; WAL, synchronous=FULL`,
    };
  },
};
