import { CodedError, isCodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import type { Joining as JoiningState } from '../../contract/ipc/devices.ts';
import { type LinkingCode, toLinkingText } from '../../contract/linking/code.ts';
import { linkComparison } from '../../contract/linking/provision.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Account } from '../account/account.ts';
import { createApi } from '../connection/api.ts';
import { createBackOff } from '../connection/back-off.ts';
import type { Context } from '../context.ts';
import { pause } from '../platform/pause.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Adding } from './adding.ts';
import {
  generateLinkingKeys,
  type LinkingKeys,
  type OpenedProvision,
  openProvision,
} from './provisioning.ts';
import { serverKeyHash } from './server-key-hash.ts';

/** How this app, without an account, joins one. */
export interface Joining {
  readonly state: () => JoiningState | null;
  /** Shows a code; resolves once it is shown, or why it is not. Throws `bad_request` when there is an account. */
  readonly show: (deviceName: string) => Promise<void>;
  readonly cancel: () => void;
  /** The person compared: joins. Throws `bad_request` when nothing was answered. */
  readonly confirm: () => Promise<void>;
  readonly close: () => void;
}

interface Answered {
  readonly code: LinkingCode;
  readonly opened: OpenedProvision;
  /** By what had elapsed. */
  readonly overAt: number;
}

const retryRange = { firstMs: 500, mostMs: 5_000 };

/** Whether asking again may go better. */
const isPassing = (error: unknown): boolean =>
  isCodedError(error) &&
  ['offline', 'unavailable', 'rate_limited', 'internal', 'storage_failed'].includes(error.code);

/** Goes on by itself with what was confirmed before a crash. */
export const createJoining = (
  context: Context,
  options: {
    readonly account: Account;
    readonly adding: Adding;
    readonly onChanged: () => void;
  },
): Joining => {
  const { clock, random, network } = context;
  const { account, adding } = options;
  let state: JoiningState | null = null;
  let answered: Answered | null = null;
  /** Of the present attempt; aborted when it is given up. */
  let attempt = new AbortController();
  let stopTimer: Unsubscribe = () => undefined;

  const set = (next: JoiningState | null): void => {
    state = next;
    options.onChanged();
  };
  /** Ends what goes on, keys and secrets included. */
  const end = (): AbortController => {
    attempt.abort();
    stopTimer();
    answered = null;
    attempt = new AbortController();
    return attempt;
  };
  const fail = (error: unknown): void => {
    end();
    if (!isCodedError(error)) context.onUnexpected('linking', error);
    set({ stage: 'failed', problem: toErrorBody(error) });
  };
  /** Of a computer that slept the timers did, too. */
  const isOver = (overAt: number): boolean => clock.elapsed() >= overAt;
  const expireAfter = (delayMs: number): void => {
    stopTimer();
    stopTimer = clock.after(delayMs, () => fail(new CodedError('link_expired')));
  };

  const read = (code: LinkingCode, keys: LinkingKeys, sealed: string): void => {
    const opened = openProvision(code, keys, sealed);
    const { provision, identity } = opened;
    // The ticket is as old as the answer.
    answered = { code, opened, overAt: clock.elapsed() + limits.linkLifetimeMs };
    expireAfter(limits.linkLifetimeMs);
    set({
      stage: 'answered',
      number: provision.number,
      name: provision.name,
      comparison: linkComparison(code, provision.accountId, identity.publicKey.serialize()),
      withHistory: provision.history !== null,
    });
  };

  /** Asks until it was answered, given up or too late. */
  const poll = async (
    mailbox: { readonly baseUrl: string; readonly mailboxId: string; readonly readToken: string },
    { signal }: AbortController,
    found: (sealed: string) => void,
  ): Promise<void> => {
    const { baseUrl, mailboxId, readToken } = mailbox;
    const api = createApi({ network, credentials: null, baseUrl, signal });
    const backOff = createBackOff(random, retryRange);
    while (!signal.aborted) {
      try {
        const { sealed } = await api('readMailbox', {
          mailboxId,
          readToken,
          waitMs: limits.maxWaitMs,
        });
        if (signal.aborted) return;
        if (sealed !== null) {
          found(sealed);
          return;
        }
        backOff.reset();
      } catch (error) {
        if (signal.aborted) return;
        if (!isPassing(error)) throw error;
        await pause(clock, backOff.failedMs(error), signal).over;
      }
    }
  };

  const show = async (deviceName: string): Promise<void> => {
    if (account.ready() || adding.pending()) throw new CodedError('bad_request');
    const mine = end();
    set({ stage: 'preparing' });
    try {
      const pin = await account.settleServer();
      const api = createApi({ network, credentials: null, baseUrl: pin.url });
      const mailbox = await api('openMailbox', {});
      if (mine.signal.aborted) return;
      const keys = generateLinkingKeys();
      const code: LinkingCode = {
        mailboxId: mailbox.mailboxId,
        publicKey: keys.publicKey,
        secret: random.bytes(32),
        serverKeyHash: serverKeyHash(pin.publicKey),
        deviceName,
      };
      // By this computer's clock, whatever the server's says.
      const expiresAt = clock.now() + limits.linkLifetimeMs;
      const overAt = clock.elapsed() + limits.linkLifetimeMs;
      expireAfter(limits.linkLifetimeMs);
      set({ stage: 'showing', code: toLinkingText(code), expiresAt });
      poll({ baseUrl: pin.url, ...mailbox }, mine, (sealed) => {
        if (isOver(overAt)) throw new CodedError('link_expired');
        read(code, keys, sealed);
      }).catch((error: unknown) => {
        if (!mine.signal.aborted) fail(error);
      });
    } catch (error) {
      if (!mine.signal.aborted) fail(error);
    }
  };

  /** Adds this device until it is, or cannot be any more. */
  const add = async (mine: AbortController): Promise<void> => {
    set({ stage: 'linking' });
    const backOff = createBackOff(random, retryRange);
    while (!mine.signal.aborted) {
      try {
        await adding.add();
        end();
        set(null);
        return;
      } catch (error) {
        if (mine.signal.aborted) return;
        if (!isPassing(error) || !adding.pending()) {
          adding.forget();
          fail(error);
          return;
        }
        await pause(clock, backOff.failedMs(), mine.signal).over;
      }
    }
  };

  if (adding.pending() && !account.ready()) {
    state = { stage: 'linking' };
    const mine = attempt;
    stopTimer = clock.after(0, () => void add(mine));
  }

  return {
    state: () => state,
    show,
    cancel: () => {
      if (account.ready()) return;
      end();
      adding.forget();
      if (state !== null) set(null);
    },
    confirm: async () => {
      if (!answered) throw new CodedError('bad_request');
      const { code, opened, overAt } = answered;
      if (isOver(overAt)) {
        fail(new CodedError('link_expired'));
        return;
      }
      const mine = end();
      adding.prepare({ ...opened, deviceName: code.deviceName });
      await add(mine);
    },
    close: () => {
      end();
    },
  };
};
