import { lazy, Suspense } from 'react';
import type { AccountState } from '../../contract/ipc/account.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import { ConnectionBanner } from '../features/connection/connection-banner.tsx';
import type { Deletions } from '../features/conversation/deletions.ts';
import type { SectionId } from '../features/settings/sections.ts';
import { useSession } from '../host/context.tsx';
import { useRemote, useRemotePart } from '../host/remote.ts';
import { DeletionToast } from './deletion-toast.tsx';
import styles from './main-screen.module.css';
import { SignedOut } from './signed-out.tsx';

const Suggestion = lazy(() =>
  import('../features/checkup/suggestion.tsx').then((m) => ({ default: m.Suggestion })),
);
const SettingNotes = lazy(() =>
  import('../features/settings/list-notes.tsx').then((m) => ({ default: m.ListNotes })),
);
const StoreNotice = lazy(() =>
  import('../features/store/store-notice.tsx').then((m) => ({ default: m.StoreNotice })),
);

const HistoryMoveCard = lazy(() =>
  import('../features/devices/history-move-card.tsx').then((m) => ({ default: m.HistoryMoveCard })),
);

const isMoving = ({ history }: DevicesState) => history !== null;

export type ListNoticesProps = {
  account: Extract<AccountState, { phase: 'ready' | 'signed_out' }>;
  deletions: Deletions;
  now: number;
  /** The person wants to see the server's other key again. */
  onReview: () => void;
  /** A device that was signed out begins anew, with a number or by linking. */
  onAgain: (begin: 'number' | 'link') => void;
  /** The person wants to see settings that wait for them. */
  onSettings: (section: SectionId) => void;
};

/** What stands below the list of chats: what can be undone, and what is not as it should be. */
export const ListNotices = ({
  account,
  deletions,
  now,
  onReview,
  onAgain,
  onSettings,
}: ListNoticesProps) => {
  const session = useSession();
  const store = useRemote(session.store).value;
  const moving = useRemotePart(session.devices, isMoving) === true;
  return (
    <>
      <DeletionToast deletions={deletions} className={styles.notice} />
      {moving && (
        <Suspense>
          <HistoryMoveCard className={styles.notice} />
        </Suspense>
      )}
      {account.phase === 'ready' && <ConnectionBanner now={now} onReview={onReview} />}
      {account.phase === 'signed_out' && (
        <div className={styles.notice}>
          <SignedOut account={account} onAgain={onAgain} />
        </div>
      )}
      {account.phase === 'ready' && (
        <Suspense>
          <SettingNotes
            className={styles.notice}
            onLook={() => onSettings('privacy')}
            onCheckup={() => onSettings('checkup')}
          />
          <Suggestion
            className={styles.notice}
            since={account.server.pinnedAt}
            now={now}
            onLook={() => onSettings('checkup')}
          />
        </Suspense>
      )}
      {(store?.state === 'repaired' || store?.state === 'salvaged') && (
        <div className={styles.notice}>
          <Suspense>
            <StoreNotice state={store} />
          </Suspense>
        </div>
      )}
    </>
  );
};
