import { CloudOff, LoaderCircle } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './connection-banner.module.css';

/** A second of connecting is not worth a line; longer is told, and offline always. */
const patienceMs = 1_200;

export const ConnectionBanner = ({ now, onReview }: { now: number; onReview: () => void }) => {
  const t = useT();
  const formats = useFormats();
  const { host, connection } = useSession();
  const state = useRemote(connection).value;
  const connecting = useDelayed(state?.state === 'connecting', patienceMs);
  const offline = state?.state === 'offline';
  const keyChanged = state?.problem?.code === 'server_key_changed';
  return (
    <div role="status" aria-live="polite">
      {state && (offline || connecting) && (
        <div className={styles.banner} data-alarm={keyChanged || undefined}>
          <Icon of={offline ? CloudOff : LoaderCircle} size={18} />
          <div className={styles.texts}>
            <p className={styles.title}>
              {offline
                ? t('connection.offline', { since: formats.since(state.since, now) })
                : t('connection.connecting')}
            </p>
            {offline && (
              <p>
                {state.problem && state.problem.code !== 'offline'
                  ? t.dynamic(`error.${state.problem.code}`)
                  : state.queuedCount > 0
                    ? t('connection.offlineQueued', { count: state.queuedCount })
                    : t('connection.offlineEmpty')}
              </p>
            )}
            {keyChanged ? (
              <Button kind="link" onClick={onReview}>
                {t('alarm.server.review')}
              </Button>
            ) : (
              offline && (
                <Button
                  kind="link"
                  onClick={() => host.connection.retry({}).catch(() => undefined)}
                >
                  {t('connection.retry')}
                </Button>
              )
            )}
          </div>
        </div>
      )}
    </div>
  );
};
