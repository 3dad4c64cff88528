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

/** Whether the server asks others for a token before they may write, and with which they may write sealed. */
export interface Delivery {
  /** Brings the server in line with the setting and the secret; after either changed, and when the connection stands. */
  readonly work: () => void;
  /** SHA-256 of the token that is asked for, base64; null: everybody may write. */
  readonly wanted: () => string | null;
  /** Whether the server asks for that by now. */
  readonly isApplied: () => boolean;
  readonly close: () => void;
}

const metaName = profileMarks.applied;
const sealedMetaName = profileMarks.appliedSealed;
const appliedSchema = z.nullable(z.string());
const pauseMs = 15_000;

/** Over the account's secret. */
export const createDelivery = (
  context: Context,
  options: {
    readonly api: () => Api;
    readonly isUp: () => boolean;
    readonly isReady: () => boolean;
    /** Whether it is known what sealed messages lead to: none is asked for before. */
    readonly canUnseal: () => boolean;
    readonly viewers: Viewers;
    readonly secrets: Secrets;
    readonly giver: Pick<Giver, 'giveAll'>;
  },
): Delivery => {
  const { store, clock } = context;
  const { secrets, giver } = options;
  const isAsked = (): boolean =>
    options.viewers.audience('privacy.whoCanWrite').audience !== 'everyone';
  const hashIf = (is: boolean): string | null => {
    const token = is ? secrets.present('delivery') : null;
    return token && toBase64(tokenHashOf(token));
  };
  const wanted = (): string | null => hashIf(isAsked());
  const wantedSealed = (): string | null => hashIf(options.canUnseal());
  const appliedAs = (name: string): string | null =>
    appliedSchema.safeParse(store.meta.get(name)).data ?? null;
  const applied = (): string | null => appliedAs(metaName);

  const step = async (): Promise<void> => {
    if (secrets.present('delivery') === null) store.transaction(() => secrets.renew('delivery'));
    const now = wanted();
    if (now === applied() && wantedSealed() === appliedAs(sealedMetaName)) return;
    // From everybody to some: they are given the token before it is asked for. One that takes another's place is asked for at once.
    if (now !== null && applied() === null && secrets.isOwn('delivery')) await giver.giveAll();
    const [last, lastSealed] = [wanted(), wantedSealed()];
    await options.api()('setDelivery', { tokenHash: last, sealedHash: lastSealed });
    store.transaction(() => {
      store.meta.set(metaName, last);
      store.meta.set(sealedMetaName, lastSealed);
    });
  };
  const worker = createWorker({
    clock,
    pauseMs,
    isReady: () => options.isUp() && options.isReady(),
    work: step,
    onUnexpected: (error) => context.onUnexpected('delivery', error),
  });
  return {
    work: worker.wake,
    wanted,
    isApplied: () => wanted() === applied(),
    close: worker.close,
  };
};
