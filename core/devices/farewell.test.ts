import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import { limits } from '../../contract/wire/limits.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { makeFarewell, type NamedDevice, readFarewell } from './farewell.ts';
import { openFromOwn, sealForOwn } from './sync-key.ts';

const random = createNodeRandom();
const secret = { accountId: random.uuid(), key: random.bytes(32) };
const identity = IdentityKeyPair.generate();
const device = (pair = identity) => ({
  keyPair: pair.serialize(),
  registrationId: 1,
  signingKey: random.bytes(32),
});
const keyOf = ({ signingKey }: { signingKey: Uint8Array }) =>
  toBase64(signingPublicKey(signingKey));
const [laptop, desktop] = [device(), device()];
const said = { by: 'Laptop', at: 1_000 };
const lost: NamedDevice = { deviceId: 2, signingKey: keyOf(desktop) };
const farewell = makeFarewell(secret, laptop, lost, said, random);
const wipes = (given: string, own = lost, under = secret) =>
  readFarewell(under, identity.publicKey, own, given) !== null;

/** The same, its content changed by one who has the sync key. */
const resealed = (change: (content: Record<string, string>) => unknown): string => {
  const opened = openFromOwn(secret, 'farewell', lost.signingKey, fromBase64(farewell));
  const content = JSON.parse(Buffer.from(opened ?? []).toString());
  const changed = new Uint8Array(Buffer.from(JSON.stringify(change(content))));
  return toBase64(sealForOwn(secret, 'farewell', lost.signingKey, changed, random));
};

describe('a farewell', () => {
  it('wipes the device that it names, and fits where it is kept', () => {
    expect(wipes(farewell)).toBe(true);
    expect(readFarewell(secret, identity.publicKey, lost, farewell)).toEqual({
      ...said,
      signer: keyOf(laptop),
    });
    const unnamed = makeFarewell(secret, laptop, lost, { by: null, at: 1_000 }, random);
    expect(readFarewell(secret, identity.publicKey, lost, unnamed)).toEqual({
      by: null,
      at: 1_000,
      signer: keyOf(laptop),
    });
    expect(fromBase64(farewell).length).toBeLessThan(limits.maxFarewellBytes);
  });

  it('is nobody else’s: another device, another registration of the same, another account', () => {
    expect(wipes(farewell, { ...lost, deviceId: 3 })).toBe(false);
    expect(wipes(farewell, { ...lost, signingKey: keyOf(device()) })).toBe(false);
    expect(wipes(farewell, lost, { ...secret, accountId: random.uuid() })).toBe(false);
    const earlier = { ...lost, signingKey: keyOf(device()) };
    expect(wipes(makeFarewell(secret, laptop, earlier, said, random))).toBe(false);
    expect(wipes(makeFarewell(secret, laptop, { ...lost, deviceId: 3 }, said, random))).toBe(false);
  });

  it('cannot be made without the sync key', () => {
    const guessed = { ...secret, key: random.bytes(32) };
    expect(wipes(makeFarewell(guessed, laptop, lost, said, random))).toBe(false);
  });

  it('cannot be made without a device that the identity certified', () => {
    const stranger = device(IdentityKeyPair.generate());
    expect(wipes(makeFarewell(secret, stranger, lost, said, random))).toBe(false);
    const byStranger = keyOf(stranger);
    expect(wipes(resealed((content) => ({ ...content, signer: byStranger })))).toBe(false);
  });

  it('is not said by the device itself', () => {
    expect(wipes(makeFarewell(secret, desktop, lost, said, random))).toBe(false);
  });

  it('is refused when it says anything else than what was signed, or is none', () => {
    expect(wipes(resealed((content) => content))).toBe(true);
    const changes: readonly ((content: Record<string, string>) => unknown)[] = [
      (content) => ({ ...content, statement: content.statement?.replace('1000', '1001') }),
      (content) => ({ ...content, statement: 'x' }),
      (content) => ({ ...content, signature: toBase64(random.bytes(64)) }),
      (content) => ({ ...content, certificate: content.signature }),
      () => null,
      () => [],
    ];
    for (const change of changes) expect(wipes(resealed(change))).toBe(false);
    for (const none of ['', 'AAAA', toBase64(random.bytes(500))]) expect(wipes(none)).toBe(false);
  });
});
