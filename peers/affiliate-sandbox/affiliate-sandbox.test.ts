import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { batchAnswerSchema, suggestionsSchema } from '../../contract/disclosure/affiliate.ts';
import { parseServerKeys } from './door.ts';
import { type AffiliateServer, serveAffiliate } from './serve.ts';
import {
  ads,
  createSendingServer,
  deletionOf,
  disclosure,
  friend,
  type Item,
} from './testing/sending-server.ts';

const noon = 1_800_000_000_000;
let now: number;
let folder: string;
let server: AffiliateServer;
const sender = createSendingServer(() => now);
const stranger = createSendingServer(() => now);

const senderKeys = () => parseServerKeys(Buffer.from(sender.key).toString('base64'));
const start = async (
  serverKeys: Parameters<typeof serveAffiliate>[0]['serverKeys'] = senderKeys(),
) => {
  server = await serveAffiliate({
    dataDir: folder,
    name: 'Sanubari',
    serverKeys,
    host: '127.0.0.1',
    port: 0,
    manners: { mood: 'well', delayMs: 0 },
    now: () => now,
  });
};
beforeEach(async () => {
  now = noon;
  folder = mkdtempSync(join(tmpdir(), 'bisik-affiliate-'));
  await start();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const results = async (...items: readonly Item[]): Promise<readonly string[]> => {
  const response = await sender.send(server.url, ...items);
  expect(response.status).toBe(200);
  const answer = batchAnswerSchema.parse(await response.json());
  expect(answer.results.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  return answer.results.map(({ result }) => result);
};
const book = () => readFileSync(join(folder, 'book.jsonl'), 'utf8');

describe('what a server sends', () => {
  it('is taken once, is on the disk, and is there after a restart', async () => {
    const [one, two] = [ads(), ads({ phoneNumber: '+60111111111' })];
    expect(await results(one, two)).toEqual(['taken', 'taken']);
    expect(book().match(/\+60123456789/g)).toHaveLength(1);
    expect(await results(one, one)).toEqual(['taken', 'taken']);
    await server.close();
    await start();
    expect(await results(two)).toEqual(['taken']);
    expect(server.entries().map(({ id }) => id)).toEqual([one.id, two.id]);
    expect(server.entries()[0]).toEqual({
      what: 'held',
      id: one.id,
      at: noon,
      payload: one.payload,
    });
  });

  it('is forgotten by its handle, on the disk too, once', async () => {
    const [one, two] = [ads(), friend('+60111111111')];
    await results(one, two);
    now += 5_000;
    const deletion = deletionOf(one);
    expect(await results(deletion)).toEqual(['deleted']);
    expect(book()).not.toContain('+60123456789');
    expect(book()).not.toContain(one.payload.deletionHandle);
    expect(book()).toContain('+60111111111');
    await server.close();
    await start();
    // The same again, another for the same, and what was deleted sent once more.
    expect(await results(deletion, deletionOf(one), one)).toEqual([
      'deleted',
      'unknown_handle',
      'taken',
    ]);
    expect(book()).not.toContain('+60123456789');
    expect(await results(ads(), two)).toEqual(['taken', 'taken']);
    const both = friend('+60122222222');
    expect(await results(both, deletionOf(both))).toEqual(['taken', 'deleted']);
    expect(book()).not.toContain('+60122222222');
  });

  it('is not kept when its deletion was asked before it came', async () => {
    const late = ads();
    expect(await results(deletionOf(late))).toEqual(['unknown_handle']);
    await server.close();
    await start();
    now += 5_000;
    expect(await results(late)).toEqual(['taken']);
    const again = { ...late, id: ads().id };
    expect(await results(again)).toEqual(['taken']);
    for (const entry of server.entries().slice(-2))
      expect(entry).toMatchObject({ what: 'gone', at: noon + 5_000, deletedAt: noon });
    expect(book()).not.toContain('+60123456789');
  });

  it('outlives a line that was torn', async () => {
    const one = ads();
    await results(one);
    await server.close();
    appendFileSync(join(folder, 'book.jsonl'), '{"what":"held","id":"00');
    await start();
    const two = ads();
    await results(two);
    await server.close();
    await start();
    expect(server.entries().map(({ id }) => id)).toEqual([one.id, two.id]);
  });
});

it('believes another server once told to', async () => {
  const body = stranger.bodyOf(ads());
  expect((await stranger.post(server.url, body)).status).toBe(401);
  server.believe(parseServerKeys(Buffer.from(stranger.key).toString('base64')));
  expect((await stranger.post(server.url, body)).status).toBe(200);
});

describe('a request that is not the server’s', () => {
  const refused = async (answer: Promise<Response>) => {
    const response = await answer;
    expect(server.entries()).toEqual([]);
    return [response.status, ((await response.json()) as { error: string }).error];
  };

  it('is refused by its signature and its time', async () => {
    const body = sender.bodyOf(ads());
    const post = (headers: Record<string, string>, sent = body) =>
      refused(sender.post(server.url, sent, headers));
    expect(await post({})).toEqual([401, 'not_signed']);
    expect(await post(stranger.headerFor(body))).toEqual([401, 'unknown_key']);
    expect(await post(sender.headerFor(`${body} `))).toEqual([401, 'wrong_signature']);
    const [header = ''] = Object.values(sender.headerFor(body));
    const later = header.replace(`t=${noon}`, `t=${noon + 1}`);
    expect(await post({ 'bisik-signature': later })).toEqual([401, 'wrong_signature']);
    for (const at of [noon - 300_001, noon + 300_001])
      expect(await post(sender.headerFor(body, at))).toEqual([401, 'outside_window']);
    expect(await refused(stranger.askSuggestions(server.url))).toEqual([401, 'unknown_key']);
    expect(
      (await sender.post(server.url, body, sender.headerFor(body, noon - 300_000))).status,
    ).toBe(200);
  });

  it('is refused when its body is not canonical, not a batch, or too large', async () => {
    const { id, payload } = ads();
    const batchId = id;
    const item = { id, kind: 'disclosure', payload };
    for (const body of [
      JSON.stringify({ items: [item], batchId }),
      `${canonicalJson({ batchId, items: [item] })}\n`,
      canonicalJson({ batchId, items: [] }),
      canonicalJson({ batchId, items: [{ ...item, more: 1 }] }),
      canonicalJson({ batchId, items: [{ ...item, payload: { ...payload, a: ['b'] } }] }),
      canonicalJson({ batchId, items: [{ ...item, kind: 'deletion' }] }),
      canonicalJson({ batchId, items: Array.from({ length: 101 }, () => item) }),
      '['.repeat(200_000),
      '',
    ])
      expect(await refused(sender.post(server.url, body))).toEqual([400, 'not_understood']);
    const large = await sender.post(server.url, ' '.repeat(600_000)).then(
      ({ status }) => status,
      () => 413,
    );
    expect(large).toBe(413);
  });
});

it('lets what comes wait until it knows whom to believe', async () => {
  await server.close();
  let tell: (keys: ReturnType<typeof senderKeys>) => void = () => {};
  await start(
    new Promise((resolve) => {
      tell = resolve;
    }),
  );
  const mine = results(ads());
  const theirs = stranger.send(server.url, ads());
  // Its page is there meanwhile, and shows that nothing was taken.
  expect(await (await fetch(`${server.url}/control/entries`)).json()).toEqual([]);
  tell(senderKeys());
  expect(await mine).toEqual(['taken']);
  expect((await theirs).status).toBe(401);
  expect(server.entries()).toHaveLength(1);
});

it('suggests people to each other who shared a number for it, and only them', async () => {
  const ask = async () => {
    const response = await sender.askSuggestions(server.url);
    return suggestionsSchema.parse(await response.json());
  };
  const [a, b, c] = [friend('+60111111111'), friend('+60122222222'), friend('+60133333333')];
  const again = friend('+60111111111');
  await results(a, ads({ phoneNumber: '+60144444444' }));
  expect(await ask()).toEqual([]);
  await results(b, c, again);
  await results(deletionOf(c));
  const [mine, theirs] = [again.payload.deletionHandle, b.payload.deletionHandle];
  expect(await ask()).toHaveLength(2);
  expect(await ask()).toEqual(
    expect.arrayContaining([
      { for: mine, suggest: theirs },
      { for: theirs, suggest: mine },
    ]),
  );
  for (let person = 0; person < 30; person++)
    await results(
      disclosure(
        { purpose: 'friend-suggestions', fields: ['phoneNumber'] },
        {
          phoneNumber: `+6015000${1_000 + person}`,
        },
      ),
    );
  const all = await ask();
  expect(all).toHaveLength(32 * 5);
  expect(all.every((pair) => pair.for !== pair.suggest)).toBe(true);
});
