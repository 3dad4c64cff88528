import { CodedError, type ErrorBody, isCodedError } from '../../contract/errors/coded-error.ts';
import { packRegisters } from '../../contract/settings/registers/pack.ts';
import type { Account } from '../account/account.ts';
import { backOffMs } from '../connection/back-off.ts';
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
  /** What is wrong, for the person; null when nothing is. */
  readonly problem: () => ErrorBody | null;
  readonly close: () => void;
}

const everyMs = 3_600_000;
const soonMs = 250;
const retryRange = { firstMs: 1_000, mostMs: 300_000 };
/** How often in a row another device may come first. */
const mostRounds = 8;

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
  let attempts = 0;
  let stopTimer: Unsubscribe = () => undefined;
  let isSoon = false;
  /** What could not be read, and since when it stands there. */
  let unreadable: { readonly hash: string; readonly since: number } | null = null;

  const setProblem = (next: ErrorBody | null): void => {
    if (next?.code === problem?.code) return;
    problem = next;
    options.onTold();
  };

  const push = async (secret: SyncSecret, over: number): Promise<void> => {
    const told = serverClock.told();
    if (told !== null) store.transaction(() => registers.clamp(told));
    const rows = store.registers.all();
    const packed = packRegisters(registers.all());
    if (!packed) throw new CodedError('quota_full');
    const version = Math.max(over, registers.state().manifest?.version ?? 0) + 1;
    const sealed = sealForOwn(secret, 'manifest', String(version), packed, random);
    const manifest = { version, content: toBase64(sealed) };
    const { now } = await account.api()('putManifest', { ...manifest, over });
    if (account.ready()?.accountId !== secret.accountId) return;
    store.transaction(() => {
      store.registers.arrived(rows);
      registers.saveState({ manifest: toSeen(manifest), syncedAt: now });
    });
  };

  /** Everything that is not known begins at its strictest. */
  const beginStrictest = (): void =>
    registers.committed(store.transaction(() => registers.beginStrictest()));

  /** Whether what cannot be read is to be written over: at once by who never read any, else when it still stands there after a while. */
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
    const shown: Manifest | null = answer.manifest;
    const over = shown?.version ?? 0;
    const { manifest: seen, unknown: isLost } = registers.state();
    const verdict = judgeManifest(shown, { seen, isLost }, secret);
    switch (verdict.kind) {
      case 'newer_format':
        setProblem({ code: 'unsupported_version' });
        return;
      case 'unreadable':
        if (!givesUpOn(verdict.seen.hash, deviceId)) {
          setProblem({ code: 'manifest_unreadable' });
          return;
        }
        if (registers.state().manifest === null) beginStrictest();
        await push(secret, over);
        break;
      case 'rolled_back':
        setProblem({ code: 'manifest_rolled_back' });
        await push(secret, over);
        options.onTold();
        return;
      case 'none':
        if (registers.state().unknown) beginStrictest();
        await push(secret, over);
        break;
      case 'known':
        if (store.registers.waiting().length > 0) await push(secret, over);
        break;
      case 'news': {
        const heard = store.transaction(() => {
          const written = registers.heard(verdict.registers, answer.now);
          registers.saveState({ manifest: verdict.seen, unknown: false });
          return written;
        });
        registers.committed(heard);
        if (registers.isMoreThan(verdict.registers)) await push(secret, over);
        else
          store.transaction(() => {
            store.registers.arrived(store.registers.all());
            registers.saveState({ syncedAt: answer.now });
          });
      }
    }
    unreadable = null;
    setProblem(null);
    options.onTold();
  };

  const run = async (): Promise<void> => {
    for (let rounds = 1; ; rounds++) {
      again = false;
      try {
        await round();
      } catch (error) {
        const isTaken = isCodedError(error) && error.code === 'manifest_conflict';
        if (!isTaken || rounds >= mostRounds) throw error;
        again = true;
      }
      if (closed || !again) return;
    }
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
    running = true;
    isSoon = false;
    run().then(
      () => {
        running = false;
        attempts = 0;
        arm(everyMs);
      },
      (error: unknown) => {
        running = false;
        if (!isCodedError(error)) context.onUnexpected('registers', error);
        else if (error.code === 'quota_full') setProblem({ code: 'quota_full' });
        arm(
          Math.max(
            isCodedError(error) ? (error.retryAfterMs ?? 0) : 0,
            backOffMs(attempts++, random, retryRange),
          ),
        );
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
    problem: () => problem,
    close: () => {
      closed = true;
      stopTimer();
    },
  };
};
