import { DatabaseBackup } from 'lucide-react';
import type { StoreState } from '../../../contract/ipc/engine-state.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

const keyTexts = {
  whole: 'store.salvaged.keysWhole',
  partly: 'store.salvaged.keysPartly',
  lost: 'store.salvaged.keysLost',
} as const;

/** After a repair: what was damaged, what was kept, where the old file is. Stays until read. */
export const StoreNotice = ({ state }: { state: StoreState }) => {
  const t = useT();
  const { host, store } = useSession();
  const understood = useAction(async () => store.put(await host.store.acknowledge({})));
  const repaired = state.state === 'repaired';
  const { kept } = state;
  return (
    <Banner
      icon={DatabaseBackup}
      tone="attention"
      live="polite"
      title={t(repaired ? 'store.repaired.title' : 'store.salvaged.title')}
      actions={
        <Button small busy={understood.busy} onClick={() => understood.run()}>
          {t('store.understood')}
        </Button>
      }
    >
      {kept && (
        <p>
          {t(repaired ? 'store.repaired.text' : 'store.salvaged.text', {
            messages: kept.messages,
            chats: kept.chats,
          })}{' '}
          {!repaired && t(keyTexts[kept.keys])}
        </p>
      )}
      {state.keptAt && <p>{t('store.keptAt', { path: state.keptAt })}</p>}
    </Banner>
  );
};
