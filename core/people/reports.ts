import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { ReportedMessage } from '../../contract/wire/people.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { ChatRow } from '../store/types/chats.ts';

export interface ReportsOptions {
  /** Throws `not_registered`. */
  readonly api: () => Api;
  readonly block: (accountId: string) => Promise<unknown>;
  /** Removes what has disappeared by now: it is in no report. */
  readonly beforeShown: () => void;
}

const lookedAt = 200;

const toReported = ({ messageId, at, body }: Message): readonly ReportedMessage[] =>
  body.kind === 'text' ? [{ messageId, sentAt: at, text: body.text }] : [];

/** Reports of what somebody sent, to the operator of the server. */
export const createReports = (
  { store, random }: Pick<Context, 'store' | 'random'>,
  options: ReportsOptions,
): Pick<MessengerHandlers['messages'], 'reportPreview' | 'report'> => {
  const chatOf = (chatId: string): ChatRow => {
    const chat = store.chats.get(chatId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };
  const newestTexts = (chatId: string): readonly Message[] => {
    const texts: Message[] = [];
    let anchor: Parameters<typeof store.messages.page>[1]['anchor'] = { at: 'newest' };
    for (;;) {
      const page = store.messages.page(chatId, { anchor, before: lookedAt, after: 0 });
      const oldest = page.messages[0];
      const known = new Set(texts.map(({ order }) => order));
      const received = page.messages.filter(
        ({ outgoing, body, order }) => !outgoing && body.kind === 'text' && !known.has(order),
      );
      texts.unshift(...received);
      if (texts.length >= limits.maxReportedMessages || !page.hasOlder || !oldest) break;
      anchor = { at: 'order', order: oldest.order };
    }
    return texts.slice(-limits.maxReportedMessages);
  };

  return {
    reportPreview: async ({ chatId }) => {
      options.beforeShown();
      chatOf(chatId);
      return {
        messages: [...newestTexts(chatId)],
        mostBytes: limits.maxReportBytes,
        mostNoteLength: limits.maxReportNoteLength,
      };
    },
    report: async ({ chatId, messageIds, note, alsoBlock }) => {
      options.beforeShown();
      const { accountId: about } = chatOf(chatId).contact;
      const chosen = new Set(messageIds);
      // Only what the preview showed can be reported.
      const messages = newestTexts(chatId)
        .filter(({ messageId }) => chosen.has(messageId))
        .flatMap(toReported);
      if (messages.length !== chosen.size) throw new CodedError('not_found');
      const bytes = messages.reduce((sum, { text }) => sum + utf8ToBytes(text).length, 0);
      if (bytes > limits.maxReportBytes) throw new CodedError('too_large');
      await options.api()('report', { reportId: random.uuid(), about, messages, note });
      if (alsoBlock) await options.block(about);
      return {};
    },
  };
};
