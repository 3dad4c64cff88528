import { lazy, Suspense } from 'react';
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

export type SharingGateProps = {
  /** The person wants to see the policy now. */
  asked: boolean;
  onAnswered: () => void;
  onShared: () => void;
};

const isAlarm = ({ alarm }: { alarm: unknown }) => alarm !== null;

/** What sharing puts before a person by itself: a policy to decide about, and a log that does not hold. */
export const SharingGate = ({ asked, onAnswered, onShared }: SharingGateProps) => {
  const { sharing, log } = useSession();
  const state = useRemote(sharing).value;
  const alarm = useRemotePart(log, isAlarm);
  const asking = state?.ask ?? null;
  const now = useNow(60_000, asking !== null) + (state?.aheadMs ?? 0);
  const due = asking !== null && (asking.due || asking.notBefore <= now);
  const mayAsk = useLull(due);
  return (
    <Suspense>
      {alarm && <LogAlarm onShared={onShared} />}
      {state && asking && (asked || mayAsk) && (
        <Acceptance key={asking.policyHash} state={state} asking={asking} onDone={onAnswered} />
      )}
    </Suspense>
  );
};
