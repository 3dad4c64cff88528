import { CircleAlert, CloudOff, HeartHandshake } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { ConnectionState } from '../../../contract/ipc/engine-state.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote, useRemotePart } from '../../host/remote.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { bringIntoView } from '../../ui/bring-into-view.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel, PanelPage } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChoiceRow } from './choice-row.tsx';
import { Countdown } from './countdown.tsx';
import { FlowFigure } from './flow-figure.tsx';
import { GlobalOptOut } from './global-opt-out.tsx';
import { History } from './history.tsx';
import { Notices } from './notices.tsx';
import { OtherSide } from './other-side.tsx';
import { Receipts } from './receipts.tsx';
import { RequiredRow } from './required-row.tsx';
import { RulePicker } from './rule-picker.tsx';
import styles from './sharing.module.css';
import { useServerNow } from './use-server-now.ts';

const isOnline = ({ state }: ConnectionState) => state === 'online';

export type DataSharingProps = {
  /** Shows what was shared. */
  onShared: () => void;
  /** Shows where the account can be deleted. */
  onAccount: () => void;
  /** Puts the policy before the person. */
  onAsk: () => void;
};

const Page = ({
  state,
  again,
  onShared,
  onAccount,
  onAsk,
}: DataSharingProps & { state: TimedSharing; again: ReactNode }) => {
  const t = useT();
  const formats = useFormats();
  const now = useServerNow(state);
  const allId = useId();
  const nameOf = (id: string) =>
    state.recipients.find(({ recipient }) => recipient === id)?.name ?? id;
  const chosen = state.shares.filter((share) => share.chosen);
  const required = state.shares.filter((share) => !share.chosen);
  const toAll = () => {
    const part = document.getElementById(allId);
    bringIntoView(part, 'center');
    part?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true });
  };
  return (
    <PanelPage intro={t(`sharing.intro.${state.regime ?? 'opt-in'}`)}>
      {again && (
        <Banner icon={CloudOff} live="polite" title={t('sharing.stale.title')} actions={again}>
          {t('sharing.stale.text')}
        </Banner>
      )}
      <Notices state={state} now={now} nameOf={nameOf} onAsk={onAsk} />
      <FlowFigure state={state} onShared={onShared} />
      <OtherSide name={state.affiliate?.name} />
      {chosen.length > 0 && (
        <Panel list title={t('sharing.choices')} aside={<Countdown state={state} now={now} />}>
          {chosen.map((share) => (
            <ChoiceRow
              key={`${share.purpose} ${share.recipient}`}
              share={share}
              state={state}
              now={now}
              recipient={nameOf(share.recipient)}
              onAll={toAll}
            />
          ))}
        </Panel>
      )}
      {required.length > 0 && (
        <Panel
          list
          title={t(
            required.some(({ allowed }) => allowed) ? 'sharing.required' : 'sharing.required.would',
          )}
        >
          {required.map((share) => (
            <RequiredRow
              key={`${share.purpose} ${share.recipient}`}
              share={share}
              state={state}
              now={now}
              recipient={nameOf(share.recipient)}
            />
          ))}
        </Panel>
      )}
      <GlobalOptOut id={allId} state={state} now={now} onAccount={onAccount} />
      <RulePicker state={state} />
      <History nameOf={nameOf} now={now} />
      <Receipts />
      {state.heardAt !== null && (
        <p className={styles.note}>
          {t('sharing.heard', { when: formats.since(state.heardAt, now) })}
        </p>
      )}
    </PanelPage>
  );
};

/** What may be shared, with whom, and every way to decide about it. */
export const DataSharing = (props: DataSharingProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, sharing, connection } = useSession();
  const { value: state, error } = useRemote(sharing);
  const ask = useAction(async () => sharing.take(await host.sharing.refresh({})));
  const { run, busy } = ask;
  // Asked again as the way to the server opens or closes, so that what stands here about it is true.
  const online = useRemotePart(connection, isOnline);
  const askedWhile = useRef<boolean>(undefined);
  useEffect(() => {
    // What changed while one was under way is asked about once that has ended.
    if (busy || online === askedWhile.current) return;
    askedWhile.current = online;
    run();
  }, [run, online, busy]);
  const again = (
    <Button small={state?.phase === 'ready'} busy={ask.busy} onClick={() => run()}>
      {t('common.retry')}
    </Button>
  );
  if (error) {
    return <EmptyState icon={CircleAlert} title={errorText(error)} action={again} />;
  }
  if (!state) return <Skeleton kind="lines" label={t('sharing.loading')} />;
  if (state.phase === 'unknown') {
    return (
      <EmptyState icon={CloudOff} title={t('sharing.unknown.title')} action={again}>
        {t('sharing.unknown.text')}
      </EmptyState>
    );
  }
  if (state.phase === 'none') {
    return (
      <EmptyState icon={HeartHandshake} title={t('sharing.none.title')}>
        {t('sharing.none.text')}
      </EmptyState>
    );
  }
  return <Page {...props} state={state} again={ask.error && again} />;
};
