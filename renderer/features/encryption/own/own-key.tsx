import { useId, useState } from 'react';
import type { OwnEncryption } from '../../../../contract/ipc/encryption/own.ts';
import { useT } from '../../../i18n/intl.tsx';
import { Expander } from '../../../ui/expander.tsx';
import { Fact, Facts } from '../../../ui/facts.tsx';
import { inFours, toHexGroups } from '../../../ui/hex-groups.ts';
import { Points } from '../../../ui/steps.tsx';
import { NumberGrid } from '../number-grid.tsx';
import styles from './own.module.css';
import { Part } from './part.tsx';

const points = ['both', 'where', 'same', 'new'] as const;

/** The account's identity key, and what of it people compare. */
export const OwnKey = ({ shown }: { shown: NonNullable<OwnEncryption['key']> }) => {
  const t = useT();
  const id = useId();
  const title = useId();
  const [open, setOpen] = useState(false);
  return (
    <Part title={t('encryption.own.key')} text={t('encryption.own.keyText')}>
      <section className={styles.number} aria-labelledby={title}>
        <h4 id={title} className={styles.numberTitle}>
          {t('encryption.own.digits')}
        </h4>
        <NumberGrid digits={shown.digits} />
        <h4 className={styles.numberTitle}>{t('encryption.own.compare')}</h4>
        <Points points={points.map((point) => t(`encryption.own.compare.${point}`))} />
      </section>
      <Expander open={open} onToggle={() => setOpen(!open)} controls={id}>
        {t('encryption.own.public')}
      </Expander>
      {open && (
        <div id={id}>
          <Facts>
            <Fact term={t('encryption.own.public')} code help={t('encryption.own.publicHelp')}>
              {toHexGroups(shown.publicKey)}
            </Fact>
            <Fact term={t('encryption.own.hash')} code>
              {inFours(shown.keyHash)}
            </Fact>
          </Facts>
        </div>
      )}
    </Part>
  );
};
