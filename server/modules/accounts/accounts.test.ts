import { afterEach, expect, it } from 'vitest';
import { type Pair, startPair } from '../../testing/pair.ts';
import {
  call,
  createTestIdentity,
  proveNumber,
  register,
  testNumber,
} from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

let pair: Pair;
afterEach(() => pair.server.close());

it('answers alike for a number that is absent and one that is hidden', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const ask = async (number: string) => {
    const answer = await fetch(`${server.url}/v1/lookups/number`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: from.authorization },
      body: JSON.stringify({ number }),
    });
    const headers = [...answer.headers].filter(([name]) => name !== 'date');
    return { status: answer.status, headers, body: await answer.text() };
  };
  expect((await ask(to.number)).status).toBe(200);
  await call(server.url, 'setFindable', { findableByNumber: false }, to.authorization);
  const hidden = await ask(to.number);
  expect(hidden).toEqual(await ask(testNumber(99)));
  expect(JSON.parse(hidden.body)).toEqual({ code: 'recipient_not_found' });
});

it('gives a username with digits of its own choice, and frees it', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const { username } = await call(
    server.url,
    'setUsername',
    { name: 'aisyah' },
    from.authorization,
  );
  expect(username).toMatch(/^aisyah\.\d{2}$/);
  const { username: other } = await call(
    server.url,
    'setUsername',
    { name: 'aisyah' },
    to.authorization,
  );
  expect(other).not.toBe(username);
  const found = await call(
    server.url,
    'lookupUsername',
    { username: username ?? '' },
    to.authorization,
  );
  expect(found.accountId).toBe(from.accountId);
  await expect(
    call(server.url, 'setUsername', { name: 'bisik' }, from.authorization),
  ).rejects.toMatchObject({ code: 'username_taken' });
  await call(server.url, 'setUsername', { name: null }, from.authorization);
  await expect(
    call(server.url, 'lookupUsername', { username: username ?? '' }, to.authorization),
  ).rejects.toMatchObject({
    code: 'recipient_not_found',
  });
});

it('keeps the account of a device that proves itself, with a new token', async () => {
  pair = await startPair({ limits: { codeResendAfterMs: 0 } });
  const { server, to } = pair;
  const kept = await register(server, to.number, {
    identity: to.identity,
    authorization: to.authorization,
  });
  expect(kept.accountId).toBe(to.accountId);
  await expect(call(server.url, 'getAccount', {}, to.authorization)).rejects.toMatchObject({
    code: 'unauthorized',
  });
  const other = await register(server, to.number, { authorization: kept.authorization });
  expect(other.accountId).not.toBe(to.accountId);
});

it('limits how often an account may look for others', async () => {
  pair = await startPair({ rates: { lookupNumber: { account: { burst: 2, everyMs: 60_000 } } } });
  const { server, from, to } = pair;
  const look = (who: typeof from) =>
    call(server.url, 'lookupNumber', { number: to.number }, who.authorization);
  await look(from);
  await look(from);
  await expect(look(from)).rejects.toMatchObject({ code: 'rate_limited' });
  await look(to);
});

it('takes no key that the identity did not sign', async () => {
  pair = await startPair();
  const { server } = pair;
  const identity = createTestIdentity();
  const good = identity.deviceKeys();
  const strange = createTestIdentity().deviceKeys();
  const wrong = [
    { ...good, signingKey: strange.signingKey },
    { ...good, signedPreKey: strange.signedPreKey },
    {
      ...good,
      lastResortKyberPreKey: {
        ...good.lastResortKyberPreKey,
        publicKey: strange.lastResortKyberPreKey.publicKey,
      },
    },
    { ...good, kyberPreKeys: strange.kyberPreKeys },
    { ...good, preKeys: [{ keyId: 1, publicKey: Buffer.alloc(33).toString('base64') }] },
  ];
  for (const [index, device] of wrong.entries()) {
    await expect(
      register(server, testNumber(10 + index), { identity, device }),
    ).rejects.toMatchObject({ code: 'proof_invalid' });
  }
  const { signedPreKey, preKeys, kyberPreKeys } = strange;
  const add = (keys: object) =>
    call(
      server.url,
      'addKeys',
      { preKeys: [], kyberPreKeys: [], ...keys },
      pair.from.authorization,
    );
  await expect(add({ signedPreKey })).rejects.toMatchObject({ code: 'proof_invalid' });
  await expect(add({ kyberPreKeys })).rejects.toMatchObject({ code: 'proof_invalid' });
  await expect(
    add({ preKeys: preKeys.map((key) => ({ ...key, keyId: key.keyId + 500 })) }),
  ).resolves.toEqual({ preKeyCount: 6, kyberPreKeyCount: 2 });
});

it('says that the number had an account to who proved the number, and only while there was one', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock });
  const { server } = pair;
  const number = testNumber(7);
  const make = async (authorization?: string, identity = createTestIdentity()) => {
    const made = await call(
      server.url,
      'createAccount',
      {
        registrationToken: await proveNumber(server, number),
        identityKey: identity.identityKey,
        findableByNumber: true,
        device: identity.deviceKeys(),
      },
      authorization,
    );
    clock.advance(40 * 60_000);
    const own = `Bearer ${made.accountId}.${made.deviceId}.${made.token}`;
    return { own, identity, hadAccount: made.hadAccount };
  };
  const first = await make();
  expect(first.hadAccount).toBe(false);
  const second = await make();
  expect(second.hadAccount).toBe(true);
  // The same account goes on: nothing of it is gone.
  const renewed = await make(second.own, second.identity);
  expect(renewed.hadAccount).toBe(false);
  await call(server.url, 'deleteAccount', {}, renewed.own);
  expect((await make()).hadAccount).toBe(false);
  await expect(
    call(server.url, 'createAccount', {
      registrationToken: 'A'.repeat(43),
      identityKey: first.identity.identityKey,
      findableByNumber: true,
      device: first.identity.deviceKeys(),
    }),
  ).rejects.toMatchObject({ code: 'code_expired', details: undefined });
});
