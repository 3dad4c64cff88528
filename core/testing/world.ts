import { randomUUID } from 'node:crypto';
import type { Message, NoticeKind } from '../../contract/ipc/model.ts';
import type { ServerOptions } from '../../server/options.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import type { MessengerOptions } from '../messenger.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { copyDatabase } from './copy-database.ts';
import { link } from './link-device.ts';
import { type TappedNetwork, tapNetwork } from './tapped-network.ts';
import { register, startTestMessenger, type TestMessenger } from './test-messenger.ts';

/** Someone with an account, whose network a test can bend. */
export interface Person {
  /** The present messenger; another one after `reopen`. */
  readonly own: () => TestMessenger;
  readonly handlers: () => TestMessenger['handlers'];
  readonly network: () => TappedNetwork;
  readonly accountId: string;
  readonly number: string;
  readonly reopen: (options?: Partial<MessengerOptions>) => Promise<void>;
  /** Closes the messenger, works on what is closed, opens it again. */
  readonly whileClosed: (
    work: (files: { readonly file: string; readonly key: Uint8Array }) => Promise<void> | void,
  ) => Promise<void>;
  /** As `kill -9` and a new start: what was not committed by now is gone, and nothing is said to the server any more. */
  readonly crash: () => Promise<void>;
  /** How often it crashed: what a dead messenger still says in memory counts for nothing. */
  readonly crashes: () => number;
  readonly close: () => Promise<void>;
  /** The chat with someone, found by number. */
  readonly chatWith: (other: Person) => Promise<string>;
  readonly send: (chatId: string, text: string) => Promise<Message>;
  /** All messages of the only chat with the other account, oldest first. */
  readonly messagesWith: (other: Pick<Person, 'accountId'>) => Promise<readonly Message[]>;
  /** The texts that came from the other account, oldest first. */
  readonly textsFrom: (other: Person) => Promise<readonly string[]>;
  /** The app's own lines in the chat with the other account, oldest first. */
  readonly noticesWith: (other: Person) => Promise<readonly NoticeKind[]>;
  /** Resolves once so many texts came from the other account. */
  readonly received: (other: Person, count: number) => Promise<unknown>;
  /** Resolves once connected. */
  readonly online: () => Promise<unknown>;
}

export interface World {
  readonly server: TestServer;
  readonly person: (
    number: string,
    name: string,
    options?: Partial<MessengerOptions>,
  ) => Promise<Person>;
  /** Another device of the person, linked by one that they have. */
  readonly device: (
    of: Person,
    name: string,
    how?: { readonly withHistory?: boolean; readonly options?: Partial<MessengerOptions> },
  ) => Promise<Person>;
  readonly close: () => Promise<void>;
}

export const textOf = (message: Pick<Message, 'body'>): string =>
  message.body.kind === 'text' ? message.body.text : message.body.kind;

/** Someone with an account on a server of the test’s own; `enter` takes another way to it than registration and gives its id. */
export const createPerson = async (
  server: TestServer,
  number: string,
  name: string,
  options: Partial<MessengerOptions> = {},
  enter: (own: TestMessenger) => Promise<string> = (own) => register(own, server, { number, name }),
): Promise<Person> => {
  let network = tapNetwork(createNodeNetwork());
  let own = await startTestMessenger({ defaultServerUrl: server.url, network, ...options });
  const abandoned: TestMessenger[] = [];
  let crashes = 0;
  const accountId = await enter(own);
  const chatOf = async (other: Pick<Person, 'accountId'>): Promise<string | undefined> => {
    const { chats } = await own.handlers.chats.list({ limit: 500, before: null });
    return chats.find(({ peer }) => peer.accountId === other.accountId)?.chatId;
  };
  const messagesWith = async (other: Pick<Person, 'accountId'>): Promise<readonly Message[]> => {
    const chatId = await chatOf(other);
    if (chatId === undefined) return [];
    let messages: readonly Message[] = [];
    let anchor: { at: 'newest' } | { at: 'order'; order: number } = { at: 'newest' };
    for (;;) {
      const page = await own.handlers.messages.page({ chatId, anchor, before: 200, after: 0 });
      const known = new Set(messages.map(({ order }) => order));
      messages = [...page.messages.filter(({ order }) => !known.has(order)), ...messages];
      const [oldest] = messages;
      if (!page.hasOlder || !oldest) return messages;
      anchor = { at: 'order', order: oldest.order };
    }
  };
  const textsFrom = async (other: Person): Promise<readonly string[]> =>
    (await messagesWith(other))
      .filter(({ outgoing, body }) => !outgoing && body.kind !== 'notice')
      .map(textOf);
  return {
    own: () => own,
    handlers: () => own.handlers,
    network: () => network,
    accountId,
    number,
    reopen: async (changed) => {
      own = await own.reopen(changed);
    },
    whileClosed: async (work) => {
      const { databaseFile: file, databaseKey: key } = own;
      await own.messenger.close();
      await work({ file, key });
      own = await own.reopen();
    },
    crashes: () => crashes,
    crash: async () => {
      crashes++;
      const dead = own;
      network.offline = true;
      network.onSend = () => undefined;
      network.onReceive = () => undefined;
      network.cut();
      const databaseFile = copyDatabase(dead.databaseFile);
      abandoned.push(dead);
      network = tapNetwork(createNodeNetwork());
      own = await startTestMessenger({
        defaultServerUrl: server.url,
        ...options,
        network,
        databaseFile,
        databaseKey: dead.databaseKey,
      });
    },
    close: async () => {
      await own.close();
      for (const dead of abandoned) await dead.close();
    },
    chatWith: async (other) =>
      (await own.handlers.chats.start({ by: { kind: 'number', value: other.number } })).chat.chatId,
    send: (chatId, text) => own.handlers.messages.send({ chatId, messageId: randomUUID(), text }),
    messagesWith,
    textsFrom,
    noticesWith: async (other) =>
      (await messagesWith(other)).flatMap(({ body }) =>
        body.kind === 'notice' ? [body.notice] : [],
      ),
    received: (other, count) => own.until(async () => (await textsFrom(other)).length >= count),
    online: () => own.until(async () => (await own.handlers.connection.get({})).state === 'online'),
  };
};

/** A real server and people on it; closes everything. */
export const startWorld = async (options: Partial<ServerOptions> = {}): Promise<World> => {
  const server = await startTestServer(options);
  const people: Person[] = [];
  return {
    server,
    person: async (number, name, options = {}) => {
      const person = await createPerson(server, number, name, options);
      people.push(person);
      return person;
    },
    device: async (of, name, { withHistory = false, options = {} } = {}) => {
      const enter = (own: TestMessenger) => link(own, of.own(), { name, withHistory });
      const device = await createPerson(server, of.number, name, options, enter);
      people.push(device);
      return device;
    },
    close: async () => {
      for (const person of people) await person.close();
      await server.close();
    },
  };
};

/** A world of two, Aisyah with an empty chat with Badrul. */
export const startPair = async () => {
  const world = await startWorld();
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  return { world, aisyah, badrul, chatId: await aisyah.chatWith(badrul) };
};
