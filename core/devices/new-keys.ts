import { IdentityKeyPair } from '@signalapp/libsignal-client';
import * as z from 'zod/mini';
import {
  CodedError,
  type ErrorBody,
  isCodedError,
  toErrorBody,
} from '../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../contract/errors/table.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import { deviceEndpoints, newKeysBytes } from '../../contract/wire/devices.ts';
import type { Account } from '../account/account.ts';
import { type PreparedKeys, prepareNewKeys, takePreparedKeys } from '../account/own-keys.ts';
import type { ReadyAccount } from '../account/stored.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64, toBytes } from '../crypto/bytes.ts';
import { isCertified } from '../crypto/certified.ts';
import { keepFormerKey } from '../key-log/former-keys.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { forgetKnownDevices } from './device-news.ts';
import { sealDeviceName } from './names.ts';
import { saveSyncKey, syncKeyBytes } from './sync-key.ts';

/** Another identity for the account, of which this device is then the only one: a computer that was lost has the former. */
export interface NewKeys {
  readonly state: () => DevicesState['newKeys'];
  /**
   * Whether it is not known which keys the server has: nothing is sent or taken until it is. After a crash, or an answer that was
   * lost, the same is asked for again with each connection.
   */
  readonly isUnsettled: () => boolean;
  /**
   * Makes them. Resolves when they are in force, or when the answer was lost (`waiting`). Rejects when nothing changed, with what
   * `Api` says or `keys_not_taken`.
   */
  readonly make: () => Promise<void>;
  /** Connected. */
  readonly onUp: () => void;
  /** There is no account any more, or another one. */
  readonly drop: () => void;
  readonly close: () => void;
}

export interface NewKeysOptions {
  readonly account: Account;
  /** Of work on the account, and of work on sessions: neither goes on while keys are replaced. */
  readonly exclusive: Exclusive;
  readonly sessionsExclusive: Exclusive;
  readonly deviceName: () => string;
  /** The server and this device have the same settings, and what waited there is read. Rejects as `Api` does. */
  readonly bringAll: () => Promise<void>;
  /** Inside the transaction that puts the new keys in force. */
  readonly onReplaced: () => void;
  /** It is known which keys the account has: the new ones when they took the former's place. After the commit. */
  readonly onSettled: (isReplaced: boolean) => void;
  readonly onChanged: () => void;
}

const pendingName = 'newKeys.pending';
const madeName = 'newKeys.madeAt';
const retryRange = { firstMs: 1_000, mostMs: 60_000 };

const rowSchema = z.object({ keyId: z.int(), record: z.string(), createdAt: z.int() });
const pendingSchema = z.object({
  accountId: z.string(),
  request: deviceEndpoints.renewKeys.request,
  keyPair: z.string(),
  syncKey: z.string(),
  signed: rowSchema,
  lastResort: rowSchema,
});
type Pending = z.infer<typeof pendingSchema>;
type Row = z.infer<typeof rowSchema>;

/** What was prepared is not asked for any more. Inside a transaction or not. */
export const dropNewKeys = (meta: MetaRepository): void => {
  meta.remove(pendingName);
  meta.remove(madeName);
};

/** The server says itself that it did nothing, and no earlier try can have been done either. */
const isRefusal = (error: unknown, isFirst: boolean): boolean =>
  error instanceof Refused ||
  (isCodedError(error) &&
    (refusals.includes(error.code) || (isFirst && error.code === 'rate_limited')));
const refusals: readonly ErrorCode[] = [
  'bad_request',
  'proof_invalid',
  'not_found',
  'unauthorized',
];

/** The server was seen to have the former keys after it had answered. */
class Refused extends Error {
  readonly why: CodedError;
  constructor(why: CodedError) {
    super(why.code);
    this.why = why;
  }
}

