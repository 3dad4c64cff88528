import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Messenger } from '../../core/index.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import { delay } from '../../e2e/support/wait.ts';
import { createWorld } from '../../e2e/support/world.ts';
import { openLinkingApp } from '../support/linking-app.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, percentile, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const key = 'privacy.showTyping';
const rounds = 9;
const inRound = 30;
/** What follows a change, such as the seal on the server, is over by then. */
const restMs = 60;

interface Linked {
  readonly app: Messenger;
  /** Resolves as soon as `check` gives something, asked at every event of the app. */
  readonly until: <T>(check: () => Promise<T | null>) => Promise<T>;
}

/** Links a new device to the person's account. */
const linkTo = async (peer: Peer, databaseFile: string, serverUrl: string): Promise<Linked> => {
  let look = (): void => undefined;
  const app = await openLinkingApp({
    databaseFile,
    databaseKey: new Uint8Array(randomBytes(32)),
    serverUrl,
    onChanged: () => look(),
  });
  const until = <T>(check: () => Promise<T | null>): Promise<T> =>
    new Promise((resolve) => {
      look = () =>
        void check().then((found) => {
          if (found === null) return;
          look = () => undefined;
          resolve(found);
        });
      look();
    });
  const { devices, account } = app.handlers;
  await devices.showCode({ deviceName: 'Desktop' });
  const code = await until(async () => {
    const { joining } = await devices.get({});
    return joining?.stage === 'showing' ? joining.code : null;
  });
  await peer.messenger.handlers.devices.approve({ code, withHistory: false });
  await until(async () => ((await devices.get({})).joining?.stage === 'answered' ? true : null));
  await devices.confirm({});
  await until(async () => ((await account.get({})).phase === 'ready' ? true : null));
  return { app, until };
};

export const settingsSync: Scenario = {
  name: 'settings-sync',
  what: 'from turning a switch on one device to the other device of the account showing it',
  unit: 'ms',
  against: 'from sending a message to it standing at the other person, same server, one at a time',
  better: 'lower',
  aim: 1.3,
  run: async ({ folder, own, say }) => {
    const world = own(await createWorld());
    const open = async (name: string) => {
      const peer = await openPeer({
        folder: await folder(name),
        serverUrl: world.server.url,
        number: world.numbers.malaysian(),
        name,
        codeFor: (wanted) => world.server.codeFor(wanted),
      });
      own({ close: peer.close });
      return peer;
    };
    const laptop = await open('Aisyah');
    const other = await open('Badrul');
    const desktop = await linkTo(
      laptop,
      join(await folder('desktop'), 'bisik.db'),
      world.server.url,
    );
    own({ close: desktop.app.close });
    await laptop.waitOnline();
    await other.waitOnline();
    const { chatId } = await laptop.chatWith({ number: other.number });
    const arrived = (text: string) =>
      new Promise<void>((resolve) => {
        const stop = other.onEvent((name, payload) => {
          if (name !== 'messages.changed' || !JSON.stringify(payload).includes(text)) return;
          stop();
          resolve();
        });
      });
    let count = 0;
    const message = async (): Promise<number> => {
      const text = `message ${++count}.`;
      const there = arrived(text);
      const began = performance.now();
      await laptop.send(chatId, text);
      await there;
      return performance.now() - began;
    };
    const isShown = async (value: boolean): Promise<true | null> =>
      (await desktop.app.handlers.accountSettings.get({})).values[key] === value || null;
    let shown = true;
    const toggle = async (): Promise<number> => {
      shown = !shown;
      const began = performance.now();
      const there = desktop.until(() => isShown(shown));
      await laptop.messenger.handlers.accountSettings.set({ key, value: shown });
      await there;
      return performance.now() - began;
    };
    const sample = async (of: string, one: () => Promise<number>): Promise<number> => {
      const took: number[] = [];
      for (let index = 0; index < inRound; index++) {
        took.push(await one());
        await delay(restMs);
      }
      say(`${of}: median ${rounded(median(took))} ms, p95 ${rounded(percentile(took, 0.95))} ms`);
      return median(took);
    };
    await sample('warm-up', message);
    await sample('warm-up', toggle);
    const { ours, reference } = await takeTurns(rounds, {
      ours: () => sample('ours', toggle),
      reference: () => sample('reference', message),
    });
    return {
      ours,
      reference,
      more: [],
      conditions: `${rounds} rounds of ${inRound}, one at a time with ${restMs} ms between, turn about; the change is stored, encrypted to the other device, relayed, stored there and in force; the account has two devices, the other person one; both SQLite with synchronous=FULL`,
    };
  },
};
