import type { SignedOutReason } from '../../contract/wire/signed-out.ts';

/** What the programs of one server tell each other. Everything that matters is in the store already. */
export interface BusMessage {
  readonly kind: 'envelopes' | 'ephemeral' | 'keys' | 'revoked' | 'account_changed';
  /** `envelopes`: what was just stored, as a hint that spares a look; the receiver may do without. `ephemeral`: the content. */
  readonly deliveries?: readonly { readonly seq: number; readonly body: Uint8Array }[];
  /** `envelopes`: the device's sequence number before the first of `deliveries`. */
  readonly previousSeq?: number;
  /** `keys`: how many one-time keys are left. */
  readonly counts?: { readonly preKeyCount: number; readonly kyberPreKeyCount: number };
  /** `revoked`: why the device's token is worth nothing any more. */
  readonly reason?: SignedOutReason;
  /** `account_changed`: whose devices are others now; absent: anything about any account may have changed. */
  readonly accountId?: string;
}

/**
 * Wakes and routes. A message may be lost, never changed: whoever listens also looks into the store from time to time,
 * so that a loss delays and nothing more. Messages of one publisher on one topic arrive in order.
 */
export interface Bus {
  readonly publish: (topic: string, message: BusMessage) => void;
  /** Resolves once messages published from now on arrive. The listener must not throw. */
  readonly subscribe: (
    topic: string,
    listener: (message: BusMessage) => void,
  ) => Promise<() => void>;
  readonly close: () => Promise<void>;
}

export const deviceTopic = (deviceRef: number): string => `device.${deviceRef}`;

/** Accounts whose devices changed or that are no more. */
export const accountsTopic = 'accounts';
