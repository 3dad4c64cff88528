import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import type { BlockedPerson } from '../../../contract/ipc/people.ts';
import { toChat, toMessage, toPeer, toUuid } from '../samples.ts';

const minute = 60_000;

const lines: readonly (readonly [number, string, readonly string[]])[] = [
  [
    30,
    'Rashid Hamdan',
    [
      'Salam, saya dapat nama pengguna puan daripada Mei Ling. Kelas pasu minggu depan masih ada tempat?',
      'Kalau ada, saya nak daftar dua orang.',
    ],
  ],
  [31, 'Untung Cepat', ['Tahniah!!! Anda terpilih. Balas YA untuk tuntut hadiah anda hari ini']],
];

/** Two who wrote first: one whom a person may want to know, and one whom not. `now`: of the first one's last line. */
export const sampleRequests = (
  now: number,
): { readonly chats: ChatSummary[]; readonly messages: [string, Message[]][] } => {
  const chats: ChatSummary[] = [];
  const messages: [string, Message[]][] = [];
  for (const [n, name, texts] of lines) {
    const chatId = toUuid(n, 2);
    const at = now - (n - 30) * 90 * minute;
    const all = texts.map((text, index) =>
      toMessage({
        messageId: toUuid(index + 1, 100 + n),
        chatId,
        order: index + 1,
        at: at - (texts.length - 1 - index) * minute,
        text,
      }),
    );
    messages.push([chatId, all]);
    chats.push(
      toChat(n, {
        peer: toPeer(n, { name, username: n === 30 ? 'rashid.18' : null }),
        lastMessage: {
          body: { kind: 'text', text: texts.at(-1) ?? '' },
          outgoing: false,
          at,
          state: null,
        },
        activeAt: at,
        unreadCount: texts.length,
        request: true,
      }),
    );
  }
  return { chats, messages };
};

/** Blocked on two devices, without chats. */
export const sampleBlocked = (now: number): BlockedPerson[] => [
  {
    peer: toPeer(33, { name: 'Pinjaman Segera', blocked: true }),
    chatId: null,
    set: { device: 'Laptop', thisDevice: true, at: now - 26 * 60 * minute },
  },
  {
    peer: toPeer(34, { name: 'Bekas jiran', blocked: true }),
    chatId: null,
    set: { device: 'Telefon', thisDevice: false, at: now - 40 * 24 * 60 * minute },
  },
];
