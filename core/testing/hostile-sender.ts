import { padContent } from '../../contract/content/codec.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import type { Delivery, EnvelopeType } from '../../contract/wire/frames.ts';
import { loadAccount } from '../account/stored.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { createSessionUnit } from '../crypto/session-unit.ts';
import { workInStore } from './work-in-store.ts';
import type { Person } from './world.ts';

/** A delivery as a hostile server may make it up. */
export const delivery = (
  seq: number,
  from: { readonly senderId: string; readonly senderDeviceId?: number },
  content: Uint8Array,
  type: EnvelopeType = 2,
): Delivery => ({
  seq,
  acceptedAt: Date.now(),
  senderDeviceId: 1,
  type,
  content,
  ...from,
});

/** A content that no version of Bisik would make. */
export const jsonContent = (value: unknown): Uint8Array =>
  padContent(utf8ToBytes(JSON.stringify(value)));

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
