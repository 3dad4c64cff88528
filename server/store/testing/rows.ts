import { createHash, randomBytes } from 'node:crypto';
import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import { randomUuid } from '../../platform/random.ts';
import type { Device, Route, Store, StoredSend } from '../types.ts';

const random = (count: number) => new Uint8Array(randomBytes(count));
export const bytes = random;
export const base64 = (count: number): string => randomBytes(count).toString('base64');
export const hashOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

/** Keys that look like a device's; the store does not check signatures. */
export const fakeDeviceKeys = (over: Partial<DeviceKeys> = {}): DeviceKeys => ({
  registrationId: 100,
  signingKey: base64(32),
  signingKeySignature: base64(64),
  signedPreKey: { keyId: 1, publicKey: base64(33), signature: base64(64) },
  lastResortKyberPreKey: { keyId: 9, publicKey: base64(60), signature: base64(64) },
  preKeys: [1, 2, 3].map((keyId) => ({ keyId, publicKey: base64(33) })),
  kyberPreKeys: [1, 2].map((keyId) => ({ keyId, publicKey: base64(60), signature: base64(64) })),
  ...over,
});

export interface AddAccount {
  readonly number?: string;
  readonly identityKey?: string;
  readonly device?: DeviceKeys;
  readonly findable?: boolean;
  readonly proof?: Device;
  /** What its token is the hash of; another each time if not given. */
  readonly token?: string;
  readonly formerTokensUntil?: number;
}

let lastNumber = 0;

/** Takes a number through registration and makes its account. */
export const addAccount = async (store: Store, options: AddAccount = {}) => {
  const number = options.number ?? `+6012345${String(++lastNumber).padStart(4, '0')}`;
  const id = randomUuid(random);
  const token = hashOf(id);
  await store.registrations.add({
    id,
    number,
    codeHash: hashOf('code'),
    tries: 5,
    expiresAt: 1_000,
  });
  await store.registrations.prove(id, token, 1_000);
  const identityKey = options.identityKey ?? base64(33);
  const created = await store.accounts.create({
    registrationTokenHash: token,
    now: 10,
    accountId: randomUuid(random),
    identityKey,
    findableByNumber: options.findable ?? true,
    device: options.device ?? fakeDeviceKeys(),
    tokenHash: hashOf(options.token ?? `token of ${id}`),
    formerTokensUntil: options.formerTokensUntil ?? 2_000,
    proof: options.proof ?? null,
  });
  if (created.kind !== 'created') throw new Error('the registration had expired');
  return { ...created, number, identityKey };
};

/** One envelope from a device to the first device of a route. */
export const sendOf = (
  from: Device,
  to: Device,
  seq: number,
  over: Partial<StoredSend> = {},
): StoredSend => ({
  sender: from.deviceRef,
  clientMessageId: random(16),
  acceptedAt: 1_000 + seq,
  envelopes: [{ deviceRef: to.deviceRef, seq, body: random(100) }],
  ...over,
});

export const routeOf = async (store: Store, accountId: string): Promise<Route | undefined> =>
  (await store.relay.routes([accountId]))[0];

export const waitingOf = (store: Store, device: Device, afterSeq = 0) =>
  store.relay.waiting(device.deviceRef, afterSeq, 1_000, 10_000_000);
