import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublicKey } from '@signalapp/libsignal-client';
import { decodeContent, encodeContent } from '../../contract/content/codec.ts';
import type { Content } from '../../contract/content/schema.ts';
import type { Delivery, SendFrame } from '../../contract/wire/frames.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import { makeAccountKeys } from '../account/own-keys.ts';
import { toBytes } from '../crypto/bytes.ts';
import { createKeyBase } from '../crypto/key-base.ts';
import { createSessionUnit } from '../crypto/session-unit.ts';
import { toCode } from '../encryption/code.ts';
import { createSafetyNumbers } from '../encryption/safety-number.ts';
import { createNodeClock } from '../platform/node-clock.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { openStore } from '../store/index.ts';
import { delivery } from './hostile-sender.ts';
import type { Person } from './world.ts';

/** Whoever has keys of their own for somebody's account: that person after they made new ones, or a server that lies. */
export interface Impostor {
  /** As the server gives them out. */
  readonly bundles: KeyBundles;
  /** The keys of the one whom they write to. */
  readonly meet: (bundles: KeyBundles) => Promise<void>;
  readonly write: (contents: readonly Content[]) => Promise<readonly Delivery[]>;
  readonly writeTexts: (texts: readonly string[]) => Promise<readonly Delivery[]>;
  /** What a frame to the account says to these keys; null where it does not open with them. */
  readonly open: (frame: SendFrame) => Promise<Content | null>;
  /** The code that they show to this person, to be scanned. */
  readonly codeFor: (viewer: Person) => Promise<string>;
  readonly close: () => Promise<void>;
}

let seq = 5_000_000;

/** In the name of `as`, to one device of `to`. */
export const createImpostor = async (as: Person, to: Person, toDeviceId = 1): Promise<Impostor> => {
  const random = createNodeRandom();
  const folder = mkdtempSync(join(tmpdir(), 'bisik-core-'));
  const file = join(folder, 'impostor.db');
  const { store } = await openStore({ file, key: random.bytes(32), clock: createNodeClock() });
  if (!store) throw new Error('no store');
  const made = makeAccountKeys(store, random, Date.now());
  const identity = store.keys.identity();
  if (!identity) throw new Error('no keys');
  const own = { accountId: as.accountId, deviceId: 1 };
  const base = createKeyBase({ keys: store.keys, own, ...identity });
  const peer = { accountId: to.accountId, deviceId: toDeviceId };
  const { registrationId, signedPreKey, lastResortKyberPreKey } = made.device;

  const within = async <T>(work: (unit: ReturnType<typeof createSessionUnit>) => Promise<T>) => {
    const unit = createSessionUnit(base, Date.now());
    const result = await work(unit);
    store.transaction(() => unit.write(Date.now()));
    unit.keep();
    return result;
  };
  const write: Impostor['write'] = (contents) =>
    within(async (unit) => {
      const deliveries: Delivery[] = [];
      for (const content of contents) {
        const envelope = await unit.encrypt(peer, new Uint8Array(encodeContent(content)));
        if (!envelope) throw new Error('no session');
        deliveries.push(
          delivery(seq++, { senderId: as.accountId }, envelope.content, envelope.type),
        );
      }
      return deliveries;
    });

  return {
    bundles: {
      accountId: as.accountId,
      identityKey: made.identityKey,
      devices: [
        {
          deviceId: 1,
          registrationId,
          signedPreKey,
          preKey: null,
          kyberPreKey: lastResortKyberPreKey,
        },
      ],
    },
    meet: (bundles) => within((unit) => unit.begin(bundles)),
    write,
    writeTexts: (texts) =>
      write(
        texts.map((text) => ({
          v: 1,
          kind: 'text',
          messageId: random.uuid(),
          sentAt: Date.now(),
          text,
        })),
      ),
    open: (frame) =>
      within(async (unit) => {
        const [envelope] = frame.envelopes;
        if (!envelope) return null;
        const opened = await unit.decrypt(peer, envelope.type, envelope.content);
        if (opened.kind !== 'plaintext') return null;
        const decoded = decodeContent(opened.padded);
        return decoded.known ? decoded.content : null;
      }),
    codeFor: async (viewer) => {
      const known = store.keys.peerIdentity(viewer.accountId);
      if (!known) throw new Error('not met');
      const { scannable } = createSafetyNumbers()(
        {
          accountId: as.accountId,
          identityKey: PublicKey.deserialize(toBytes(Buffer.from(made.identityKey, 'base64'))),
        },
        {
          accountId: viewer.accountId,
          identityKey: PublicKey.deserialize(toBytes(known.identityKey)),
        },
      );
      return toCode(scannable);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
