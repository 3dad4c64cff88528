import { useEffect, useState } from 'react';
import type { DevicesState, HistoryMove } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';

const toHistory = ({ history }: DevicesState) => history;
const ends: ReadonlySet<HistoryMove['stage']> = new Set(['done', 'cancelled']);
/** How long it is said that it ended. */
const stayMs = 8_000;

/** The history on its way, while it is, and for a moment after it ended before the person's eyes. */
export const useHistoryMove = (): HistoryMove | null => {
  const history = useRemotePart(useSession().devices, toHistory) ?? null;
  const ended = history !== null && ends.has(history.stage);
  const running = history !== null && !ended;
  const [seen, setSeen] = useState(false);
  if (running && !seen) setSeen(true);
  const leaving = ended && seen;
  useEffect(() => {
    if (!leaving) return undefined;
    const timer = setTimeout(() => setSeen(false), stayMs);
    return () => clearTimeout(timer);
  }, [leaving]);
  return running || leaving ? history : null;
};
