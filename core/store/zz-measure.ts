import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { openStore } from './index.ts';

const N = Number(process.argv[2]);
const dir = '/tmp/st/m' + N;
fs.rmSync(dir, { recursive: true, force: true });
fs.mkdirSync(dir);
const key = createHash('sha256').update('m').digest();
const o = { file: dir + '/b.db', key, clock: { now: () => Date.now() } };
const { store } = await openStore(o);
const s = store!;
let seed = 1;
const rnd = () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 4294967296;
};
const uuid = () => {
  let h = '';
  for (let i = 0; i < 4; i++)
    h += Math.floor(rnd() * 4294967296)
      .toString(16)
      .padStart(8, '0');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
};
const syll = [
  'ka',
  'ma',
  'ti',
  'ra',
  'sa',
  'lo',
  'ber',
  'men',
  'pe',
  'an',
  'kan',
  'ter',
  'di',
  'ku',
  'na',
  'hi',
  'su',
  'ba',
  'to',
  're',
];
const words: string[] = [];
for (let i = 0; i < 30000; i++) {
  let w = '';
  const n = 2 + Math.floor(rnd() * 3);
  for (let j = 0; j < n; j++) w += syll[Math.floor(rnd() * syll.length)];
  words.push(w);
}
const word = () => words[Math.floor(rnd() ** 4 * words.length)]!;
const text = () => {
  const n = 3 + Math.floor(rnd() * 12);
  let t = '';
  for (let i = 0; i < n; i++) t += (i ? ' ' : '') + word();
  return t;
};
const chats: string[] = [];
const C = Math.min(5000, Math.max(50, N / 200));
s.transaction(() => {
  for (let i = 0; i < C; i++) {
    const a = uuid(),
      c = uuid();
    s.contacts.save({
      accountId: a,
      name: 'Name ' + word() + ' ' + i,
      number: '+60123' + String(i).padStart(6, '0'),
      username: null,
      kind: 'person',
      gone: false,
    });
    s.chats.create({ chatId: c, accountId: a, activeAt: i });
    chats.push(c);
  }
});
const t0 = performance.now();
const times: number[] = [];
let at = 1.7e12;
for (let i = 0; i < N; i += 100) {
  const batch = [];
  for (let j = 0; j < 100; j++) {
    at += 1000;
    const outgoing = rnd() < 0.4;
    batch.push({
      chatId: rnd() < 0.1 ? chats[0]! : chats[Math.floor(rnd() * C)]!,
      messageId: uuid(),
      outgoing,
      sentAt: at,
      at,
      body: { kind: 'text' as const, text: text() },
      state: outgoing ? ('read' as const) : null,
    });
  }
  const b = performance.now();
  s.messages.add(batch);
  times.push(performance.now() - b);
}
const sorted = [...times].sort((a, b) => a - b);
const q = (p: number) => sorted[Math.floor(sorted.length * p)]!.toFixed(2);
const last = times.slice(-1000).sort((a, b) => a - b);
console.log(
  N,
  'total s',
  ((performance.now() - t0) / 1000).toFixed(1),
  'batch100 p50',
  q(0.5),
  'p95',
  q(0.95),
  'p99',
  q(0.99),
  'max',
  q(0.99999),
  'last1000 p50',
  last[last.length >> 1]!.toFixed(2),
);
await s.close();
console.log('size MB', fs.statSync(o.file).size / 1e6);
fs.writeFileSync(
  dir + '/chats.json',
  JSON.stringify({ chats: chats.slice(0, 200), words: words.slice(0, 3000) }),
);
