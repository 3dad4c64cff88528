import type { ChatSummary } from '../../../contract/ipc/model.ts';
import type { Translate } from '../../i18n/intl.tsx';
import { noticeWords } from '../../i18n/notice-words.ts';

const oneLine = (text: string) => text.slice(0, 200).replace(/\s+/gu, ' ').trim();

/** What stands under the name in the list: a draft first, else the last message. */
export const toPreview = (t: Translate, chat: ChatSummary): string => {
  if (chat.draft) return t('chats.row.draft', { text: oneLine(chat.draft) });
  const last = chat.lastMessage;
  if (!last) {
    return chat.peer.kind === 'local_program' ? t('chats.row.local') : t('chats.row.empty');
  }
  if (last.body.kind === 'unknown') return t('chats.row.unknown');
  if (last.body.kind === 'notice') {
    return noticeWords(t, last.body, chat.peer.name);
  }
  const text = oneLine(last.body.text);
  return last.outgoing ? t('chats.row.you', { text }) : text;
};
