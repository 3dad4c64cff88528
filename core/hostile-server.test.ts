import { afterEach, beforeEach, expect, test } from 'vitest';
import { chatSummarySchema } from '../contract/ipc/model.ts';
import { encodeServerFrame, parseServerFrame } from '../contract/wire/frames.ts';
import { toServerTime } from './connection/server-time.ts';
import { createHandClock } from './testing/hand-clock.ts';
import { type Person, startWorld, type World } from './testing/world.ts';

let world: World;
let badrul: Person;
const dayMs = 86_400_000;

beforeEach(async () => {
  world = await startWorld();
  badrul = await world.person('+60123456702', 'Badrul');
  await badrul.online();
});
afterEach(() => world.close());

const bendTime = (person: Person, acceptedAt: number): void => {
  person.network().onReceive = (bytes, pass) => {
    const frame = parseServerFrame(bytes);
    if (frame.kind === 'deliver') {
      const deliveries = frame.deliveries.map((one) => ({ ...one, acceptedAt }));
      pass(encodeServerFrame({ kind: 'deliver', deliveries }));
    } else pass(frame.kind === 'sent' ? encodeServerFrame({ ...frame, acceptedAt }) : bytes);
  };
};

test.each([Number.MAX_SAFE_INTEGER, 0])(
  'times that cannot be (%i) are not believed',
  { timeout: 60_000 },
  async (told) => {
    const aisyah = await world.person('+60123456701', 'Aisyah');
    bendTime(aisyah, told);
    bendTime(badrul, told);
    const { messageId } = await aisyah.send(await aisyah.chatWith(badrul), 'mula');
    await badrul.own().until(async () => (await badrul.textsFrom(aisyah)).length === 1);
    const own = await aisyah.own().until(async () => {
      const messages = await aisyah.messagesWith(badrul);
      return messages.find((one) => one.messageId === messageId && one.state !== 'queued');
    });
    expect(Math.abs(own.at - Date.now())).toBeLessThan(1.1 * dayMs);
    const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
    expect(chatSummarySchema.safeParse(chats[0]).success).toBe(true);
    expect(chats[0]?.activeAt).toBeLessThan(Date.now() + 1.1 * dayMs);
  },
);

test('a server’s time is kept where it can be', () => {
  const now = 1_800_000_000_000;
  expect(toServerTime(now - 5 * dayMs, now)).toBe(now - 5 * dayMs);
  expect(toServerTime(now + 3_600_000, now)).toBe(now + 3_600_000);
  expect(toServerTime(now + 5 * dayMs, now)).toBe(now + dayMs);
  expect(toServerTime(0, now)).toBe(now - 31 * dayMs);
  expect(toServerTime(0, now, now)).toBe(now - dayMs);
});

test('a server that asks to be left alone for ever is not asked without end', {
  timeout: 60_000,
}, async () => {
  const clock = createHandClock();
  await badrul.reopen({ clock });
  await badrul.online();
  let asked = 0;
  const network = badrul.network();
  const { request } = network;
  Object.assign(network, {
    request: async (wanted: Parameters<typeof request>[0]) => {
      if (!wanted.url.includes('/v1/server')) return request(wanted);
      asked++;
      return {
        status: 503,
        retryAfterMs: undefined,
        body: JSON.stringify({ code: 'unavailable', retryAfterMs: Number.MAX_SAFE_INTEGER }),
      };
    },
  });
  network.cut();
  // Its word comes with the try after the back-off, and holds for an hour at most.
  clock.forward(1_000);
  await badrul.own().until(async () => {
    const { problem } = await badrul.handlers().connection.get({});
    return problem?.code === 'unavailable';
  });
  clock.forward(3_590_000);
  expect(asked).toBe(1);
  clock.forward(10_000);
  expect(asked).toBe(2);
});

test('a server that always says that keys are low gets some once', {
  timeout: 60_000,
}, async () => {
  const clock = createHandClock();
  await badrul.reopen({ clock });
  await badrul.online();
  let uploads = 0;
  const network = badrul.network();
  const { request } = network;
  const body = JSON.stringify({ preKeyCount: 0, kyberPreKeyCount: 0 });
  Object.assign(network, {
    request: async (wanted: Parameters<typeof request>[0]) => {
      if (!wanted.url.endsWith('/v1/keys')) return request(wanted);
      if (wanted.method === 'PUT') uploads++;
      return { status: 200, retryAfterMs: undefined, body };
    },
  });
  const sayLow = (): void => {
    for (let frame = 0; frame < 50; frame++)
      network.inject(encodeServerFrame({ kind: 'keysLow', preKeyCount: 0, kyberPreKeyCount: 0 }));
  };
  sayLow();
  clock.forward(20_000);
  await badrul.own().until(() => uploads === 1);
  sayLow();
  clock.forward(15_000);
  // A call that takes its turn after whatever was begun.
  await badrul.handlers().account.setName({ name: 'Badrul' });
  await badrul.handlers().account.setUsername({ name: 'badrul' });
  expect(uploads).toBe(1);
});

test('a server that takes no one-time keys does not keep the signed one from changing', {
  timeout: 60_000,
}, async () => {
  const clock = createHandClock(8 * 86_400_000);
  await badrul.reopen({ clock });
  await badrul.online();
  let signed = 0;
  const network = badrul.network();
  const { request } = network;
  const low = JSON.stringify({ preKeyCount: 0, kyberPreKeyCount: 0 });
  Object.assign(network, {
    request: async (wanted: Parameters<typeof request>[0]) => {
      if (!wanted.url.endsWith('/v1/keys')) return request(wanted);
      if (wanted.method !== 'PUT') return { status: 200, retryAfterMs: undefined, body: low };
      if (!String(wanted.body).includes('"preKeys":[]'))
        return { status: 400, retryAfterMs: undefined, body: '{"code":"bad_request"}' };
      signed++;
      return { status: 200, retryAfterMs: undefined, body: low };
    },
  });
  clock.forward(20_000);
  network.inject(encodeServerFrame({ kind: 'keysLow', preKeyCount: 0, kyberPreKeyCount: 0 }));
  clock.forward(20_000);
  await badrul.own().until(() => signed > 0);
});
