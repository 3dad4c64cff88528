import { CodedError } from '../../contract/errors/coded-error.ts';
import type { KeyStockState } from '../../contract/ipc/encryption/own.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { filledAt } from './own-keys.ts';

/** What the server has of this device's pre-keys, as it said last. */
export interface KeyStock {
  readonly counted: (left: EndpointResponse<Endpoints['countKeys']>) => void;
  /** Asks the server. Rejects with `not_registered`, or as `Api` does. */
  readonly count: () => Promise<void>;
  /** Null before it was asked. */
  readonly state: () => KeyStockState | null;
}

/** Over the account that `api` speaks for. */
export const createKeyStock = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  options: {
    /** Null without an account. */
    readonly ownAccountId: () => string | null;
    readonly api: () => Api;
    readonly onChanged: () => void;
  },
): KeyStock => {
  let last: { readonly of: string; readonly state: KeyStockState } | null = null;

  const counted: KeyStock['counted'] = ({ preKeyCount, kyberPreKeyCount, ...left }) => {
    const of = options.ownAccountId();
    if (of === null) return;
    const { lastResortKyberKeyId: keyId } = left;
    const newest = store.keys.newestPreKey('kyber');
    const earlier = keyId === undefined ? null : store.keys.preKey('kyber', keyId);
    const known = newest?.keyId === keyId ? 'newest' : earlier?.lastResort ? 'earlier' : 'not_ours';
    last = {
      of,
      state: {
        countedAt: clock.now(),
        oneTime: preKeyCount,
        oneTimePq: kyberPreKeyCount,
        lastResort: keyId === undefined ? null : known,
        lastResortAt: newest?.createdAt ?? null,
        filledAt: filledAt(store),
      },
    };
    options.onChanged();
  };
  return {
    counted,
    count: async () => {
      if (options.ownAccountId() === null) throw new CodedError('not_registered');
      counted(await options.api()('countKeys', {}));
    },
    state: () => (last && last.of === options.ownAccountId() ? last.state : null),
  };
};
