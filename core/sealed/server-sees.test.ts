import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { parseClientFrame, type SendFrame } from '../../contract/wire/frames.ts';
import { writeUuid } from '../../contract/wire/uuid-bytes.ts';
import { decodeEntries, keyOf } from '../../server/store/sqlite/send-entries.ts';
import { loadAccount } from '../account/stored.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';
import { becomeSealed, watchSends } from './testing/sealing.ts';

/** What the server has of a connection while it stands. */
interface LiveRequest {
  readonly request: IncomingMessage;
  readonly frames: Buffer[];
}
/** Of nobody in particular, and of a device that said its name. */
const live: LiveRequest[] = [];
const named: LiveRequest[] = [];
let world: World;
let people: Person[];

beforeEach(async () => {
  for (const all of [live, named]) all.splice(0);
  const { handleUpgrade } = WebSocketServer.prototype;
  vi.spyOn(WebSocketServer.prototype, 'handleUpgrade').mockImplementation(function (
    this: WebSocketServer,
    request,
    stream,
    head,
    done,
  ) {
    handleUpgrade.call(this, request, stream, head, (socket, given) => {
      const frames: Buffer[] = [];
      const isSealed = request.url?.startsWith('/v1/sealed');
      (isSealed ? live : named).push({ request, frames });
      socket.on('message', (data: unknown) => frames.push(Buffer.from(data as Buffer)));
      done(socket, given);
    });
  });
  world = await startWorld();
  people = [];
  for (const [index, name] of ['Aisyah', 'Badrul', 'Chong'].entries())
    people.push(await world.person(`+6012345670${index + 1}`, name));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

/** All by which a person could be known: ids, number, keys, and what proves their devices. */
const traitsOf = (person: Person): Promise<readonly Buffer[]> =>
  lookInStore(person, ({ keys, meta }) => {
    const account = loadAccount(meta);
    const identity = keys.identity();
    if (account.phase !== 'ready' || !identity) throw new Error('no account');
    const id = new Uint8Array(16);
    writeUuid(id, 0, account.accountId);
    const key = Buffer.from(identity.keyPair);
    const at = key.indexOf(Buffer.from([0x0a, 0x21]));
    const publicKey = key.subarray(at + 2, at + 2 + 33);
    const texts = [account.accountId, account.number, account.token, account.name];
    return [
      ...texts.map((text) => Buffer.from(text)),
      Buffer.from(id),
      publicKey,
      Buffer.from(publicKey.toString('base64')),
    ];
  });
const foundIn = (bytes: Uint8Array, traits: readonly Buffer[]): readonly Buffer[] =>
  traits.filter((trait) => Buffer.from(bytes).includes(trait));

/** What hangs on a value, as deep as objects go, in one piece; not what the whole server hangs on. */
const everythingOf = (value: unknown): Buffer => {
  const seen = new Set<unknown>();
  const parts: Buffer[] = [];
  const walk = (one: unknown, depth: number): void => {
    if (typeof one === 'string') parts.push(Buffer.from(one));
    if (typeof one !== 'object' || one === null || seen.has(one) || depth > 6) return;
    seen.add(one);
    if (one instanceof Map || one instanceof Set)
      for (const entry of one.entries()) walk(entry, depth + 1);
    if (one instanceof Uint8Array) parts.push(Buffer.from(one));
    else
      for (const key of Reflect.ownKeys(one)) {
        if (key === 'server' || key === '_server') continue;
        walk(Reflect.get(one, key), depth + 1);
      }
  };
  walk(value, 0);
  return Buffer.concat(parts);
};

/** Who sent the envelopes that wait on the server's disk, and those that it took, as it has them; 0: nobody. */
const onDisk = () => {
  const database = new Database(join(world.server.dataDir, 'bisik-server.db'));
  const envelopes = database.prepare('SELECT sender_ref, body FROM envelopes').all() as {
    sender_ref: number;
    body: Uint8Array;
  }[];
  const logged = database.prepare('SELECT entries FROM send_log').all() as { entries: never }[];
  database.close();
  return { envelopes, entries: logged.flatMap((row) => decodeEntries(row.entries)) };
};

test('what looks for a sender finds one wherever the server has one', async () => {
  const [aisyah, badrul] = people as [Person, Person, Person];
  const traits = await traitsOf(aisyah);
  badrul.network().offline = true;
  badrul.network().cut();
  const sends = watchSends(aisyah);
  // They never met: she says her name.
  const { messageId } = await aisyah.send(await aisyah.chatWith(badrul), 'hai');
  await aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).some(
        (message) => message.messageId === messageId && message.state === 'sent',
      ),
    );
  const own = named.filter(({ request }) => foundIn(everythingOf(request), traits).length > 0);
  expect(own).toHaveLength(1);
  const [mine] = own;
  expect(mine?.request.headers.authorization).toContain(aisyah.accountId);
  const { envelopes, entries } = onDisk();
  expect(envelopes.map(({ sender_ref }) => sender_ref)).not.toContain(0);
  expect(envelopes.length).toBeGreaterThan(0);
  expect(entries.some(({ sender }) => sender !== 0)).toBe(true);
  expect(sends.some(({ isSealed }) => isSealed)).toBe(false);

  // Where nobody's is, one that is put there: into what hangs on a request, into a frame, into a line of the log.
  const request = named.find((one) => one !== mine)?.request;
  if (!request) throw new Error('nobody else is connected');
  for (const kept of [
    { of: aisyah.accountId },
    new Map([[1, { of: Buffer.from(traits.at(-2) ?? '') }]]),
    new Set([[aisyah.number]]),
  ]) {
    expect(foundIn(everythingOf(request), traits)).toEqual([]);
    Object.assign(request, { kept });
    expect(foundIn(everythingOf(request), traits)).toHaveLength(1);
    Reflect.deleteProperty(request, 'kept');
  }
  for (const trait of traits) {
    const frame = Buffer.concat([Buffer.alloc(40, 7), trait, Buffer.alloc(9, 7)]);
    expect(foundIn(frame, traits)).toContain(trait);
    expect(foundIn(frame.subarray(0, -10), [trait])).toEqual([]);
  }
});

