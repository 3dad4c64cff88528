import type { StoreState } from '../../../contract/ipc/engine-state.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CardScreen } from '../../ui/card-screen.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';

/** The database does not open. Nothing is shown as empty and nothing is deleted. */
export const StoreFailed = ({ state }: { state: StoreState }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, store } = useSession();
  const empty = useAction(async () => store.put(await host.store.startEmpty({})));
  return (
    <CardScreen name={t('app.name')} heading={t('store.failed.title')}>
      <p>{t('store.failed.text')}</p>
      {state.problem && <Banner>{t.dynamic(`error.${state.problem.code}`)}</Banner>}
      <Button wide busy={empty.busy} onClick={() => empty.run()}>
        {t('store.failed.empty')}
      </Button>
      <FieldNotes id="store" error={empty.error && errorText(empty.error)} />
    </CardScreen>
  );
};
