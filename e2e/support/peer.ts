import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChatSummary, Message } from '../../contract/ipc/model.ts';
import { createMessenger, type Messenger } from '../../core/index.ts';
import { createNodeClock } from '../../core/platform/node-clock.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';
import type { Clock, Network } from '../../core/platform/types.ts';
import { waitFor } from './wait.ts';

export interface PeerOptions {
  readonly folder: string;
  readonly serverUrl: string;
  readonly number: string;
  readonly name: string;
  readonly findableByNumber?: boolean;
  /** The part before the dot; the server adds the digits. */
  readonly username?: string;
  /** Gives the code that the server wrote for this number. */
  readonly codeFor: (number: string) => Promise<string>;
  readonly databaseKey?: Uint8Array;
  /** The time that it lives in; the system's when there is none. */
  readonly clock?: Pick<Clock, 'now' | 'elapsed'> | undefined;
  /** The way out; Node's own when there is none. */
  readonly network?: Network | undefined;
}

/** A person whose messenger runs without a window, for where a window adds nothing. */
export interface Peer {
  readonly messenger: Messenger;
  readonly accountId: string;
  readonly number: string;
  readonly name: string;
  readonly username: string | null;
  readonly databaseFile: string;
  readonly databaseKey: Uint8Array;
  /** The chat with someone found by number or whole username. */
  readonly chatWith: (by: { number: string } | { username: string }) => Promise<ChatSummary>;
  /** The chat whose other side bears this name, once there is one. */
  readonly chatNamed: (name: string) => Promise<ChatSummary>;
  readonly send: (chatId: string, text: string) => Promise<Message>;
  /** All messages of a chat, oldest first. */
  readonly messages: (chatId: string) => Promise<Message[]>;
  readonly texts: (chatId: string) => Promise<string[]>;
  /** Waits until the chat holds this text from the other side. */
  readonly waitForText: (chatId: string, text: string) => Promise<Message>;
  readonly markRead: (chatId: string) => Promise<void>;
  readonly waitOnline: () => Promise<void>;
  readonly onEvent: (listener: (name: string, payload: unknown) => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface BareMessengerOptions
  extends Pick<PeerOptions, 'folder' | 'serverUrl' | 'databaseKey' | 'clock' | 'network'> {
  readonly emit?: (name: string, payload: unknown) => void;
}

/** A messenger on a folder, as the folder has it. */
export const openMessenger = async (options: BareMessengerOptions) => {
  const databaseFile = join(options.folder, 'bisik.db');
  const databaseKey = options.databaseKey ?? new Uint8Array(randomBytes(32));
  const messenger = await createMessenger({
    databaseFile,
    databaseKey: databaseKey.slice(),
    defaultServerUrl: options.serverUrl,
    localProgram: null,
    appVersion: '0.0.0-journey',
    acceptsEverybody: true,
    clock: {
      ...createNodeClock(),
      ...(options.clock && { now: options.clock.now, elapsed: options.clock.elapsed }),
    },
    random: createNodeRandom(),
    network: options.network ?? createNodeNetwork(),
    emit: options.emit ?? (() => undefined),
  });
  return { messenger, databaseFile, databaseKey };
};

/** Opens a messenger on a folder; registers it first unless the folder holds an account already. */
export const openPeer = async (options: PeerOptions): Promise<Peer> => {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const { messenger, databaseFile, databaseKey } = await openMessenger({
    ...options,
    emit: (name, payload) => {
      for (const listener of [...listeners]) listener(name, payload);
    },
  });
  const { chats, messages, connection } = messenger.handlers;
  const ready = await register(messenger, options);

  const readAll = async (chatId: string): Promise<Message[]> => {
    let page = await messages.page({ chatId, anchor: { at: 'newest' }, before: 200, after: 0 });
    const all = [...page.messages];
    while (page.hasOlder) {
      const oldest = all[0];
      if (!oldest) break;
      page = await messages.page({
        chatId,
        anchor: { at: 'order', order: oldest.order },
        before: 200,
        after: 0,
      });
      all.unshift(...page.messages.filter((message) => message.order < oldest.order));
    }
    return all;
  };
  const textsOf = (all: readonly Message[]) =>
    all.flatMap((message) => (message.body.kind === 'text' ? [message.body.text] : []));

  return {
    messenger,
    accountId: ready.accountId,
    number: options.number,
    name: options.name,
    username: ready.username,
    databaseFile,
    databaseKey,
    chatWith: async (by) => {
      const search =
        'number' in by
          ? ({ kind: 'number', value: by.number } as const)
          : ({ kind: 'username', value: by.username } as const);
      return (await chats.start({ by: search })).chat;
    },
    chatNamed: (name) =>
      waitFor(
        async () =>
          (await chats.list({ limit: 100, before: null })).chats.find(
            (chat) => chat.peer.name === name,
          ),
        {
          what: `a chat with ${name}`,
        },
      ),
    send: (chatId, text) => messages.send({ chatId, messageId: randomUUID(), text }),
    messages: readAll,
    texts: async (chatId) => textsOf(await readAll(chatId)),
    waitForText: (chatId, text) =>
      waitFor(
        async () =>
          (await readAll(chatId)).find(
            (message) =>
              !message.outgoing && message.body.kind === 'text' && message.body.text === text,
          ),
        { what: `the text ${text.slice(0, 40)}` },
      ),
    markRead: async (chatId) => {
      const newest = (
        await messages.page({ chatId, anchor: { at: 'newest' }, before: 1, after: 0 })
      ).messages.at(-1);
      if (newest) await messages.markRead({ chatId, throughOrder: newest.order });
    },
    waitOnline: async () => {
      await connection.retry({});
      await waitFor(async () => (await connection.get({})).state === 'online', {
        what: `${options.name} to be online`,
      });
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => messenger.close(),
  };
};

const register = async ({ handlers: { account } }: Messenger, wanted: PeerOptions) => {
  let state = await account.get({});
  if (state.phase === 'new') {
    const server = await account.describeServer({ url: wanted.serverUrl });
    await account.chooseServer({ url: wanted.serverUrl, publicKey: server.publicKey });
    await account.requestCode({ number: wanted.number });
    await account.submitCode({ code: await wanted.codeFor(wanted.number) });
    state = await account.finish({
      name: wanted.name,
      findableByNumber: wanted.findableByNumber ?? true,
    });
    if (wanted.username) state = await account.setUsername({ name: wanted.username });
  }
  if (state.phase !== 'ready') throw new Error(`not registered: ${state.phase}`);
  return state;
};
