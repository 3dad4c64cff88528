import type { Message } from '../../contract/ipc/model.ts';
import type { Translate } from './intl.tsx';
import { spanWords } from './span-words.ts';

/** What a line of the app's own says in the chat with `name`. */
export const noticeWords = (
  t: Translate,
  { notice, timer }: Extract<Message['body'], { kind: 'notice' }>,
  name: string,
): string =>
  t.dynamic(`chat.notice.${notice}`, {
    name,
    who: timer?.own ? 'own' : 'other',
    set: timer?.afterS == null ? 'off' : 'on',
    span: timer?.afterS == null ? '' : spanWords(t, timer.afterS),
  });
