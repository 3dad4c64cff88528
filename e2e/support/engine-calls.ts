import type { Page } from '@playwright/test';
import { enginePortMessage } from '../../contract/ipc/channels.ts';
import type { ChatSummary, Message } from '../../contract/ipc/model.ts';
import type { IpcEvent, IpcResponse } from '../../contract/ipc/protocol.ts';

type IpcMessage = IpcEvent | IpcResponse;

declare global {
  interface Window {
    journeyPort?: Promise<MessagePort>;
    journeyCalls?: number;
    readonly bisik: { call(request: unknown): Promise<unknown> };
  }
}

/**
 * One call to the engine from the window, over the port that the window itself uses, for what a screen does not show
 * at once, such as a whole history. Throws the code of a refusal.
 */
export const callEngine = async (page: Page, name: string, input: unknown): Promise<unknown> => {
  const response = await page.evaluate(
    async ({ name, input, portMessage }): Promise<IpcResponse> => {
      window.journeyPort ??= new Promise((resolve) => {
        window.addEventListener('message', function take(event) {
          const port = event.data === portMessage ? event.ports[0] : undefined;
          if (!port) return;
          window.removeEventListener('message', take);
          resolve(port);
        });
        // The page takes the new port as after a restart of the engine; both listen on it.
        void window.bisik.call({
          kind: 'call',
          id: 1_000_000_000,
          name: 'shell.connectEngine',
          input: {},
        });
      });
      const port = await window.journeyPort;
      window.journeyCalls = (window.journeyCalls ?? 1_000_000_000) + 1;
      const id = window.journeyCalls;
      return new Promise((resolve) => {
        // A list is what the engine said in one turn.
        const listen = ({ data }: MessageEvent<IpcMessage | readonly IpcMessage[]>) => {
          for (const one of [data].flat()) {
            if (one.kind === 'event' || one.id !== id) continue;
            port.removeEventListener('message', listen);
            resolve(one);
          }
        };
        port.addEventListener('message', listen);
        port.start();
        port.postMessage({ kind: 'call', id, name, input });
      });
    },
    { name, input, portMessage: enginePortMessage },
  );
  if (response.kind === 'error') throw new Error(`${name}: ${response.error.code}`);
  return response.value;
};

/** All messages of the chat with someone, oldest first, from the engine's database. */
export const historyOf = async (page: Page, peerName: string): Promise<Message[]> => {
  const { chats } = (await callEngine(page, 'chats.list', { limit: 500, before: null })) as {
    chats: ChatSummary[];
  };
  const chatId = chats.find((chat) => chat.peer.name === peerName)?.chatId;
  if (!chatId) return [];
  const pageAt = async (anchor: unknown) =>
    (await callEngine(page, 'messages.page', { chatId, anchor, before: 200, after: 0 })) as {
      messages: Message[];
      hasOlder: boolean;
    };
  let part = await pageAt({ at: 'newest' });
  const all = [...part.messages];
  while (part.hasOlder && all[0]) {
    const first = all[0].order;
    part = await pageAt({ at: 'order', order: first });
    all.unshift(...part.messages.filter((message) => message.order < first));
  }
  return all;
};

/** The texts of a history, in order; of one side only when asked. */
export const textsOf = (messages: readonly Message[], side?: 'outgoing' | 'incoming'): string[] =>
  messages.flatMap((message) =>
    message.body.kind === 'text' &&
    (side === undefined || message.outgoing === (side === 'outgoing'))
      ? [message.body.text]
      : [],
  );
