import type { DisclosedPayload } from '../../contract/disclosure/affiliate.ts';
import type { FieldId } from '../../contract/policy/fields.ts';
import type { Mood } from './manners.ts';

type Purpose = DisclosedPayload['purpose'];
export type PageLanguage = 'en' | 'ms';

interface PageWords {
  readonly about: string;
  readonly otherLanguage: readonly [language: PageLanguage, name: string];
  readonly moods: Readonly<Record<Mood, (delayMs: number) => string>>;
  readonly purposes: Readonly<Record<Purpose, string>>;
  readonly fields: Readonly<Record<FieldId, string>>;
  readonly policy: string;
  readonly nothing: string;
  /** How something comes to be here. */
  readonly first: string;
  readonly counts: (held: number, gone: number) => string;
  readonly earlier: (count: number) => string;
  readonly goneAt: (time: string) => string;
  readonly cameLate: (time: string) => string;
  readonly deletions: string;
  readonly deleted: (count: number) => string;
  readonly nothingFound: string;
  readonly noDeletions: string;
  readonly reload: string;
}

const en: PageWords = {
  about:
    'A small program on this computer that plays the other company. This page shows everything that it got from Bisik.',
  otherLanguage: ['ms', 'Bahasa Melayu'],
  moods: {
    well: () => 'Answers as it should.',
    down: () => 'Told to be down: it breaks every connection off.',
    failing: () => 'Told to fail: it answers with an error and keeps nothing.',
    slow: (ms) => `Told to be slow: it waits ${ms} ms before it answers.`,
    mistaken: () => 'Told to be mistaken: it answers about something else.',
    garbled: () => 'Told to garble: its answers end in the middle.',
    twice: () => 'Told to answer twice.',
    lost: () => 'Told to take what comes and break off instead of answering.',
    silent: () => 'Told to take what comes and never answer.',
  },
  purposes: {
    'ads-relevance': 'More relevant ads',
    'friend-suggestions': 'Friend suggestions',
    'usage-metrics': 'How often the app is used',
    'infrastructure-and-delivery': 'Keeping delivery working',
    'understanding-use': 'Understanding use',
    security: 'Securing systems',
    'spam-and-abuse': 'Fighting spam and abuse',
  },
  fields: {
    phoneNumber: 'Phone number',
    country: 'Country',
    pseudonym: 'Pseudonym',
    usageBucket: 'Opened that day, with chance added',
    day: 'Day',
    messagesTaken: 'Messages sent that day',
    appVersion: 'Version of the app',
    system: 'System',
    failedSignIns: 'Failed sign-ins',
    spamScore: 'Spam score',
  },
  policy: 'Policy',
  nothing: 'Nothing came yet',
  first:
    'In Bisik, accept the policy or turn something on under Settings → Data sharing. It is here seconds later.',
  counts: (held, gone) => `${held} kept, ${gone} deleted`,
  earlier: (count) => `${count} earlier, not shown here.`,
  goneAt: (time) => `Deleted ${time}. Nothing of it is kept.`,
  cameLate: (time) => `Came after its deletion was asked ${time}. Nothing of it was kept.`,
  deletions: 'Deletions',
  deleted: (count) => (count === 1 ? 'One item was deleted.' : `${count} items were deleted.`),
  nothingFound: 'Nothing was found under that handle.',
  noDeletions: 'Nobody asked yet.',
  reload: 'Look again',
};

const ms: PageWords = {
  about:
    'Program kecil pada komputer ini yang memainkan peranan syarikat lain. Halaman ini menunjukkan semua yang diterimanya daripada Bisik.',
  otherLanguage: ['en', 'English'],
  moods: {
    well: () => 'Menjawab seperti biasa.',
    down: () => 'Disuruh tergendala: setiap sambungan diputuskan.',
    failing: () => 'Disuruh gagal: menjawab dengan ralat dan tidak menyimpan apa-apa.',
    slow: (delay) => `Disuruh lambat: menunggu ${delay} ms sebelum menjawab.`,
    mistaken: () => 'Disuruh silap: menjawab tentang perkara lain.',
    garbled: () => 'Disuruh merosakkan jawapan: setiap jawapan terputus di tengah.',
    twice: () => 'Disuruh menjawab dua kali.',
    lost: () => 'Disuruh menerima, lalu memutuskan sambungan tanpa menjawab.',
    silent: () => 'Disuruh menerima dan tidak menjawab langsung.',
  },
  purposes: {
    'ads-relevance': 'Iklan yang lebih sesuai',
    'friend-suggestions': 'Cadangan rakan',
    'usage-metrics': 'Kekerapan aplikasi digunakan',
    'infrastructure-and-delivery': 'Memastikan penghantaran lancar',
    'understanding-use': 'Memahami penggunaan',
    security: 'Menjaga keselamatan sistem',
    'spam-and-abuse': 'Membanteras spam dan penyalahgunaan',
  },
  fields: {
    phoneNumber: 'Nombor telefon',
    country: 'Negara',
    pseudonym: 'Nama samaran',
    usageBucket: 'Dibuka pada hari itu, dicampur unsur rawak',
    day: 'Tarikh',
    messagesTaken: 'Mesej dihantar hari itu',
    appVersion: 'Versi aplikasi',
    system: 'Sistem',
    failedSignIns: 'Log masuk yang gagal',
    spamScore: 'Skor spam',
  },
  policy: 'Dasar',
  nothing: 'Belum ada apa-apa yang tiba',
  first:
    'Dalam Bisik, terima dasar atau hidupkan sesuatu di Tetapan → Perkongsian data. Ia tiba di sini beberapa saat kemudian.',
  counts: (held, gone) => `${held} disimpan, ${gone} dipadam`,
  earlier: (count) => `${count} yang lebih awal tidak ditunjukkan di sini.`,
  goneAt: (time) => `Dipadam ${time}. Tiada apa-apa disimpan.`,
  cameLate: (time) => `Tiba selepas pemadamannya diminta ${time}. Tiada apa-apa disimpan.`,
  deletions: 'Pemadaman',
  deleted: (count) => `${count} butiran dipadam.`,
  nothingFound: 'Tiada apa-apa ditemui di bawah pemegang itu.',
  noDeletions: 'Belum ada yang meminta.',
  reload: 'Lihat semula',
};

export const pageWords: Readonly<Record<PageLanguage, PageWords>> = { en, ms };

/** The language that was picked, else the one that the browser asks for first. */
export const languageOf = (picked: string | null, accepted: string | undefined): PageLanguage => {
  if (picked === 'en' || picked === 'ms') return picked;
  return /^\s*ms\b/i.test(accepted ?? '') ? 'ms' : 'en';
};
