import * as z from 'zod/mini';
import { timestampSchema, uuidSchema } from '../../contract/ids.ts';
import { addNotices } from '../chats/notices.ts';
import type { Context } from '../context.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import { contentRow } from '../outbox/content-row.ts';
import type { Changes } from '../publish.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { UnreadableDevice } from './collect.ts';

const metaName = 'repairs';
const pauseMs = 60_000;
const noticeAgainMs = 3_600_000;
const rememberMs = 86_400_000;
// Who invents senders cannot make this device ask for keys without end.
const mostAtOnce = 100;

const repairsSchema = z.record(
  uuidSchema,
  z.object({
    at: timestampSchema,
    notedAt: timestampSchema,
    pendingDevices: z.array(z.int()),
    /** By the server's time, when the first message of any of them came that was not read. */
    pendingSince: z.optional(timestampSchema),
  }),
);
type Known = z.infer<typeof repairsSchema>;

/** Heals sessions that do not open messages any more. */
export interface Repairs {
  /** Archives the sessions and gives the rows that tell the other side; of those whose last repair was just now, later. */
  readonly plan: (unit: SessionUnit, devices: Iterable<UnreadableDevice>) => RepairPlan;
  /** When one that was put off is due; null when none is. */
  readonly nextDueAt: () => number | null;
  /** The devices whose time has come. */
  readonly due: () => readonly UnreadableDevice[];
}

export interface RepairPlan {
  readonly rows: readonly NewOutboxRow[];
  /** Inside the transaction. */
  readonly write: (changes: Changes) => void;
}

/** Devices of an account whose repair was put off. */
const waitingOf = (accountId: string, repair: Known[string]): readonly UnreadableDevice[] =>
  repair.pendingDevices.map((deviceId) => ({
    accountId,
    deviceId,
    since: repair.pendingSince ?? 0,
  }));

/** `session_repaired` for one account: the first message of the new sessions. Without devices it is said to all. */
export const repairedRow = (
  context: Context,
  accountId: string,
  devices: readonly UnreadableDevice[] | undefined,
): NewOutboxRow => {
  const at = context.clock.now();
  const lost = devices?.map(({ deviceId, since }) => ({ deviceId, since }));
  return contentRow(context, accountId, {
    v: 1,
    kind: 'control',
    control: { what: 'session_repaired', at, ...(lost ? { lost } : {}) },
  });
};

/** At most one repair a minute and account; what comes between is repaired after it, since it may be of before. */
export const createRepairs = (context: Context, ownAccountId: () => string): Repairs => {
  const { store, clock } = context;
  const load = (): Known => {
    const parsed = repairsSchema.safeParse(store.meta.get(metaName) ?? {});
    return parsed.success ? parsed.data : {};
  };
  const isDue = (repair: Known[string]): boolean => clock.now() - repair.at >= pauseMs;

  return {
    plan: (unit, devices) => {
      const known = load();
      const noticed: string[] = [];
      const now = clock.now();
      let changed = false;
      for (const [accountId, repair] of Object.entries(known)) {
        if (repair.pendingDevices.length === 0 && now - repair.at > rememberMs)
          delete known[accountId];
      }
      const repaired = new Map<string, UnreadableDevice[]>();
      const isAwaited = (accountId: string): boolean =>
        accountId === ownAccountId() || store.chats.byPeer(accountId) !== null;
      for (const device of devices) {
        const { accountId, deviceId, since } = device;
        const former = known[accountId];
        if (!former && Object.keys(known).length >= mostAtOnce && !isAwaited(accountId)) continue;
        changed = true;
        const ofAccount = repaired.get(accountId);
        if (former && !ofAccount && !isDue(former)) {
          if (!former.pendingDevices.includes(deviceId)) former.pendingDevices.push(deviceId);
          former.pendingSince = Math.min(former.pendingSince ?? since, since);
          continue;
        }
        unit.archive({ accountId, deviceId });
        if (ofAccount) {
          ofAccount.push(device);
          continue;
        }
        const waited = former ? waitingOf(accountId, former) : [];
        for (const other of waited) unit.archive(other);
        repaired.set(accountId, [...waited.filter((one) => one.deviceId !== deviceId), device]);
        const notice = !former || now - former.notedAt >= noticeAgainMs;
        if (notice) noticed.push(accountId);
        known[accountId] = {
          at: now,
          notedAt: notice ? now : (former?.notedAt ?? now),
          pendingDevices: [],
        };
      }
      return {
        rows: [...repaired].map(([accountId, lost]) => repairedRow(context, accountId, lost)),
        write: (changes) => {
          if (changed) store.meta.set(metaName, known);
          addNotices(context, changes, 'session_repaired', noticed);
        },
      };
    },
    nextDueAt: () => {
      const times = Object.values(load()).flatMap((repair) =>
        repair.pendingDevices.length > 0 ? [repair.at + pauseMs] : [],
      );
      return times.length > 0 ? Math.min(...times) : null;
    },
    due: () =>
      Object.entries(load()).flatMap(([accountId, repair]) =>
        repair.pendingDevices.length > 0 && isDue(repair) ? waitingOf(accountId, repair) : [],
      ),
  };
};
