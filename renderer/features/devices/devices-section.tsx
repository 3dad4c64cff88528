import { CircleAlert, CloudOff, LogOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { DevicesState, OwnDevice } from '../../../contract/ipc/devices.ts';
import type { ConnectionState } from '../../../contract/ipc/engine-state.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote, useRemotePart } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel, PanelPage } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { useNow } from '../../ui/use-now.ts';
import { AddedBanner } from './added-banner.tsx';
import { DeviceRow } from './device-row.tsx';
import styles from './devices.module.css';
import { HistoryMoveCard } from './history-move-card.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { LinkedBanner } from './linked-banner.tsx';
import { NewKeysDialog } from './new-keys-dialog.tsx';
import { NewKeysPanel } from './new-keys-panel.tsx';
import { UnlinkDialog } from './unlink-dialog.tsx';

const isOnline = ({ state }: ConnectionState) => state === 'online';

/** This device first, then the newest: what a person looks for, and what they should not miss. */
const inOrder = (devices: readonly OwnDevice[]): OwnDevice[] =>
  [...devices].sort((a, b) => Number(b.thisDevice) - Number(a.thisDevice) || b.addedAt - a.addedAt);

type PageProps = {
  state: DevicesState;
  list: readonly OwnDevice[];
  /** The server could not be asked: try again. */
  stale: { busy: boolean; again: () => void } | undefined;
};

const Page = ({ state, list, stale }: PageProps) => {
  const t = useT();
  const now = useNow(60_000);
  const [leaving, setLeaving] = useState<readonly OwnDevice[]>();
  const [linking, setLinking] = useState(false);
  const [renewing, setRenewing] = useState(false);
  // The row that a dialog came from may be gone by its end.
  const linkButton = useRef<HTMLButtonElement>(null);
  const renewPanel = useRef<HTMLDivElement>(null);
  useFocusBack(leaving !== undefined, linkButton);
  useFocusBack(renewing, renewPanel);
  const devices = inOrder(list);
  const others = devices.filter(({ thisDevice }) => !thisDevice);
  const full = devices.length >= state.mostDevices;
  return (
    <PanelPage intro={t('devices.intro', { most: state.mostDevices })}>
      {stale && (
        <Banner
          icon={CloudOff}
          live="polite"
          title={t('sharing.stale.title')}
          actions={
            <Button small busy={stale.busy} onClick={stale.again}>
              {t('common.retry')}
            </Button>
          }
        >
          {t('devices.stale')}
        </Banner>
      )}
      <AddedBanner
        state={state}
        now={now}
        onUnlink={(deviceId) => setLeaving(devices.filter((one) => one.deviceId === deviceId))}
      />
      {/* In the dialog the person reads it there. */}
      {!linking && <LinkedBanner linked={state.linked} now={now} />}
      <HistoryMoveCard />
      <Panel
        list
        title={t('devices.title')}
        aside={
          <span className={styles.count}>
            {t('devices.count', { count: devices.length, most: state.mostDevices })}
          </span>
        }
      >
        {devices.map((device) => (
          <DeviceRow
            key={device.deviceId}
            device={device}
            now={now}
            onUnlink={() => setLeaving([device])}
          />
        ))}
      </Panel>
      <div className={styles.ways}>
        <Button ref={linkButton} kind="primary" disabled={full} onClick={() => setLinking(true)}>
          {t('devices.link')}
        </Button>
        {others.length > 1 && (
          <Button onClick={() => setLeaving(others)}>{t('devices.unlink.all')}</Button>
        )}
      </div>
      {(full || others.length === 0) && (
        <p className={styles.note}>
          {full ? t('devices.full', { most: state.mostDevices }) : t('devices.alone')}
        </p>
      )}
      <NewKeysPanel ref={renewPanel} newKeys={state.newKeys} onOpen={() => setRenewing(true)} />
      {leaving && leaving.length > 0 && (
        <UnlinkDialog
          devices={leaving}
          onClose={() => setLeaving(undefined)}
          onLost={() => {
            setLeaving(undefined);
            setRenewing(true);
          }}
        />
      )}
      {renewing && (
        <NewKeysDialog because="lost" others={others.length} onClose={() => setRenewing(false)} />
      )}
      {linking && <LinkDialog onClose={() => setLinking(false)} />}
    </PanelPage>
  );
};

/** The devices of the account: which there are, one more, one less. */
export const DevicesSection = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account, connection, devices } = useSession();
  const phase = useRemotePart(account, (own) => own.phase);
  const { value: state, error } = useRemote(devices);
  const ask = useAction(async () => devices.put(await host.devices.refresh({})));
  const { run, busy } = ask;
  const online = useRemotePart(connection, isOnline);
  const askedWhile = useRef<boolean>(undefined);
  const mayAsk = phase === 'ready';
  useEffect(() => {
    // Again as the way to the server opens or closes; what changed while one was under way is asked about once that ended.
    if (!mayAsk || busy || online === askedWhile.current) return;
    askedWhile.current = online;
    run();
  }, [run, online, busy, mayAsk]);
  if (phase === 'signed_out') {
    return <EmptyState icon={LogOut} title={t('devices.signedOut')} />;
  }
  const again = (
    <Button busy={busy} onClick={() => run()}>
      {t('common.retry')}
    </Button>
  );
  if (error) return <EmptyState icon={CircleAlert} title={errorText(error)} action={again} />;
  if (state?.devices) {
    const stale = ask.error ? { busy, again: run } : undefined;
    return <Page state={state} list={state.devices} stale={stale} />;
  }
  if (ask.error) {
    return (
      <EmptyState icon={CloudOff} title={t('devices.unknown')} action={again}>
        {errorText(ask.error)}
      </EmptyState>
    );
  }
  return <Skeleton kind="lines" label={t('devices.loading')} />;
};
