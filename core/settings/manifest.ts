import { CodedError, type ErrorBody, isCodedError } from '../../contract/errors/coded-error.ts';
import { packForServer } from '../../contract/settings/registers/pack.ts';
import type { Account } from '../account/account.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { ensureSyncKey, type SyncSecret, sealForOwn } from '../devices/sync-key.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { judgeManifest, type Manifest, toSeen } from './judge-manifest.ts';
import type { Registers } from './registers.ts';

/** Keeps the account's registers on the server, sealed, the same as here. */
export interface ManifestSync {
  /** Connected: brings what waits, takes over what is there. */
  readonly onUp: () => void;
  /** Something was written here, or another device said that it wrote: soon, after the word that goes from device to device. */
  readonly lookSoon: () => void;
  /** Once what is here is on the server, and what is there is here. Rejects as `Api` does. */
  readonly lookNow: () => Promise<void>;
  /** The account has another sync key. Inside a transaction. */
  readonly reseal: () => void;
  /** What is wrong, for the person; null when nothing is. */
  readonly problem: () => ErrorBody | null;
  readonly close: () => void;
}

const everyMs = 3_600_000;
const soonMs = 250;
const retryRange = { firstMs: 1_000, mostMs: 300_000 };
/** How often in a row another device may come first. */
const mostRounds = 8;
/** After how many refusals in a row the person is told. */
const toldAfter = 3;

