import { IdentityKeyPair, PublicKey } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';
import type { LinkingCode } from '../../contract/linking/code.ts';
import {
  mostSigningKeys,
  type Provision,
  provisionBinding,
} from '../../contract/linking/provision.ts';
import { limits } from '../../contract/wire/limits.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { generateLinkingKeys, openProvision, sealProvision } from './provisioning.ts';

const random = createNodeRandom();
const keys = generateLinkingKeys();
const code: LinkingCode = {
  mailboxId: random.uuid(),
  publicKey: keys.publicKey,
  secret: random.bytes(32),
  serverKeyHash: random.bytes(32),
  deviceName: 'Linux computer',
};
const identity = IdentityKeyPair.generate();
const provision: Provision = {
  v: 1,
  accountId: random.uuid(),
  number: '+60123456701',
  name: '龍'.repeat(80),
  identityKeyPair: toBase64(identity.serialize()),
  syncKey: toBase64(random.bytes(32)),
  ticket: 'a'.repeat(43),
  deviceId: 1,
  history: { transferId: random.uuid(), key: toBase64(random.bytes(32)), maxOrder: 2 ** 48 },
  manifest: { version: 2 ** 48, hash: 'f'.repeat(64) },
  signingKeys: Array.from({ length: mostSigningKeys }, (_, at) => [
    (at % 127) + 1,
    toBase64(random.bytes(32)),
  ]),
};
const sealed = sealProvision(code, provision);
const refused = expect.objectContaining({ code: 'proof_invalid' });
const opening =
  (given: string, by: LinkingCode = code, withKeys = keys) =>
  () =>
    openProvision(by, withKeys, given);

describe('the provisioning message', () => {
  it('opens for the app that showed the code, and fits its mailbox', () => {
    const opened = openProvision(code, keys, sealed);
    expect(opened.provision).toEqual(provision);
    expect(opened.identity.publicKey.equals(identity.publicKey)).toBe(true);
    expect(fromBase64(sealed).length).toBeLessThan(limits.maxSealedLinkBytes);
  });

  it('opens for no other key', () => {
    expect(opening(sealed, code, generateLinkingKeys())).toThrow(refused);
  });

  it('opens for nobody who reads the code otherwise in any part', () => {
    const others: readonly LinkingCode[] = [
      { ...code, mailboxId: random.uuid() },
      { ...code, secret: random.bytes(32) },
      { ...code, serverKeyHash: random.bytes(32) },
      { ...code, deviceName: 'Linux Computer' },
    ];
    for (const other of others) expect(opening(sealed, other)).toThrow(refused);
  });

  it('cannot be made by who has the public key and not the secret', () => {
    const guessed = { ...code, secret: new Uint8Array(32) };
    expect(opening(sealProvision(guessed, provision))).toThrow(refused);
    const content = new TextEncoder().encode(JSON.stringify(provision));
    const key = PublicKey.deserialize(keys.publicKey);
    for (const also of [undefined, provisionBinding(code)])
      expect(opening(toBase64(key.seal(content, 'bisik-link-v1', also)))).toThrow(refused);
  });

  it('does not open once a byte is another, or when it is cut', () => {
    const bytes = fromBase64(sealed);
    for (let at = 0; at < bytes.length; at++) {
      const bent = bytes.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(opening(toBase64(bent))).toThrow(refused);
    }
    for (const length of [0, 1, 32, 33, bytes.length - 1])
      expect(opening(toBase64(bytes.subarray(0, length)))).toThrow(refused);
  });

  it('is refused when what is inside is none, though truly sealed', () => {
    const wrong: readonly unknown[] = [
      null,
      [],
      { ...provision, v: 2 },
      { ...provision, name: '' },
      { ...provision, ticket: 'x' },
      { ...provision, deviceId: 0 },
      { ...provision, identityKeyPair: toBase64(random.bytes(60)) },
      { ...provision, identityKeyPair: toBase64(mixed()) },
      { ...provision, history: { ...provision.history, maxOrder: -1 } },
    ];
    for (const content of wrong)
      expect(opening(sealProvision(code, content as Provision))).toThrow(refused);
  });

  it('is not sealed to what is no key', () => {
    const noKey = { ...code, publicKey: new Uint8Array(33) };
    expect(() => sealProvision(noKey, provision)).toThrow(
      expect.objectContaining({ code: 'link_code_invalid' }),
    );
  });
});

/** A pair whose halves belong to different keys. */
const mixed = (): Uint8Array =>
  new IdentityKeyPair(identity.publicKey, IdentityKeyPair.generate().privateKey).serialize();
