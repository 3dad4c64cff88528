import * as z from 'zod/mini';
import { encodeContent } from '../../contract/content/codec.ts';
import { timestampSchema, uuidSchema } from '../../contract/ids.ts';
import { addNotices } from '../chats/notices.ts';
import type { Context } from '../context.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';
import type { Changes } from '../publish.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

const metaName = 'repairs';
const pauseMs = 60_000;
const noticeAgainMs = 3_600_000;
const rememberMs = 86_400_000;
// Who invents senders cannot make this device ask for keys without end.
const mostAtOnce = 100;

const repairsSchema = z.record(
  uuidSchema,
  z.object({ at: timestampSchema, notedAt: timestampSchema, pendingDevices: z.array(z.int()) }),
);
type Known = z.infer<typeof repairsSchema>;

/** Heals sessions that do not open messages any more. */
export interface Repairs {
  /** Archives the sessions and gives the rows that tell the other side; of those whose last repair was just now, later. */
  readonly plan: (
    unit: SessionUnit,
    devices: Iterable<{ readonly accountId: string; readonly deviceId: number }>,
  ) => RepairPlan;
  /** When one that was put off is due; null when none is. */
  readonly nextDueAt: () => number | null;
  /** The devices whose time has come. */
  readonly due: () => readonly { readonly accountId: string; readonly deviceId: number }[];
}

export interface RepairPlan {
  readonly rows: readonly NewOutboxRow[];
  /** Inside the transaction. */
  readonly write: (changes: Changes) => void;
}

/** `session_repaired` for one account: the first message of the new session. */
const repairedRow = (context: Context, accountId: string): NewOutboxRow => {
  const at = context.clock.now();
  return {
    id: context.random.uuid(),
    accountId,
    kind: 'control',
    messageId: null,
    chatId: null,
    content: encodeContent({ v: 1, kind: 'control', control: { what: 'session_repaired', at } }),
    createdAt: at,
  };
};

/** At most one repair a minute and account; what comes between is repaired after it, since it may be of before. */
export const createRepairs = (context: Context): Repairs => {
  const { store, clock } = context;
  const load = (): Known => {
    const parsed = repairsSchema.safeParse(store.meta.get(metaName) ?? {});
    return parsed.success ? parsed.data : {};
  };
  const isDue = (repair: Known[string]): boolean => clock.now() - repair.at >= pauseMs;

  return {
    plan: (unit, devices) => {
      const known = load();
      const rows: NewOutboxRow[] = [];
      const noticed: string[] = [];
      const now = clock.now();
      let changed = false;
      for (const [accountId, repair] of Object.entries(known)) {
        if (repair.pendingDevices.length === 0 && now - repair.at > rememberMs)
          delete known[accountId];
      }
      const repairedNow = new Set<string>();
      for (const { accountId, deviceId } of devices) {
        const former = known[accountId];
        if (!former && Object.keys(known).length >= mostAtOnce && !store.chats.byPeer(accountId))
          continue;
        changed = true;
        if (former && !repairedNow.has(accountId) && !isDue(former)) {
          if (!former.pendingDevices.includes(deviceId)) former.pendingDevices.push(deviceId);
          continue;
        }
        unit.archive({ accountId, deviceId });
        if (repairedNow.has(accountId)) continue;
        repairedNow.add(accountId);
        rows.push(repairedRow(context, accountId));
        const notice = !former || now - former.notedAt >= noticeAgainMs;
        if (notice) noticed.push(accountId);
        known[accountId] = {
          at: now,
          notedAt: notice ? now : (former?.notedAt ?? now),
          pendingDevices: [],
        };
      }
      return {
        rows,
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
        repair.pendingDevices.length > 0 && isDue(repair)
          ? repair.pendingDevices.map((deviceId) => ({ accountId, deviceId }))
          : [],
      ),
  };
};