/** Over the registers. `onTold`: what stands where has changed, or what is wrong. */
export const createManifestSync = (
  context: Context,
  options: {
    readonly account: Pick<Account, 'ready' | 'api'>;
    readonly registers: Registers;
    readonly isUp: () => boolean;
    readonly onTold: () => void;
  },
): ManifestSync => {
  const { store, clock, random, serverClock } = context;
  const { account, registers } = options;
  let problem: ErrorBody | null = null;
  let running = false;
  let again = false;
  let closed = false;
  const backOff = createBackOff(random, retryRange);
  let stopTimer: Unsubscribe = () => undefined;
  let isSoon = false;
  /** What could not be read, and since when it stands there. */
  let unreadable: { readonly hash: string; readonly since: number } | null = null;

  const setProblem = (next: ErrorBody | null): void => {
    if (next?.code === problem?.code) return;
    problem = next;
    options.onTold();
  };

  /** Whether the account's sync key is still this one. */
  const isPresent = ({ key }: SyncSecret): boolean =>
    Buffer.from(key).equals(ensureSyncKey(store.meta, random));

  const push = async (secret: SyncSecret, over: number): Promise<void> => {
    const told = serverClock.told();
    if (told !== null) store.transaction(() => registers.clamp(told));
    const rows = store.registers.all();
    const { packed, missing } = packForServer(registers.all());
    const version = Math.max(over, registers.state().manifest?.version ?? 0) + 1;
    const sealed = sealForOwn(secret, 'manifest', String(version), packed, random);
    const manifest = { version, content: toBase64(sealed) };
    const { now } = await account.api()('putManifest', { ...manifest, over });
    if (account.ready()?.accountId !== secret.accountId) return;
    store.transaction(() => {
      store.registers.arrived(rows.filter(({ key }) => !missing.has(key)));
      const resealed = isPresent(secret) ? { resealing: false } : {};
      registers.saveState({ manifest: toSeen(manifest), syncedAt: now, ...resealed });
    });
  };

  /** Everything that is not known begins at its strictest. */
  const beginStrictest = (): void =>
    registers.committed(store.transaction(() => registers.beginStrictest()));

  /** Whether what cannot be read, or believed, is to be written over: at once by who never read any, else when it still stands there after a while. */
  const givesUpOn = (hash: string, deviceId: number): boolean => {
    if (unreadable?.hash !== hash) unreadable = { hash, since: clock.now() };
    if (registers.state().manifest === null && deviceId === 1) return true;
    return clock.now() - unreadable.since >= everyMs;
  };

  /** One look. Gives whether anything is still to be brought. */
  const round = async (): Promise<void> => {
    const ready = account.ready();
    if (!ready) return;
    const { accountId, deviceId } = ready;
    const secret: SyncSecret = { accountId, key: ensureSyncKey(store.meta, random) };
    const answer = await account.api()('getManifest', {});
    serverClock.heard(answer.now, clock.elapsed());
    if (account.ready()?.accountId !== accountId) return;
    if (!isPresent(secret)) {
      again = true;
      return;
    }
    const shown: Manifest | null = answer.manifest;
    const over = shown?.version ?? 0;
    const { manifest: seen, unknown: isLost, resealing = false } = registers.state();
    const verdict = judgeManifest(shown, { seen, isLost }, secret);
    switch (verdict.kind) {
      case 'newer_format':
        setProblem({ code: 'unsupported_version' });
        return;
      case 'unreadable':
        if (!resealing && !givesUpOn(verdict.seen.hash, deviceId)) {
          setProblem({ code: 'manifest_unreadable' });
          return;
        }
        if (isLost || (!resealing && seen === null)) beginStrictest();
        await push(secret, over);
        break;
      case 'rolled_back':
        setProblem({ code: 'manifest_rolled_back' });
        if (isLost) {
          // What belongs there is not here: another device puts it there, if there is one.
          if (!resealing && !givesUpOn(shown ? toSeen(shown).hash : '', deviceId))
            throw new CodedError('unavailable');
          beginStrictest();
        }
        await push(secret, over);
        options.onTold();
        return;
      case 'none':
        if (registers.state().unknown) beginStrictest();
        await push(secret, over);
        break;
      case 'known':
        if (resealing || store.registers.waiting().length > 0) await push(secret, over);
        break;
      case 'news': {
        const heard = store.transaction(() => {
          const written = registers.heard(verdict.registers, answer.now, true);
          registers.saveState({ manifest: verdict.seen, resealing: false });
          return written;
        });
        registers.committed(heard);
        if (registers.isMoreThan(verdict.registers)) await push(secret, over);
        else
          store.transaction(() => {
            const missing = registers.withoutRoom();
            store.registers.arrived(store.registers.all().filter(({ key }) => !missing.has(key)));
            registers.saveState({ syncedAt: answer.now });
          });
      }
    }
    unreadable = null;
    setProblem(registers.withoutRoom().size > 0 ? { code: 'quota_full' } : null);
    options.onTold();
  };

  const rounds = async (): Promise<void> => {
    for (let turn = 1; ; turn++) {
      again = false;
      try {
        await round();
      } catch (error) {
        const isTaken = isCodedError(error) && error.code === 'manifest_conflict';
        if (!isTaken || turn >= mostRounds) throw error;
        again = true;
      }
      if (closed || !again) return;
    }
  };

  let last: Promise<void> = Promise.resolve();
  /** One after another. */
  const run = (): Promise<void> => {
    running = true;
    const mine = last.then(rounds, rounds).finally(() => {
      if (last !== mine) return;
      running = false;
      // Asked for after the last round had looked whether it was.
      if (again) arm(soonMs);
    });
    last = mine;
    return mine;
  };

  const arm = (delayMs: number): void => {
    stopTimer();
    isSoon = false;
    if (!closed) stopTimer = clock.after(delayMs, look);
  };
  const look = (): void => {
    if (closed || !options.isUp() || !account.ready()) return;
    if (running) {
      again = true;
      return;
    }
    isSoon = false;
    run().then(
      () => {
        backOff.reset();
        arm(again ? soonMs : everyMs);
      },
      (error: unknown) => {
        if (!isCodedError(error)) context.onUnexpected('registers', error);
        else if (problem === null && backOff.failures() + 1 >= toldAfter && options.isUp())
          setProblem({ code: error.code });
        arm(backOff.failedMs(error));
      },
    );
  };

  return {
    onUp: look,
    lookSoon: () => {
      if (running) again = true;
      else if (!isSoon) {
        arm(soonMs);
        isSoon = true;
      }
    },
    lookNow: run,
    reseal: () => registers.saveState({ resealing: true }),
    problem: () => problem,
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