/** Over the account of this device. */
export const createNewKeys = (context: Context, options: NewKeysOptions): NewKeys => {
  const { store, clock, random } = context;
  const { meta } = store;
  const { account } = options;
  const load = (): Pending | null => pendingSchema.safeParse(meta.get(pendingName)).data ?? null;
  let pending = load();
  let making = false;
  let problem: ErrorBody | null = null;
  const backOff = createBackOff(random, retryRange);
  const closing = new AbortController();
  let stopTimer: Unsubscribe = () => undefined;

  const toRow = (row: PreparedKeys['signed']): Row => ({
    keyId: row.keyId,
    record: toBase64(row.record),
    createdAt: row.createdAt,
  });

  const prepare = (ready: ReadyAccount): Pending => {
    const identity = store.keys.identity();
    if (!identity) throw new CodedError('not_registered');
    const former = IdentityKeyPair.deserialize(toBytes(identity.keyPair));
    const made = prepareNewKeys(store, random, clock.now());
    const { accountId } = ready;
    const { identityKey, device } = made;
    const formerKey = toBase64(former.publicKey.serialize());
    const bytes = newKeysBytes({
      accountId,
      formerKey,
      identityKey,
      signingKey: device.signingKey,
    });
    const key = random.bytes(syncKeyBytes);
    const secret = { accountId, key };
    const name = options.deviceName();
    return {
      accountId,
      request: {
        identityKey,
        formerKey,
        proof: made.sign(bytes),
        formerProof: toBase64(former.privateKey.sign(toBytes(bytes))),
        device,
        sealedName: sealDeviceName(secret, device.signingKey, name, random),
      },
      keyPair: toBase64(made.prepared.identity.keyPair),
      syncKey: toBase64(key),
      signed: toRow(made.prepared.signed),
      lastResort: toRow(made.prepared.lastResort),
    };
  };

  const giveUp = (): void => {
    stopTimer();
    meta.remove(pendingName);
    pending = null;
    options.onSettled(false);
  };

  /** The server has them. */
  const finish = (done: Pending): Promise<void> =>
    options.sessionsExclusive(async () => {
      const present = store.keys.identity();
      if (!present || load() === null) throw new CodedError('not_registered');
      const prepared = (row: Row, lastResort: boolean) => ({
        ...row,
        record: fromBase64(row.record),
        lastResort,
      });
      store.transaction(() => {
        takePreparedKeys(store, {
          identity: {
            keyPair: fromBase64(done.keyPair),
            registrationId: done.request.device.registrationId,
            signingKey: present.signingKey,
          },
          signed: prepared(done.signed, false),
          lastResort: prepared(done.lastResort, true),
        });
        keepFormerKey(meta, done.accountId, done.request.formerKey);
        saveSyncKey(meta, fromBase64(done.syncKey));
        forgetKnownDevices(meta, done.request.device.signingKey);
        meta.remove(pendingName);
        meta.set(madeName, clock.now());
        options.onReplaced();
      });
      pending = null;
    });

  /** Whether the server has the new keys. What it says of the asking is not taken for it. */
  const isDone = async ({ request, accountId, keyPair }: Pending): Promise<boolean> => {
    const { devices } = await account.api(closing.signal)('listDevices', {});
    const ready = account.ready();
    const own = devices.find(({ deviceId }) => deviceId === ready?.deviceId);
    const { publicKey } = IdentityKeyPair.deserialize(toBytes(fromBase64(keyPair)));
    return (
      ready?.accountId === accountId &&
      own?.signingKey === request.device.signingKey &&
      isCertified(publicKey, own)
    );
  };

  const ask = async (asked: Pending, isFirst: boolean): Promise<void> => {
    let failure = new CodedError('keys_not_taken');
    try {
      await account.api(closing.signal)('renewKeys', asked.request);
    } catch (error) {
      // Of any other failure, and of an earlier try, it is not known whether the server is still at it.
      if (!isFirst || !isCodedError(error) || error.code !== 'storage_failed') throw error;
      failure = error;
    }
    if (!(await isDone(asked))) throw new Refused(failure);
  };

  const tryAgainLater = (error: unknown): void => {
    stopTimer();
    stopTimer = clock.after(backOff.failedMs(error), settle);
  };

  /** Rejects with what kept it from being done. */
  const tryOnce = async (asked: Pending, isFirst: boolean): Promise<void> => {
    try {
      await ask(asked, isFirst);
      await finish(asked);
    } catch (error) {
      if (closing.signal.aborted || pending === null) throw error;
      if (isRefusal(error, isFirst)) {
        giveUp();
        throw error instanceof Refused ? error.why : error;
      }
      if (!isCodedError(error)) context.onUnexpected('new keys', error);
      tryAgainLater(error);
      return;
    }
    backOff.reset();
    problem = null;
    options.onSettled(true);
  };

  const settle = (): void => {
    if (closing.signal.aborted || making) return;
    options
      .exclusive(async () => {
        if (closing.signal.aborted || pending === null) return;
        await tryOnce(pending, false);
      })
      .catch((error: unknown) => {
        problem = toErrorBody(error);
      })
      .finally(options.onChanged);
  };

  return {
    state: () => {
      const madeAt = z.int().safeParse(meta.get(madeName)).data ?? null;
      const stage = making ? 'making' : pending ? 'waiting' : 'none';
      return { stage, madeAt, problem };
    },
    isUnsettled: () => pending !== null,
    make: () =>
      options.exclusive(async () => {
        const ready = account.ready();
        if (!ready) throw new CodedError('not_registered');
        if (pending !== null) throw new CodedError('bad_request');
        making = true;
        problem = null;
        options.onChanged();
        try {
          // What other devices changed, and what others wrote, is read while there is the key for it.
          await options.bringAll();
          const made = store.transaction(() => {
            const prepared = prepare(ready);
            meta.set(pendingName, prepared);
            return prepared;
          });
          pending = made;
          await tryOnce(made, true);
        } finally {
          making = false;
          options.onChanged();
        }
      }),
    onUp: () => {
      if (pending !== null) settle();
    },
    drop: () => {
      stopTimer();
      if (pending === null && meta.get(madeName) === undefined) return;
      dropNewKeys(meta);
      pending = null;
      problem = null;
    },
    close: () => {
      closing.abort();
      stopTimer();
    },
  };
};
