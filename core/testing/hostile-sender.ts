import type { Delivery } from '../../contract/wire/frames.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { createSessionUnit } from '../crypto/session-unit.ts';
import { createNodeClock } from '../platform/node-clock.ts';
import { openStore } from '../store/index.ts';
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

/** Deliveries with whatever content, truly encrypted by a person whose messenger is closed meanwhile. */
export const encryptedBy = async (
  person: Person,
  to: Person,
  contents: readonly Uint8Array[],
): Promise<readonly Delivery[]> => {
  const deliveries: Delivery[] = [];
  await person.whileClosed(async ({ file, key }) => {
    const { store } = await openStore({ file, key, clock: createNodeClock() });
    const identity = store?.keys.identity();
    if (!store || !identity) throw new Error('no keys');
    const base = createKeyBase({
      keys: store.keys,
      own: { accountId: person.accountId, deviceId: 1 },
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
          { senderId: person.accountId },
          envelope.content,
          envelope.type,
        ),
      );
    }
    store.transaction(() => unit.write(Date.now()));
    await store.close();
  });
  return deliveries;
};
