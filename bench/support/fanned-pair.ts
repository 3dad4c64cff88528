import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Messenger } from '../../core/index.ts';
import type { Network } from '../../core/platform/types.ts';
import type { createNumbers } from '../../e2e/support/numbers.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import type { startServer } from '../../e2e/support/server-process.ts';
import { waitFor } from '../../e2e/support/wait.ts';
import { openLinkingApp } from './linking-app.ts';
import type { ScenarioContext } from './scenario.ts';

/** Two people, each with so many devices that are all connected. */
export interface FannedPair {
  /** Sends these from the first device of the one; resolves once every other device of both has them all stored. */
  readonly send: (texts: readonly string[]) => Promise<void>;
}

interface Place {
  readonly server: Awaited<ReturnType<typeof startServer>>;
  readonly numbers: ReturnType<typeof createNumbers>;
}

interface Device {
  readonly messenger: Messenger;
  /** Resolves once it holds this message as the newest of its chat. */
  readonly holds: (messageId: string) => Promise<void>;
}

const chatOf = async ({ handlers }: Messenger): Promise<string | undefined> =>
  (await handlers.chats.list({ limit: 1, before: null })).chats[0]?.chatId;

const toDevice = (
  messenger: Messenger,
  onChanged: (listener: () => void) => () => void,
): Device => ({
  messenger,
  holds: (messageId) =>
    new Promise((resolve, reject) => {
      const look = async (): Promise<void> => {
        const chatId = await chatOf(messenger);
        if (chatId === undefined) return;
        const { messages } = await messenger.handlers.messages.page({
          chatId,
          anchor: { at: 'newest' },
          before: 1,
          after: 0,
        });
        if (messages.at(-1)?.messageId !== messageId) return;
        stop();
        resolve();
      };
      const stop = onChanged(() => void look().catch(reject));
      void look().catch(reject);
    }),
});

/** One more device of this person, connected; from this process, without a window. */
export const linkOne = async (
  { folder, own }: ScenarioContext,
  world: Place,
  by: Peer,
  name: string,
): Promise<Device> => {
  const listeners = new Set<() => void>();
  const messenger = own(
    await openLinkingApp({
      databaseFile: join(await folder(name), 'bisik.db'),
      databaseKey: new Uint8Array(randomBytes(32)),
      serverUrl: world.server.url,
      onChanged: () => {
        for (const listener of [...listeners]) listener();
      },
    }),
  );
  const { devices, connection } = messenger.handlers;
  const joining = async () => (await devices.get({})).joining;
  await devices.showCode({ deviceName: name });
  const code = await waitFor(
    async () => {
      const now = await joining();
      return now?.stage === 'showing' && now.code;
    },
    { what: 'the code' },
  );
  await by.messenger.handlers.devices.readCode({ code });
  await by.messenger.handlers.devices.approve({ code, withHistory: false });
  await waitFor(async () => (await joining())?.stage === 'answered', { what: 'the answer' });
  await devices.confirm({});
  await waitFor(async () => (await connection.get({})).state === 'online', {
    what: 'the new device to be connected',
  });
  return toDevice(messenger, (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
};

/** Registers two people who know each other, with `count` devices each; `network` is the way out of the first device of both. */
export const makeFannedPair = async (
  context: ScenarioContext,
  world: Place,
  count: number,
  network?: () => Network,
  group: string = String(count),
): Promise<FannedPair> => {
  const { folder, own } = context;
  const open = async (name: string): Promise<Peer> =>
    own(
      await openPeer({
        folder: await folder(`${name}-${group}`),
        serverUrl: world.server.url,
        number: world.numbers.malaysian(),
        name,
        codeFor: (wanted) => world.server.codeFor(wanted),
        network: network?.(),
      }),
    );
  const people = [await open('Aisyah'), await open('Daniel')] as const;
  const [aisyah, daniel] = people;
  const others = people.map((peer) => [toDevice(peer.messenger, peer.onEvent)]);
  for (const [side, peer] of people.entries())
    for (let at = 2; at <= count; at++)
      others[side]?.push(await linkOne(context, world, peer, `${peer.name}-${count}-${at}`));
  for (const { messenger } of people)
    await waitFor(
      async () => ((await messenger.handlers.devices.refresh({})).devices?.length ?? 0) === count,
      { what: 'the devices' },
    );
  const { chatId } = await aisyah.chatWith({ number: daniel.number });
  const answers = async (): Promise<string> => (await daniel.chatNamed('Aisyah')).chatId;
  const [first, ...receivers] = others.flat();
  if (!first) throw new Error('no device');
  const send: FannedPair['send'] = async (texts) => {
    const ids = texts.map(() => randomUUID());
    const last = ids.at(-1) ?? '';
    await Promise.all([
      ...receivers.map(({ holds }) => holds(last)),
      ...texts.map((text, at) =>
        aisyah.messenger.handlers.messages.send({ chatId, messageId: ids[at] ?? '', text }),
      ),
    ]);
  };
  await send(['Hello']);
  const { messageId } = await daniel.send(await answers(), 'Hello');
  await Promise.all(others.flat().map(({ holds }) => holds(messageId)));
  return { send };
};
