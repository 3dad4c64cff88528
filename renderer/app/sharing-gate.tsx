import { lazy, Suspense } from 'react';
import type { LogState } from '../../contract/ipc/disclosures.ts';
import type { SectionId } from '../features/settings/sections.ts';
import { useSession } from '../host/context.tsx';
import { useRemote, useRemotePart } from '../host/remote.ts';
import { useNow } from '../ui/use-now.ts';
import { useLull } from './use-lull.ts';

const Acceptance = lazy(() =>
  import('../features/acceptance/acceptance.tsx').then((m) => ({ default: m.Acceptance })),
);
const LogAlarm = lazy(() =>
  import('../features/alarm/log-alarm.tsx').then((m) => ({ default: m.LogAlarm })),
);
const RestoredNotice = lazy(() =>
  import('../features/alarm/sharing-notices.tsx').then((m) => ({ default: m.RestoredNotice })),
);
const RefusedNotice = lazy(() =>
  import('../features/alarm/sharing-notices.tsx').then((m) => ({ default: m.RefusedNotice })),
);

export type SharingGateProps = {
  /** The person wants to see the policy now. */
  asked: boolean;
  onAnswered: () => void;
  /** The section of the settings that stands on the screen. */
  shown: SectionId | null;
  onSection: (section: SectionId) => void;
};

const toNews = ({ alarm, state }: LogState) =>
  alarm ? 'alarm' : state === 'restored' || state === 'unproved' ? 'restored' : null;

/** What sharing puts before a person by itself: a policy to decide about, and what they must not miss. */
export const SharingGate = ({ asked, onAnswered, shown, onSection }: SharingGateProps) => {
  const { sharing, log } = useSession();
  const state = useRemote(sharing).value;
  const news = useRemotePart(log, toNews);
  const asking = state?.ask ?? null;
  const now = useNow(60_000, asking !== null) + (state?.aheadMs ?? 0);
  const due = asking !== null && (asking.due || asking.notBefore <= now);
  const mayAsk = useLull(due);
  return (
    <Suspense>
      {news === 'alarm' && <LogAlarm onShared={() => onSection('shared')} />}
      {news === 'restored' && shown !== 'shared' && (
        <RestoredNotice onShared={() => onSection('shared')} />
      )}
      {state?.refused && shown !== 'sharing' && (
        <RefusedNotice onSharing={() => onSection('sharing')} />
      )}
      {state && asking && (asked || mayAsk) && (
        <Acceptance key={asking.policyHash} state={state} asking={asking} onDone={onAnswered} />
      )}
    </Suspense>
  );
};
