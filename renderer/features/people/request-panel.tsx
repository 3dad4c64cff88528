import { EyeOff, MapPin, UserRoundX } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import type { MessageId } from '../../i18n/load-messages.ts';
import { useNumber } from '../../i18n/use-number.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { DoesLine } from './does-line.tsx';
import styles from './people.module.css';

const BlockDialog = lazy(() =>
  import('./block-dialog.tsx').then((m) => ({ default: m.BlockDialog })),
);
const DeleteRequest = lazy(() =>
  import('./delete-request.tsx').then((m) => ({ default: m.DeleteRequest })),
);

export type RequestPanelProps = {
  chat: Pick<ChatSummary, 'peer'>;
  onAccepted: () => void;
  onReport: () => void;
  /** Deleted or blocked: there is nothing to answer any more. */
  onGone: () => void;
};

/** What can lead a stranger to the person; what did is told to nobody. */
const toFound = (account: AccountState | undefined): MessageId => {
  if (account?.phase !== 'ready') return 'requests.panel.foundBefore';
  const { findableByNumber, username } = account;
  if (findableByNumber && username) return 'requests.panel.foundBoth';
  if (username) return 'requests.panel.foundUsername';
  return findableByNumber ? 'requests.panel.foundNumber' : 'requests.panel.foundBefore';
};

/** In the place of the composer, until the person decides about somebody who wrote first. */
export const RequestPanel = ({ chat, onAccepted, onReport, onGone }: RequestPanelProps) => {
  const { peer } = chat;
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const account = useRemote(useSession().account).value;
  const [asking, setAsking] = useState<'block' | 'delete'>();
  const name = useNumber(peer.name);
  const number = useNumber(peer.number ?? '');
  const { accountId } = peer;
  const accept = useAction(async () => {
    await host.people.accept({ accountId });
    onAccepted();
  });
  const known = [peer.username, number].filter((one) => one && one !== name).join(' · ');
  const close = () => setAsking(undefined);
  return (
    <div className={styles.foot}>
      <section className={styles.panel} aria-label={t('requests.panel.label', { name })}>
        <div className={styles.who}>
          <Avatar id={accountId} hue={peer.hue} name={peer.name} />
          <div className={styles.texts}>
            <h2 className={styles.name}>{t('requests.panel.title', { name })}</h2>
            {known && (
              <p className={styles.second}>
                <bdi dir="ltr">{known}</bdi>
              </p>
            )}
          </div>
        </div>
        <ul className={styles.facts}>
          <DoesLine icon={UserRoundX}>{t('requests.panel.unknown')}</DoesLine>
          <DoesLine icon={MapPin}>{t(toFound(account))}</DoesLine>
          <DoesLine icon={EyeOff}>{t('requests.panel.silent')}</DoesLine>
        </ul>
        <div className={styles.answers}>
          <Button busy={accept.busy} onClick={accept.run}>
            {t('requests.accept')}
          </Button>
          <Button onClick={() => setAsking('delete')}>{t('requests.delete')}</Button>
          <Button onClick={() => setAsking('block')}>{t('block.action')}</Button>
          <Button onClick={onReport}>{t('report.action')}</Button>
        </div>
        <div role="alert">
          {accept.error && <p className={styles.error}>{errorText(accept.error)}</p>}
        </div>
      </section>
      <Suspense>
        {asking === 'block' && <BlockDialog peer={peer} onDone={onGone} onClose={close} />}
        {asking === 'delete' && <DeleteRequest peer={peer} onDone={onGone} onClose={close} />}
      </Suspense>
    </div>
  );
};
