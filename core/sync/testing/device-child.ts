import type { Message } from '../../../contract/ipc/model.ts';
import { createMessenger } from '../../messenger.ts';
import { createNodeNetwork } from '../../platform/node-network.ts';
import { createNodeRandom } from '../../platform/node-random.ts';
import { createHandClock } from '../../testing/hand-clock.ts';
import { tapNetwork } from '../../testing/tapped-network.ts';
import type { Answer, Asked, DevicePlan, DeviceState } from './device-words.ts';

// One device in a process of its own, to be killed at any moment. It hears what to do from its parent, and answers once that is done.

const start = async (plan: DevicePlan): Promise<void> => {
  const { databaseFile, databaseKey, serverUrl, aheadMs } = plan;
  const network = tapNetwork(createNodeNetwork());
  const unexpected: string[] = [];
  const messenger = await createMessenger({
    databaseFile,
    databaseKey: Uint8Array.from(Buffer.from(databaseKey, 'base64')),
    defaultServerUrl: serverUrl,
    localProgram: null,
    appVersion: '0.0.0',
    clock: createHandClock(aheadMs),
    random: createNodeRandom(),
    network,
    emit: () => undefined,
    onUnexpected: (where, error) => unexpected.push(`${where}: ${String(error)}`),
  });
  const { chats, messages, connection, encryption } = messenger.handlers;

  const chatWith = async () => (await chats.list({ limit: 9, before: null })).chats;
  const read = async (chatId: string): Promise<readonly Message[]> => {
    let found: readonly Message[] = [];
    for (let anchor: { at: 'newest' } | { at: 'order'; order: number } = { at: 'newest' }; ; ) {
      const page = await messages.page({ chatId, anchor, before: 200, after: 0 });
      const known = new Set(found.map(({ order }) => order));
      found = [...page.messages.filter(({ order }) => !known.has(order)), ...found];
      const [oldest] = found;
      if (!page.hasOlder || !oldest) return found.filter(({ body }) => body.kind !== 'notice');
      anchor = { at: 'order', order: oldest.order };
    }
  };
  const state = async (): Promise<DeviceState> => {
    const all = await chatWith();
    const [chat] = all;
    const found = chat ? await read(chat.chatId) : [];
    return {
      messages: found.map(({ messageId, outgoing, body, state: reached }) => ({
        messageId,
        outgoing,
        text: body.kind === 'text' ? body.text : body.kind,
        state: reached,
      })),
      unreadCount: chat?.unreadCount ?? 0,
      chatCount: all.length,
      unexpected,
    };
  };

  const setOffline = async (isOffline: boolean): Promise<void> => {
    network.offline = isOffline;
    if (isOffline) network.cut();
    else await connection.retry({});
  };
  const actIn = async (chatId: string, asked: Asked): Promise<Omit<Answer, 'id'>> => {
    if (asked.what === 'send') {
      await messages.send({ chatId, messageId: asked.messageId, text: asked.text });
      return {};
    }
    const found = await read(chatId);
    if (asked.what === 'read') {
      const last = found.at(-1);
      if (last) await messages.markRead({ chatId, throughOrder: last.order });
    } else if (asked.what === 'pick') {
      const one = found[Math.floor(asked.share * found.length)];
      return { picked: one ? { messageId: one.messageId, outgoing: one.outgoing } : null };
    } else if (asked.what === 'delete') {
      const { messageId, outgoing } = asked.name;
      const orders = found
        .filter((one) => one.messageId === messageId && one.outgoing === outgoing)
        .map(({ order }) => order);
      if (orders.length > 0) await messages.deleteForMe({ chatId, orders });
      await messages.settleDeleted({});
    }
    return {};
  };
  const act = async (asked: Asked): Promise<Omit<Answer, 'id'>> => {
    if (asked.what === 'state') return { state: await state() };
    if (asked.what === 'offline' || asked.what === 'online') {
      await setOffline(asked.what === 'offline');
      return {};
    }
    if (asked.what === 'look') {
      await encryption.checkNow({});
      return {};
    }
    const [chat] = await chatWith();
    return chat ? actIn(chat.chatId, asked) : { error: 'no chat' };
  };

  process.on('message', (message: Asked & { readonly id: number }) => {
    const { id } = message;
    act(message).then(
      (answer) => process.send?.({ id, ...answer }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0 });
};

void start(JSON.parse(process.argv[2] ?? '{}') as DevicePlan);
