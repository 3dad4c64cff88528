import { EqualNot } from 'lucide-react';
import type { NumbersDiffer, Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useDiffersWords } from '../../i18n/use-differs-words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './key-change-banner.module.css';

export type DiffersBannerProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  differs: NumbersDiffer;
  now: number;
  /** Leads to comparing. */
  onCompare: (() => void) | undefined;
  onUndone: () => void;
};

/** Above the composer as long as numbers were not the same: when, what to do, and how it ends. What is written goes. */
export const DiffersBanner = ({ peer, differs, now, onCompare, onUndone }: DiffersBannerProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const words = useDiffersWords();
  const { accountId, name } = peer;
  const undo = useAction(async () => {
    await host.encryption.undoDiffer({ accountId });
    onUndone();
  });
  const title = t('encryption.state.numbers_differ');
  return (
    <section className={styles.keys} aria-label={title}>
      <Banner
        icon={EqualNot}
        tone="danger"
        live="polite"
        title={title}
        actionsStay
        actions={
          <>
            {onCompare && <Button onClick={onCompare}>{t('encryption.different.again.do')}</Button>}
            <Button busy={undo.busy} onClick={undo.run}>
              {t('encryption.differs.mistake')}
            </Button>
          </>
        }
      >
        <p>{words(differs, { name, now })}</p>
        <p>{t('encryption.differs.danger', { name })}</p>
        <FieldNotes id="differs" error={undo.error && errorText(undo.error)} />
      </Banner>
    </section>
  );
};
