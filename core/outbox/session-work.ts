import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { deviceIdSchema } from '../../contract/ids.ts';
import { tellUntrusted } from '../chats/notices.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import type { KeyBase } from '../crypto/key-base.ts';
import { createSessionUnit, type SessionUnit } from '../crypto/session-unit.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import { noChanges, publish } from '../publish.ts';

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
   * and `untrusted_identity`, which the chat is told of. Of the own account the other devices; `recipient_gone` when there are none.
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
  options: { readonly exclusive: Exclusive; readonly base: () => KeyBase; readonly api: () => Api },
): SessionWork => {
  const { store, clock } = context;

  const run: SessionWork['run'] = (work, write, leavesNothing = () => false) =>
    options.exclusive(async () => {
      const unit = createSessionUnit(options.base(), clock.now());
      const changes = noChanges();
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work(unit);
      } catch (error) {
        // Nothing of the unit stays; that another key was shown must be known all the same.
        if (unit.untrusted.size > 0) {
          store.transaction(() => tellUntrusted(context, changes, unit.untrusted));
          publish(context, changes);
        }
        throw error;
      }
      if (leavesNothing(result) && unit.onlyAdvanced()) {
        unit.keep();
        return result;
      }
      store.transaction(() => {
        unit.write(clock.now());
        tellUntrusted(context, changes, unit.untrusted);
        write(result);
      });
      unit.keep();
      publish(context, changes);
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
    if (bundles.accountId !== accountId || (!deviceIds && bundles.devices.length === 0))
      throw new CodedError('unavailable');
    if (!deviceIds && devices.length === 0) throw new CodedError('recipient_gone');
    return { ...bundles, devices };
  };

  const begin = async (accountId: string, deviceIds?: readonly number[]): Promise<void> => {
    const bundles = await takeKeys(accountId, deviceIds);
    const given = new Set(bundles.devices.map((device) => device.deviceId));
    await run(
      async (unit) => {
        for (const deviceId of deviceIds ?? [])
          if (!given.has(deviceId)) unit.forget({ accountId, deviceId });
        await unit.begin(bundles);
      },
      () => undefined,
    );
  };

  const refresh: SessionWork['refresh'] = async (accountId, details, onWrite) => {
    const parsed = changedSchema.safeParse(details);
    const changed = parsed.success ? parsed.data : null;
    const wanted = changed && [...changed.missing, ...changed.stale];
    // Without a word on which devices, all are taken anew.
    const bundles = wanted?.length === 0 ? null : await takeKeys(accountId, wanted ?? undefined);
    await run(async (unit) => {
      for (const deviceId of changed
        ? [...changed.extra, ...changed.stale]
        : unit.devices(accountId))
        unit.forget({ accountId, deviceId });
      if (bundles) await unit.begin(bundles);
    }, onWrite);
  };

  return { run, isAwaited: options.exclusive.isAwaited, begin, refresh };
};
