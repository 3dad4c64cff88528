import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeContent, pad } from '../../contract/content/codec.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import type { Delivery } from '../../contract/wire/frames.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import { makeAccountKeys } from '../account/own-keys.ts';
import { loadAccount } from '../account/stored.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { createSessionUnit } from '../crypto/session-unit.ts';
import { createNodeClock } from '../platform/node-clock.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { openStore } from '../store/index.ts';
import { workInStore } from './work-in-store.ts';
import type { Person } from './world.ts';

/** A delivery as a hostile server may make it up. */
export const delivery = (
  seq: number,
  from: { readonly senderId: string; readonly senderDeviceId?: number },
  content: Uint8Array,
  type: 2 | 3 | 8 = 2,
): Delivery => ({
  seq,
  acceptedAt: Date.now(),
  senderDeviceId: 1,
  type,
  content,
  ...from,
});

/** A content that no version of Bisik would make. */
export const jsonContent = (value: unknown): Uint8Array => pad(utf8ToBytes(JSON.stringify(value)));

/** Deliveries with whatever content, truly encrypted by a person whose messenger is closed meanwhile. */
export const encryptedBy = async (
  person: Person,
  to: Person,
  contents: readonly Uint8Array[],
): Promise<readonly Delivery[]> => {
  const deliveries: Delivery[] = [];
  await workInStore(person, async (store) => {
    const identity = store.keys.identity();
    if (!identity) throw new Error('no keys');
    const account = loadAccount(store.meta);
    const senderDeviceId = account.phase === 'ready' ? account.deviceId : 1;
    const base = createKeyBase({
      keys: store.keys,
      own: { accountId: person.accountId, deviceId: senderDeviceId },
      ...identity,
    });
    const unit = createSessionUnit(base, Date.now());
    for (const [index, content] of contents.entries()) {
      const envelope = await unit.encrypt(
        { accountId: to.accountId, deviceId: 1 },
        new Uint8Array(content),
      );
      if (!envelope) throw new Error('no session');
      deliveries.push(
        delivery(
          4_000_000 + index,
          { senderId: person.accountId, senderDeviceId },
          envelope.content,
          envelope.type,
        ),
      );
    }
    store.transaction(() => unit.write(Date.now()));
  });
  return deliveries;
};

/** Texts to `to` in the name of `as`, truly encrypted, but under an identity made up here. */
export const forgedAs = async (
  as: Person,
  to: Person,
  bundles: KeyBundles,
  texts: readonly string[],
): Promise<readonly Delivery[]> => {
  const random = createNodeRandom();
  const folder = mkdtempSync(join(tmpdir(), 'bisik-core-'));
  const { store } = await openStore({
    file: join(folder, 'forger.db'),
    key: random.bytes(32),
    clock: createNodeClock(),
  });
  if (!store) throw new Error('no store');
  makeAccountKeys(store, random, Date.now());
  const identity = store.keys.identity();
  if (!identity) throw new Error('no keys');
  const own = { accountId: as.accountId, deviceId: 1 };
  const unit = createSessionUnit(createKeyBase({ keys: store.keys, own, ...identity }), Date.now());
  await unit.begin(bundles);
  const deliveries: Delivery[] = [];
  for (const [index, text] of texts.entries()) {
    const content = encodeContent({
      v: 1,
      kind: 'text',
      messageId: random.uuid(),
      sentAt: Date.now(),
      text,
    });
    const envelope = await unit.encrypt(
      { accountId: to.accountId, deviceId: 1 },
      new Uint8Array(content),
    );
    if (!envelope) throw new Error('no session');
    deliveries.push(
      delivery(5_000_000 + index, { senderId: as.accountId }, envelope.content, envelope.type),
    );
  }
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return deliveries;
};
