import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { PanelPage } from '../../ui/panel.tsx';
import { useNow } from '../../ui/use-now.ts';
import { LogCard } from './log-card.tsx';
import { Timeline } from './timeline.tsx';

/** What left about the person, and the log that proves it. */
export const WhatWasShared = () => {
  const t = useT();
  const session = useSession();
  const log = useRemote(session.log).value;
  const sharing = useRemote(session.sharing).value;
  const now = useNow(20_000) + (sharing?.aheadMs ?? 0);
  const nameOf = (id: string) =>
    sharing?.recipients.find(({ recipient }) => recipient === id)?.name ?? id;
  const first = sharing?.affiliate?.name ?? sharing?.recipients[0]?.name;
  return (
    <PanelPage intro={t('shared.intro')}>
      {log && <LogCard log={log} now={now} />}
      <Timeline now={now} nameOf={nameOf} affiliate={first ?? t('shared.somebody')} />
    </PanelPage>
  );
};
