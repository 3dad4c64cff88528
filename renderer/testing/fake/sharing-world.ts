import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { LogState, SharedItem } from '../../../contract/ipc/disclosures.ts';
import { noLog, noSharing } from '../../../contract/ipc/no-state.ts';
import type { ChoiceMade } from '../../../contract/ipc/sharing/choices.ts';
import type { SharingState } from '../../../contract/ipc/sharing/state.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import type { Policy } from '../../../contract/policy/document.ts';

/** What the in-memory host knows of sharing. */
export type SharingWorld = {
  state: SharingState;
  /** Published versions, by hash. */
  policies: Map<string, Policy>;
  /** By purpose; null when the server cannot be asked. */
  previews: Partial<Record<string, { payload: string | null; exact: boolean }>>;
  history: ChoiceMade[];
  receipt: { name: string; text: string };
  evidence: { name: string; text: string };
  verdict: CallOutput<typeof sharingDomain.calls.verifyReceipt>;
  suggestions: { username: string }[];
  log: LogState;
  /** Newest first. */
  items: SharedItem[];
  /** What was asked of the engine, for tests. */
  asked: { call: string; input: unknown }[];
  /** How often the window was said to come into view. */
  opened: number;
};

/** A server that publishes no policy. */
export const noPolicy = (): SharingState => ({ ...noSharing(0), phase: 'none' });

export const createSharingWorld = (change: Partial<SharingWorld> = {}): SharingWorld => ({
  state: noPolicy(),
  policies: new Map(),
  previews: {},
  history: [],
  receipt: { name: 'bisik-receipt-2026-11-23.json', text: '{"format":"bisik-receipt"}\n' },
  evidence: {
    name: 'bisik-log-evidence-2026-11-23.json',
    text: '{"format":"bisik-log-evidence"}\n',
  },
  verdict: {
    complete: false,
    records: null,
    upTo: null,
    fault: 'damaged',
    faultAt: null,
    ownServer: false,
    ownAccount: false,
  },
  suggestions: [],
  log: noLog,
  items: [],
  asked: [],
  opened: 0,
  ...change,
});
