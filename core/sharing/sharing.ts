import { regimeFor } from '../../contract/consent/regime.ts';
import type { Sync as Word } from '../../contract/content/schema.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { SharingState } from '../../contract/ipc/sharing/state.ts';
import { comparePolicies } from '../../contract/policy/compare.ts';
import type { Account } from '../account/account.ts';
import type { ReadyAccount } from '../account/stored.ts';
import { attempt, type Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { SyncIn } from '../sync/types.ts';
import { accepting, boxesOf, deferring, objecting, picking, turning } from './choices.ts';
import { createDeviceSide, type DeviceSideOptions } from './device-side.ts';
import { readKnown } from './facts.ts';
import { saveHeard } from './heard.ts';
import { readHistory } from './history.ts';
import { createDisclosureLog, type DisclosureLog } from './log/log.ts';
import { pull } from './pull.ts';
import { createReading, type SharingContext } from './reading.ts';
import { checkReceipt, toReceipt } from './receipts.ts';
import { type Said, writeRecord } from './records.ts';
import { markDamage } from './settle.ts';
import { type Decided, decide, toState } from './state.ts';
import { createSync } from './sync.ts';

/** Choices about data sharing, and what was shared. */
export interface Sharing {
  readonly handlers: Pick<MessengerHandlers, 'sharing' | 'disclosures'>;
  readonly log: Pick<DisclosureLog, 'carrying' | 'onHeard'>;
  readonly onUp: () => void;
  /** What the account's other devices say of choices. */
  readonly sync: SyncIn;
  /** Forgets an account’s choices. Inside a transaction. */
  readonly forget: () => void;
  readonly close: () => void;
}

export interface SharingOptions {
  readonly account: Pick<Account, 'ready' | 'pin' | 'api'>;
  readonly isUp: () => boolean;
  readonly about: DeviceSideOptions['about'];
  /** The address at which the server proved its key. */
  readonly whenProven: () => Promise<string>;
  readonly demandsWitness: () => boolean;
  /** What a device of the account is called; null when that is not known. */
  readonly deviceName: (deviceId: number) => string | null;
  /** Says something to the account's other devices. */
  readonly tellOthers: (word: Word) => void;
}

/** The longest that a state is left alone: moments further away are looked at again by then. */
const lookAgainMs = 86_400_000;

/** Sharing over the database and the server. Begins to speak with the server at the first `onUp`. */
export const createSharing = (outer: Context, options: SharingOptions): Sharing => {
  const { store, clock } = outer;
  const reading = createReading(store);
  const context: SharingContext = { ...outer, reading };
  const { account } = options;
  let closed = false;
  let told = '';
  let stopTimer: Unsubscribe = () => undefined;
  attempt(context, 'choices', () => markDamage(context));

  const devices = {
    own: () => account.ready()?.deviceId ?? null,
    nameOf: options.deviceName,
  };
  const decided = async (): Promise<Decided> =>
    decide(await readKnown(context, account.ready(), account.pin()));
  const state = async (): Promise<SharingState> => toState(await decided(), store.usage, devices);
  const device = createDeviceSide(context, { account, decided, about: options.about });

  /** Says what changed, now and when a moment comes at which something does by itself. */
  const tell = async (): Promise<SharingState> => {
    const found = await decided();
    if (!closed) attempt(context, 'usage', () => device.follow(found));
    const now = toState(found, store.usage, devices);
    if (closed) return now;
    const said = JSON.stringify({ ...now, now: 0, heardAt: 0 });
    if (said !== told) context.emit('sharing.changed', now);
    told = said;
    stopTimer();
    const moments = [
      now.inForce?.effectiveAt,
      now.accepted?.effectiveAt,
      now.ask?.notBefore,
      ...now.shares.flatMap(({ startsAt, deadlineAt, lockedAt }) => [
        startsAt,
        deadlineAt,
        lockedAt,
      ]),
    ].filter((at): at is number => at != null && at > now.now);
    const waitMs = Math.min(lookAgainMs, ...moments.map((at) => at - now.now + 1));
    if (now.phase === 'ready') stopTimer = clock.after(waitMs, changed);
    return now;
  };
  const changed = (): void => {
    if (!closed)
      tell().catch((error: unknown) => {
        if (!closed) context.onUnexpected('sharing', error);
      });
  };

  const log = createDisclosureLog(context, {
    ...options,
    alone: (work) => sync.alone(work),
    syncNow: () => sync.now(),
  });
  const sync = createSync(context, {
    account,
    isUp: options.isUp,
    checkpoint: log.checkpoint,
    look: log.look,
    // What was spent changes with it.
    alsoDo: (asking) => device.handOver(asking).finally(changed),
    onChanged: changed,
    onTaken: () => options.tellOthers({ what: 'choices', at: clock.now() }),
  });
  let isTold = false;

  const ready = (): ReadyAccount => {
    const present = account.ready();
    if (!present) throw new CodedError('not_registered');
    return present;
  };
  const say = async (toSaid: (now: Decided) => Said): Promise<SharingState> => {
    const present = ready();
    writeRecord(context, present, toSaid(await decided()));
    sync.soon();
    return tell();
  };

  return {
    handlers: {
      sharing: {
        get: state,
        refresh: async () => {
          await sync.now();
          return tell();
        },
        readPolicy: async ({ hash }) => {
          const now = await decided();
          const { policies, countries } = now.known.facts;
          const version = policies.find((known) => known.hash === hash);
          if (!version) throw new CodedError('not_found');
          const accepted = policies.find((known) => known.hash === now.said.acceptedPolicy);
          const changes = comparePolicies(
            accepted?.policy ?? null,
            version.policy,
            accepted
              ? [regimeFor(accepted.policy, countries), regimeFor(version.policy, countries)]
              : null,
          );
          return {
            policy: version.policy,
            changes: changes.map((change) => ({
              ...change,
              wider: [...change.wider],
              narrower: [...change.narrower],
            })),
            boxes: [...boxesOf(now, version)],
          };
        },
        accept: (asked) => say((now) => accepting(now, asked)),
        notNow: (asked) => say((now) => deferring(now, asked)),
        choose: (asked) => say((now) => turning(now, asked)),
        setGlobalOptOut: (asked) => say((now) => objecting(now, asked)),
        pickRegime: (asked) => say((now) => picking(now, asked)),
        readRefusal: async () => {
          store.choices.readRefusals();
          return tell();
        },
        ...device.handlers,
        history: async ({ skip }) => readHistory(reading.ledger(), ready(), skip),
        exportReceipt: async () => {
          ready();
          return sync.alone(async (asking) =>
            toReceipt(context, asking, await pull(context, asking, { anew: false })),
          );
        },
        verifyReceipt: async ({ text }) => checkReceipt(text, account.ready(), account.pin()),
      },
      disclosures: log.handlers,
    },
    log,
    onUp: sync.onUp,
    sync: {
      heard: (word) => {
        isTold ||= word.what === 'choices';
      },
      committed: () => {
        if (isTold) sync.soon();
        isTold = false;
      },
    },
    forget: () => {
      store.choices.clear();
      reading.forget();
      device.forget();
      log.forget();
      saveHeard(store.meta, null);
      store.choices.setTail(null);
    },
    close: () => {
      closed = true;
      stopTimer();
      log.close();
      sync.close();
    },
  };
};
