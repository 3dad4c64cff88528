import * as z from 'zod/mini';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { createWorker } from '../platform/worker.ts';
import { profileMarks } from '../profile/forget.ts';
import { tokenHashOf } from '../profile/sealing.ts';
import type { Giver } from './giver.ts';
import type { Secrets } from './secrets.ts';
import type { Viewers } from './viewers.ts';

/** Whether the server asks others for a token before they may write. */
export interface Delivery {
  /** Brings the server in line with the setting and the secret; after either changed, and when the connection stands. */
  readonly work: () => void;
  /** SHA-256 of the token that is asked for, base64; null: everybody may write. */
  readonly wanted: () => string | null;
  readonly close: () => void;
}

const metaName = profileMarks.applied;
const appliedSchema = z.nullable(z.string());
const pauseMs = 15_000;

/** Over the account's secret. */
export const createDelivery = (
  context: Context,
  options: {
    readonly api: () => Api;
    readonly isUp: () => boolean;
    readonly isReady: () => boolean;
    readonly viewers: Viewers;
    readonly secrets: Secrets;
    readonly giver: Pick<Giver, 'giveAll'>;
  },
): Delivery => {
  const { store, clock } = context;
  const { secrets, giver } = options;
  const isAsked = (): boolean =>
    options.viewers.audience('privacy.whoCanWrite').audience !== 'everyone';
  const wanted = (): string | null => {
    const token = isAsked() ? secrets.present('delivery') : null;
    return token && toBase64(tokenHashOf(token));
  };
  const applied = (): string | null =>
    appliedSchema.safeParse(store.meta.get(metaName)).data ?? null;

  const step = async (): Promise<void> => {
    if (isAsked() && secrets.present('delivery') === null)
      store.transaction(() => secrets.renew('delivery'));
    const now = wanted();
    if (now === applied()) return;
    // From everybody to some: they are given the token before it is asked for. One that takes another's place is asked for at once.
    if (applied() === null && secrets.isOwn('delivery')) await giver.giveAll();
    const last = wanted();
    await options.api()('setDelivery', { tokenHash: last });
    store.meta.set(metaName, last);
  };
  const worker = createWorker({
    clock,
    pauseMs,
    isReady: () => options.isUp() && options.isReady(),
    work: step,
    onUnexpected: (error) => context.onUnexpected('delivery', error),
  });
  return { work: worker.wake, wanted, close: worker.close };
};
