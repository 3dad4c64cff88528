import { TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import type { KeyStockState, OwnEncryption } from '../../../../contract/ipc/encryption/own.ts';
import { useHost } from '../../../host/context.tsx';
import { useAction } from '../../../host/use-action.ts';
import { useErrorText } from '../../../host/use-error-text.ts';
import { useFormats, useT } from '../../../i18n/intl.tsx';
import { Button } from '../../../ui/button.tsx';
import { Fact, Facts } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { FieldNotes } from '../../../ui/text-field.tsx';
import styles from './own.module.css';
import { Part } from './part.tsx';

const Count = ({ count }: { count: number }) => {
  const t = useT();
  const formats = useFormats();
  return count === 0 ? t('encryption.stock.none') : formats.number(count);
};

const LastResort = ({ lastResort, lastResortAt }: KeyStockState) => {
  const t = useT();
  const formats = useFormats();
  if (lastResort === 'not_ours')
    return (
      <span className={styles.danger}>
        <Icon of={TriangleAlert} size={18} />
        {t('encryption.stock.not_ours')}
      </span>
    );
  if (lastResort === null || lastResortAt === null) return t('encryption.stock.untold');
  return t(`encryption.stock.${lastResort}`, { date: formats.date(lastResortAt) });
};

export type KeyStockProps = {
  stock: OwnEncryption['stock'];
  now: number;
  onCounted: (answer: OwnEncryption) => void;
};

/** What the server has for others to begin a conversation with: it is asked when this is opened. */
export const KeyStock = ({ stock, now, onCounted }: KeyStockProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { encryption } = useHost();
  const count = useAction(async () => onCounted(await encryption.countKeys({})));
  const { run } = count;
  useEffect(() => run(), [run]);
  return (
    <Part title={t('encryption.stock.title')} text={t('encryption.stock.text')}>
      {stock ? (
        <>
          <Facts>
            <Fact term={t('encryption.stock.oneTime')}>
              <Count count={stock.oneTime} />
            </Fact>
            <Fact term={t('encryption.stock.oneTimePq')}>
              <Count count={stock.oneTimePq} />
            </Fact>
            <Fact term={t('encryption.stock.lastResort')}>
              <LastResort {...stock} />
            </Fact>
            <Fact term={t('encryption.stock.filled')}>
              {stock.filledAt === null
                ? t('encryption.stock.notRecorded')
                : formats.full(stock.filledAt)}
            </Fact>
          </Facts>
          <p className={styles.text}>
            {t('encryption.stock.counted', { at: formats.at(stock.countedAt, now) })}
          </p>
        </>
      ) : (
        <p>{t('encryption.stock.unasked')}</p>
      )}
      <div>
        <Button busy={count.busy} onClick={run}>
          {t('encryption.stock.again')}
        </Button>
      </div>
      {count.error && <FieldNotes id="stock" error={errorText(count.error)} />}
    </Part>
  );
};
