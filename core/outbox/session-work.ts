import * as z from 'zod/mini';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { deviceIdSchema } from '../../contract/ids.ts';
import type { KeyBundles } from '../../contract/wire/keys.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import type { KeyBase } from '../crypto/key-base.ts';
import { createSessionUnit, type SessionUnit } from '../crypto/session-unit.ts';
import type { ChangedKeys } from '../people/changed-keys.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import { type Changes, noChanges, publish } from '../publish.ts';

/** Work on sessions: one unit at a time, each committed in one transaction. */
export interface SessionWork {
  /**
   * Runs `work` over a unit, then `write` with the unit's changes in one transaction, then tells what changed. Where
   * `leavesNothing` says that nothing was encrypted and nothing is to be kept, and sessions only went on by what they received,
   * there is no transaction: the sessions are held in memory and written with what next uses them. A crash before that is to them
   * as if what they received had been lost on the way. What was encrypted is always written first: a key is never used twice.
   */
  readonly run: <T>(
    work: (unit: SessionUnit) => Promise<T>,
    write: (result: T) => void,
    leavesNothing?: (result: T) => boolean,
  ) => Promise<T>;
  /** Whether other work on sessions waits for what runs now. */
  readonly isAwaited: () => boolean;
  /**
   * Takes bundles (of all devices when `deviceIds` is absent) and begins sessions. Rejects as `takeKeys` does, `proof_invalid`,
   * and `untrusted_identity`, after which the person is to decide. Of the own account the other devices; `recipient_gone` when there are none.
   */
  readonly begin: (accountId: string, deviceIds?: readonly number[]) => Promise<void>;
  /** Acts on the server's word that the account has other devices: forgets, takes keys, begins. `onWrite` joins the transaction. */
  readonly refresh: (accountId: string, details: unknown, onWrite: () => void) => Promise<void>;
}

const changedSchema = z.object({
  missing: z.array(deviceIdSchema),
  extra: z.array(deviceIdSchema),
  stale: z.array(deviceIdSchema),
});

/** Takes the present keys and the server by function, since both come and go with the account. */
export const createSessionWork = (
  context: Context,
  options: {
    readonly exclusive: Exclusive;
    readonly base: () => KeyBase;
    readonly api: () => Api;
    readonly changed: Pick<ChangedKeys, 'shown' | 'restored' | 'committed'>;
    /** Nothing may be encrypted for this account. */
    readonly isWithheld: (accountId: string) => boolean;
    /** The key in use of this account failed its check, or every key does: no session is begun with it. */
    readonly isFailed: (accountId: string) => boolean;
    /** By the log of keys nothing goes to the key in use of this account: it failed, is in doubt, or was not looked at yet. */
    readonly isWithheldByLog: (accountId: string) => boolean;
  },
): SessionWork => {
  const { store, clock } = context;
  const { changed } = options;

  /** Nothing of a unit stays that met another key; that it was shown does. */
  const noteUntrusted = (unit: SessionUnit): void => {
    const changes = noChanges();
    store.transaction(() => {
      for (const [accountId, key] of unit.untrusted()) changed.shown(accountId, key, changes);
      unit.writeMet(clock.now());
    });
    publish(context, changes);
    changed.committed();
  };

  const run: SessionWork['run'] = (work, write, leavesNothing = () => false) =>
    options.exclusive(async () => {
      const unit = createSessionUnit(options.base(), clock.now(), options.isWithheld);
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work(unit);
      } catch (error) {
        if (isCodedError(error) && error.code === 'untrusted_identity') noteUntrusted(unit);
        throw error;
      }
      if (leavesNothing(result) && unit.onlyAdvanced()) {
        unit.keep();
        return result;
      }
      store.transaction(() => {
        unit.write(clock.now());
        write(result);
      });
      unit.keep();
      return result;
    });

  const takeKeys = async (accountId: string, deviceIds: readonly number[] | undefined) => {
    const bundles = await options.api()('takeKeys', {
      accountId,
      ...(deviceIds ? { deviceIds: [...deviceIds] } : {}),
    });
    const { own } = options.base();
    const isOwn = accountId === own.accountId;
    const devices = bundles.devices.filter(({ deviceId }) => !isOwn || deviceId !== own.deviceId);
    if (bundles.accountId !== accountId) throw new CodedError('unavailable');
    if (!deviceIds && devices.length === 0)
      throw new CodedError(isOwn ? 'recipient_gone' : 'unavailable');
    return { ...bundles, devices };
  };

  /** Not with a key that failed; another one than that is for the person to decide about, as ever. */
  const mayBegin = ({ accountId, identityKey }: KeyBundles): boolean => {
    if (!options.isFailed(accountId)) return true;
    const known = store.keys.peerIdentity(accountId);
    return known !== null && toBase64(known.identityKey) !== identityKey;
  };

  /** The known key is shown, perhaps in the place of another one, and perhaps one that failed. */
  const noteRestored = (accountId: string, changes: Changes): void =>
    changed.restored(accountId, options.isWithheldByLog(accountId), changes);

  const begin = async (accountId: string, deviceIds?: readonly number[]): Promise<void> => {
    const bundles = await takeKeys(accountId, deviceIds);
    const given = new Set(bundles.devices.map((device) => device.deviceId));
    const changes = noChanges();
    const restored = (): void => noteRestored(accountId, changes);
    if (!mayBegin(bundles)) store.transaction(restored);
    else
      await run(async (unit) => {
        for (const deviceId of deviceIds ?? [])
          if (!given.has(deviceId)) unit.forget({ accountId, deviceId });
        await unit.begin(bundles);
      }, restored);
    publish(context, changes);
  };

  const refresh: SessionWork['refresh'] = async (accountId, details, onWrite) => {
    const parsed = changedSchema.safeParse(details);
    const told = parsed.success ? parsed.data : null;
    const wanted = told && [...told.missing, ...told.stale];
    // Without a word on which devices, all are taken anew.
    const bundles = wanted?.length === 0 ? null : await takeKeys(accountId, wanted ?? undefined);
    const isBegun = bundles !== null && mayBegin(bundles);
    const changes = noChanges();
    await run(
      async (unit) => {
        for (const deviceId of told ? [...told.extra, ...told.stale] : unit.devices(accountId))
          unit.forget({ accountId, deviceId });
        if (isBegun) await unit.begin(bundles);
      },
      () => {
        // Also where it is one that failed, with which nothing is begun.
        if (bundles !== null) noteRestored(accountId, changes);
        onWrite();
      },
    );
    publish(context, changes);
  };

  return { run, isAwaited: options.exclusive.isAwaited, begin, refresh };
};
