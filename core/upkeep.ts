import { contentSchema } from '../contract/content/schema.ts';
import { isCodedError } from '../contract/errors/coded-error.ts';
import { bytesToUtf8 } from '../contract/utf8.ts';
import { limits } from '../contract/wire/limits.ts';
import type { KeyStock } from './account/key-stock.ts';
import { pruneOneTimeKeys, rotateKeys, topUpKeys } from './account/own-keys.ts';
import type { Api } from './connection/api.ts';
import type { Context } from './context.ts';
import type { Exclusive } from './platform/exclusive.ts';
import type { Unsubscribe } from './platform/types.ts';
import { noChanges, noteMessages, publish } from './publish.ts';

/** What is done from time to time: keys, messages that nobody confirmed, ids that need not be remembered. */
export interface Upkeep {
  /** Connected: published keys are checked. */
  readonly onUp: () => void;
  readonly onKeysLow: () => void;
  readonly close: () => void;
}

/** The list is on the screen by then. */
const beginAfterMs = 2_000;
const everyMs = 3_600_000;
const rememberIdsMs = 60 * 86_400_000;
const expireCount = 500;
const betweenChecksMs = 20_000;
const verifyAfterMs = 10_000;

const readText = (raw: Uint8Array): string | undefined => {
  try {
    const parsed = contentSchema.safeParse(JSON.parse(bytesToUtf8(raw)));
    return parsed.success && parsed.data.kind === 'text' ? parsed.data.text : undefined;
  } catch {
    return undefined;
  }
};

/** Begins with the sweeps once the start is over. `api` throws while there is no account. */
export const startUpkeep = (
  context: Context,
  options: {
    readonly api: () => Api;
    readonly exclusive: Exclusive;
    /** What the server has of this device's keys. */
    readonly onCounted: KeyStock['counted'];
  },
): Upkeep => {
  const { store, clock } = context;
  let stopTimer: Unsubscribe = () => undefined;

  const expire = (): void => {
    const changes = noChanges();
    let expired: number;
    do {
      const messages = store.messages.expireUndelivered(
        clock.now() - limits.envelopeLifetimeMs,
        expireCount,
      );
      noteMessages(changes, messages);
      expired = messages.length;
    } while (expired === expireCount);
    publish(context, changes);
  };

  const guarded = (where: string, work: () => Promise<void> | void): void => {
    options
      .exclusive(async () => work())
      .catch((error: unknown) => {
        // Offline or a server that has no time: the next round does it.
        if (!(isCodedError(error) && (error.code === 'offline' || error.code === 'rate_limited')))
          context.onUnexpected(where, error);
      });
  };

  /** What a former version kept as unknown and this one can read. */
  const reveal = (): void => {
    const changes = noChanges();
    let after = 0;
    for (;;) {
      const found = store.messages.unknown(after, expireCount);
      for (const { message, raw } of found) {
        after = message.order;
        const text = readText(raw);
        const revealed =
          text === undefined ? null : store.messages.reveal(message.order, { kind: 'text', text });
        if (revealed) noteMessages(changes, [revealed]);
      }
      if (found.length < expireCount) break;
    }
    publish(context, changes);
  };

  const sweep = (): void => {
    stopTimer = clock.after(everyMs, sweep);
    guarded('sweep', () => {
      expire();
      store.inbox.forget(clock.now() - rememberIdsMs);
      store.sync.forget(clock.now() - limits.envelopeLifetimeMs);
    });
  };
  stopTimer = clock.after(beginAfterMs, () => {
    sweep();
    guarded('unknown messages', reveal);
  });

  // The whole file is read once, when the start is over.
  const verifying = new AbortController();
  const stopVerify = clock.after(verifyAfterMs, () => {
    store
      .verify({ signal: verifying.signal })
      .catch((error: unknown) => context.onUnexpected('verify', error));
  });

  let checking = false;
  let stopAgain: Unsubscribe = () => undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;

  const lookAtKeys = async (): Promise<void> => {
    const api = options.api();
    // First, since what keeps one-time keys from being taken must not keep a signed one for ever.
    await rotateKeys(store, api, clock.now());
    let left = await api('countKeys', {});
    const { preKeysLowCount } = limits;
    if (left.preKeyCount < preKeysLowCount || left.kyberPreKeyCount < preKeysLowCount) {
      await topUpKeys(store, api, clock.now());
      left = await api('countKeys', {});
    }
    pruneOneTimeKeys(store, left, clock.now());
    options.onCounted(left);
  };
  /** A server that goes on saying that keys are low does not make this device fill its disk with them. */
  const checkKeys = (): void => {
    if (checking) return;
    checking = true;
    const waitMs = Math.max(0, checkedAt + betweenChecksMs - clock.now());
    stopAgain = clock.after(Math.min(waitMs, betweenChecksMs), () => {
      checking = false;
      checkedAt = clock.now();
      guarded('keys', lookAtKeys);
    });
  };

  return {
    onUp: checkKeys,
    onKeysLow: checkKeys,
    close: () => {
      stopAgain();
      stopTimer();
      stopVerify();
      verifying.abort();
    },
  };
};
