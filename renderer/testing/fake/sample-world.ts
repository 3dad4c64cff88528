import type { Message } from '../../../contract/ipc/model.ts';
import { toChat, toMessage, toPeer, toUuid } from '../samples.ts';
import { sampleBlocked, sampleRequests } from './sample-people.ts';
import { createWorld, type World } from './world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A moment of a fixed afternoon, so that pictures are the same each time. */
export const sampleNow = new Date(2026, 10, 23, 14, 6).getTime();
const todayAt = (hours: number, minutes: number) =>
  new Date(2026, 10, 23, hours, minutes).getTime();

type Line = [at: number, own: boolean, text: string, change?: Partial<Message>];

const toMessages = (chat: number, lines: Line[]): Message[] =>
  lines.map(([at, own, text, change], index) =>
    toMessage({
      messageId: toUuid(index + 1, 100 + chat),
      chatId: toUuid(chat, 2),
      order: index + 1,
      outgoing: own,
      at,
      text,
      state: own ? 'read' : null,
      ...change,
    }),
  );

const aisyah = toMessages(1, [
  [todayAt(21, 10) - day, false, 'Dah baca polisi baru tu? Banyak betul.'],
  [todayAt(21, 10) - day, false, 'Saya tekan “tolak” je.'],
  [todayAt(21, 14) - day, true, 'Sama. Kat sini boleh tengok apa yang dihantar, baris demi baris.'],
  [todayAt(14, 1), false, '', { body: { kind: 'notice', notice: 'session_repaired' } }],
  [todayAt(14, 2), false, 'Jumpa pukul 3 di kedai kopi?'],
  [
    todayAt(14, 2),
    false,
    'Yang dekat stesen, bukan yang lama. Peta: https://peta.example/kedai-kopi',
  ],
  [todayAt(14, 3), false, '', { body: { kind: 'unknown' } }],
  [todayAt(14, 4), true, '👍', { state: 'delivered' }],
  [todayAt(14, 5), true, 'Boleh! Saya naik LRT, mungkin lewat lima minit.', { state: 'delivered' }],
  [todayAt(14, 5), true, 'Nanti saya bawa buku tu sekali 📚', { state: 'queued' }],
]);

const farid = toMessages(6, [
  [todayAt(9, 0) - day, false, 'هل تستطيع قراءة هذه الرسالة؟ أرسلتها بالعربية لنرى كيف تظهر هنا.'],
  [todayAt(9, 2) - day, true, 'Boleh, cantik je.', { state: 'sent' }],
  [
    todayAt(9, 3) - day,
    true,
    'And one that did not go out.',
    {
      state: 'failed',
      problem: { code: 'recipient_gone' },
    },
  ],
  [todayAt(9, 4) - day, true, 'Nor this one.', { state: 'not_delivered' }],
  [todayAt(9, 5) - day, false, '', { body: { kind: 'notice', notice: 'identity_changed' } }],
]);

const names = [
  'Aisyah Rahman',
  'Mei Ling',
  'Kumar',
  'A name of sixty letters, which some people really do have, yes',
  '🦉',
  'Farid Osman',
  'محمد علي',
  '+60 12-345 6799',
];
const previews = [
  'Nanti saya bawa buku tu sekali 📚',
  'sent the draft, tell me what you think when you have read it',
  'siapa ada kunci stor?',
  'Terima kasih',
  '🎉',
  'Nor this one.',
  'أراك غدا إن شاء الله',
  'Hello',
];

/** A person with a life: long names, several scripts, unread ones, a draft, Echo. */
export const createSampleWorld = (change: Partial<World> = {}): World => {
  const chats = names.map((name, index) => {
    const n = index + 1;
    const at =
      [todayAt(14, 5), todayAt(13, 40), todayAt(12, 18), todayAt(11, 5)][index] ??
      sampleNow - (index - 3) * day;
    return toChat(n, {
      peer: toPeer(n, { name, hue: index, username: ['aisyah.42', 'mei.77'][index] ?? null }),
      lastMessage: {
        body: { kind: 'text', text: previews[index] ?? '' },
        outgoing: index < 2 || index === 5,
        at,
        state: 'read',
      },
      activeAt: at,
      unreadCount: index === 2 ? 3 : index === 6 ? 1 : 0,
      draft: index === 3 ? 'Saya rasa kita patut' : null,
    });
  });
  const echo = toChat(20, {
    peer: toPeer(20, { name: 'Echo', kind: 'local_program', hue: 4 }),
    activeAt: sampleNow - 9 * day,
  });
  const kumar = Array.from({ length: 120 }, (_, i) =>
    toMessage({
      messageId: toUuid(i + 1, 103),
      chatId: toUuid(3, 2),
      order: i + 1,
      outgoing: i % 3 === 0,
      at: todayAt(12, 18) - (120 - i) * 11 * minute,
      text: i === 119 ? 'siapa ada kunci stor?' : `Baris ${i + 1} daripada perbualan yang panjang.`,
      state: i % 3 === 0 ? 'read' : null,
    }),
  );
  const requests = sampleRequests(todayAt(13, 5));
  return createWorld({
    chats: [...chats, echo, ...requests.chats],
    blocked: sampleBlocked(sampleNow),
    profile: { about: 'Tukang pasu di Melaka', photo: null, waiting: false },
    profiles: new Map([
      [toUuid(1, 3), { about: 'Balas lambat, bukan marah', photo: null }],
      [toUuid(2, 3), { about: 'Melukis apa yang senyap', photo: null }],
    ]),
    presence: new Map([
      [toUuid(1, 2), { online: true, lastSeenAt: todayAt(14, 5) }],
      [toUuid(2, 2), { online: false, lastSeenAt: todayAt(13, 41) }],
    ]),
    messages: new Map([
      [toUuid(1, 2), aisyah],
      [toUuid(6, 2), farid],
      [toUuid(3, 2), kumar],
      ...requests.messages,
    ]),
    directory: new Map([['mei.77', chats[1] ?? echo]]),
    ...change,
  });
};