test('after a day of chatting the server knows of no sealed message who sent it', async () => {
  const [aisyah, badrul, chong] = people as [Person, Person, Person];
  const sends = people.map(watchSends);
  for (const [one, other] of [
    [aisyah, badrul],
    [badrul, chong],
    [chong, aisyah],
  ] as const)
    await becomeSealed(one, other);
  // A day: by turns, typed and read, with one who is away at its end, so that something waits.
  for (let round = 0; round < 3; round++)
    for (const [from, to] of [
      [aisyah, badrul],
      [badrul, aisyah],
      [badrul, chong],
      [chong, aisyah],
    ] as const) {
      const chatId = await from.chatWith(to);
      const before = (await to.textsFrom(from)).length;
      await from.handlers().chats.setTyping({ chatId, typing: true });
      await from.send(chatId, `pusingan ${round}`);
      await to.received(from, before + 1);
      const last = (await to.messagesWith(from)).at(-1);
      await to
        .handlers()
        .messages.markRead({ chatId: last?.chatId ?? '', throughOrder: last?.order ?? 0 });
    }
  chong.network().offline = true;
  chong.network().cut();
  const waiting = await Promise.all(
    [aisyah, badrul].map(async (from) => from.send(await from.chatWith(chong), 'selamat malam')),
  );
  for (const [index, { messageId }] of waiting.entries()) {
    const from = people[index] as Person;
    await from
      .own()
      .until(async () =>
        (await from.messagesWith(chong)).some(
          (message) => message.messageId === messageId && message.state === 'sent',
        ),
      );
  }

  const isSend = (frame: ReturnType<typeof parseClientFrame>): frame is SendFrame =>
    frame.kind === 'send';
  const taken = live.flatMap(({ frames }) =>
    frames.map((bytes) => ({ bytes, frame: parseClientFrame(bytes) })),
  );
  expect(taken.length).toBeGreaterThan(30);
  const traits = (await Promise.all(people.map(traitsOf))).flat();
  // The recipient stands in what is sent, and nobody else, nor anything else of them.
  for (const { bytes, frame } of taken) {
    if (!isSend(frame)) throw new Error('no send');
    const [to] = people.filter(({ accountId }) => accountId === frame.recipientId);
    const recipientId = new Uint8Array(16);
    writeUuid(recipientId, 0, to?.accountId ?? '');
    expect(foundIn(bytes, traits).map((found) => found.toString('hex'))).toEqual([
      Buffer.from(recipientId).toString('hex'),
    ]);
  }
  for (const { request } of live) {
    expect(request.headers.authorization).toBeUndefined();
    expect(foundIn(everythingOf(request), traits)).toEqual([]);
  }

  // On its disk a sealed message has no sender, and no id that one sent under in their name.
  const { envelopes, entries } = onDisk();
  const sealed = envelopes.filter(({ body }) => body[33] === 6);
  expect(sealed.length).toBeGreaterThanOrEqual(2);
  for (const { sender_ref, body } of sealed) {
    expect(sender_ref).toBe(0);
    expect(foundIn(body, traits)).toEqual([]);
    expect(Buffer.from(body.subarray(16, 33)).every((byte) => byte === 0)).toBe(true);
  }
  const keyOfId = (id: string): string => {
    const bytes = new Uint8Array(16);
    writeUuid(bytes, 0, id);
    return keyOf(bytes);
  };
  const idsOf = (wanted: boolean) =>
    new Set(
      sends
        .flat()
        .filter(({ isSealed, frame }) => isSealed === wanted && !frame.ephemeral)
        .map(({ frame }) => keyOfId(frame.clientMessageId)),
    );
  const bySender = (isNobody: boolean) =>
    entries.filter(({ sender }) => (sender === 0) === isNobody).map(({ key }) => key);
  expect(bySender(true).sort()).toEqual([...idsOf(true)].sort());
  expect(bySender(false).filter((key) => idsOf(true).has(key))).toEqual([]);
  expect(bySender(true).filter((key) => idsOf(false).has(key))).toEqual([]);

  expect(foundIn(Buffer.from(world.server.logLines.join('\n')), traits)).toEqual([]);
});
