import { join } from 'node:path';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { AccountState } from '../../contract/ipc/account.ts';
import {
  createComputerNetwork,
  createMessenger,
  createNodeClock,
  createNodeRandom,
  type Emit,
  type Messenger,
} from '../../core/index.ts';
import { readKeyFile } from './key-file.ts';
import type { EchoOptions } from './options.ts';
import { answerUnread } from './reply.ts';

type Ready = Extract<AccountState, { phase: 'ready' }>;

export interface Echo {
  readonly account: Ready;
  readonly close: () => Promise<void>;
}

export interface EchoSurroundings {
  /** Resolves with the code that comes for the number after this was called. */
  readonly nextCode: () => Promise<string>;
  /** A line for people, without what anyone wrote. */
  readonly log: (line: string) => void;
}

const echoName = 'Echo';

const register = async (
  messenger: Messenger,
  number: string,
  nextCode: () => Promise<string>,
): Promise<Ready> => {
  const { account } = messenger.handlers;
  let state = await account.get({});
  if (state.phase === 'ready') return state;
  if (state.phase !== 'new') state = await account.restart({});
  const code = nextCode();
  await account.requestCode({ number });
  await account.submitCode({ code: await code });
  state = await account.finish({ name: echoName, findableByNumber: false });
  if (state.phase !== 'ready') throw new CodedError('internal');
  return state;
};

/** Starts Echo: registers it when it has no account, then answers each text with the same text. */
export const startEcho = async (
  options: EchoOptions,
  surroundings: EchoSurroundings,
): Promise<Echo> => {
  const random = createNodeRandom();
  const answering = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let messenger: Messenger | null = null;
  let closed = false;

  const answer = (chatId: string): void => {
    if (!messenger || closed) return;
    if (answering.has(chatId)) {
      again.add(chatId);
      return;
    }
    again.delete(chatId);
    const run = answerUnread(messenger.handlers, chatId)
      .catch((error: unknown) =>
        surroundings.log(
          `could not answer: ${error instanceof CodedError ? error.code : 'unexpected'}`,
        ),
      )
      .finally(() => {
        answering.delete(chatId);
        if (again.has(chatId)) answer(chatId);
      });
    answering.set(chatId, run);
  };

  const emit: Emit = (name, payload) => {
    if (name === 'chats.changed' && 'chats' in payload)
      for (const chat of payload.chats) if (chat.unreadCount > 0) answer(chat.chatId);
    if (name === 'connection.changed' && 'offeredKey' in payload && payload.offeredKey) {
      // The launcher that started Echo started that server, too, on this computer: there is nobody in between.
      const { publicKey } = payload.offeredKey;
      messenger?.handlers.account
        .acceptServerKey({ publicKey })
        .catch(() => surroundings.log('the server has another key'));
    }
  };

  messenger = await createMessenger({
    databaseFile: join(options.dataFolder, 'bisik.db'),
    databaseKey: readKeyFile(options.dataFolder, random.bytes),
    defaultServerUrl: options.serverUrl,
    localProgram: null,
    acceptsEverybody: true,
    appVersion: 'echo',
    clock: createNodeClock(),
    random,
    network: createComputerNetwork({}),
    emit,
    onUnexpected: (where, error) =>
      surroundings.log(`${where}: ${error instanceof Error ? error.name : 'unexpected'}`),
  });
  try {
    const account = await register(messenger, options.number, surroundings.nextCode);
    // What was unread when it stopped.
    const { chats } = await messenger.handlers.chats.list({ limit: 500, before: null });
    for (const chat of chats) if (chat.unreadCount > 0) answer(chat.chatId);
    const present = messenger;
    return {
      account,
      close: async () => {
        closed = true;
        await Promise.all(answering.values());
        await present.close();
      },
    };
  } catch (error) {
    await messenger.close();
    throw error;
  }
};
