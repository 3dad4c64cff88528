import type { Policy, PolicyRow } from '../../../contract/policy/document.ts';

const recipient = 'nusa';
const day = 86_400_000;

export const sampleRows: readonly PolicyRow[] = [
  {
    purpose: 'ads-relevance',
    recipient,
    fields: ['phoneNumber', 'country'],
    basis: { kind: 'choice', default: 'ticked' },
    retentionDays: 90,
  },
  {
    purpose: 'friend-suggestions',
    recipient,
    fields: ['phoneNumber'],
    basis: { kind: 'choice', default: 'ticked' },
    retentionDays: 30,
  },
  {
    purpose: 'usage-metrics',
    recipient,
    fields: ['day', 'usageBucket'],
    basis: { kind: 'choice', default: 'unticked' },
    retentionDays: 400,
    epsilonHundredths: 100,
    epsilonCapHundredths: 400,
  },
  {
    purpose: 'spam-and-abuse',
    recipient,
    fields: ['pseudonym', 'spamScore'],
    basis: {
      kind: 'required',
      reason: {
        en: 'Senders of spam move between the services. A score lets both stop them sooner.',
        ms: 'Penghantar spam berpindah-randah antara perkhidmatan. Skor membolehkan kedua-duanya bertindak lebih awal.',
      },
    },
    retentionDays: 30,
  },
  {
    purpose: 'infrastructure-and-delivery',
    recipient,
    fields: ['pseudonym', 'country', 'messagesTaken'],
    basis: {
      kind: 'required',
      reason: {
        en: 'Kumpulan Nusa runs the data centres. It plans their size by country and by how much is sent.',
        ms: 'Kumpulan Nusa mengendalikan pusat data. Saiznya dirancang mengikut negara dan jumlah yang dihantar.',
      },
    },
    retentionDays: 30,
  },
  {
    purpose: 'understanding-use',
    recipient,
    fields: ['pseudonym', 'appVersion', 'system'],
    basis: {
      kind: 'required',
      reason: {
        en: 'Both companies keep the app working on the systems and versions that people have.',
        ms: 'Kedua-dua syarikat memastikan aplikasi berfungsi pada sistem dan versi yang digunakan orang ramai.',
      },
    },
    retentionDays: 90,
  },
  {
    purpose: 'security',
    recipient,
    fields: ['pseudonym', 'failedSignIns'],
    basis: {
      kind: 'required',
      reason: {
        en: 'Whoever tries to break into accounts tries both services. Each warns the other.',
        ms: 'Orang yang cuba menceroboh akaun akan mencuba kedua-dua perkhidmatan. Masing-masing memberi amaran kepada yang lain.',
      },
    },
    retentionDays: 30,
  },
];

const body = {
  en: [
    'Bisik belongs to the same group of companies as Kumpulan Nusa. This page says what Bisik gives to Kumpulan Nusa, why, and for how long it is kept.',
    'What is never shared. Messages, who you write to, and the numbers of your contacts. Messages are encrypted between you and the other side, and neither company can read them.',
    'What you decide. Each of these is off until you turn it on, and you can turn it off again at any time under Settings, Data sharing.',
    'What you can check. Everything that is sent is written into a log that cannot be rewritten unnoticed.',
  ].join('\n\n'),
  ms: [
    'Bisik dan Kumpulan Nusa dimiliki kumpulan syarikat yang sama. Halaman ini menerangkan apa yang Bisik beri kepada Kumpulan Nusa, sebabnya, dan berapa lama ia disimpan.',
    'Yang tidak sekali-kali dikongsi. Mesej, dengan siapa anda berhubung, dan nombor kenalan anda. Mesej disulitkan antara anda dan pihak di sana.',
    'Yang anda tentukan. Setiap satu tertutup sehingga anda membukanya, dan boleh anda tutup semula pada bila-bila masa di Tetapan, Perkongsian data.',
    'Yang boleh anda semak. Semua yang dihantar dicatat dalam log yang tidak boleh diubah tanpa disedari.',
  ].join('\n\n'),
};

export const samplePolicy = (publishedAt: number, change: Partial<Policy> = {}): Policy => ({
  id: '2026-2',
  publishedAt,
  effectiveAt: publishedAt + 14 * day,
  objectionWindowDays: 30,
  recipients: {
    [recipient]: {
      name: 'Kumpulan Nusa',
      about: {
        en: 'The company that owns Bisik. It shows advertisements on its own services; Bisik shows none.',
        ms: 'Syarikat yang memiliki Bisik. Ia memaparkan iklan dalam perkhidmatannya sendiri; Bisik tidak memaparkan iklan.',
      },
    },
  },
  regimes: { default: 'opt-in', countries: { MY: 'opt-in' } },
  text: {
    en: {
      title: 'What Bisik shares with Kumpulan Nusa',
      summary:
        'Your messages are never shared: nobody but the people in a chat can read them. Three things are shared only if you say yes. Four more come with the service, without your number.',
      body: body.en,
    },
    ms: {
      title: 'Apa yang Bisik kongsi dengan Kumpulan Nusa',
      summary:
        'Mesej anda tidak sekali-kali dikongsi: hanya orang dalam sembang itu boleh membacanya. Tiga perkara dikongsi hanya jika anda bersetuju. Empat lagi datang bersama perkhidmatan, tanpa nombor anda.',
      body: body.ms,
    },
  },
  rows: [...sampleRows],
  ...change,
});
