import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import { fieldCatalogue } from '../../../contract/policy/fields.ts';
import { useHost } from '../../host/context.tsx';
import type { TimedSharing } from '../../host/sharing.ts';
import { useLanguage, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Payload } from '../../ui/payload.tsx';
import styles from './sharing.module.css';
import { toStateLine } from './state-line.ts';

type Preview = CallOutput<typeof sharingDomain.calls.preview>;

/** Asked again after each choice: what may be sent, and under which pseudonym, may be another. */
const usePreview = (share: SharingRow): Preview | undefined => {
  const host = useHost();
  const [preview, setPreview] = useState<Preview>();
  useEffect(() => {
    let current = true;
    const { purpose, recipient } = share;
    host.sharing.preview({ purpose, recipient }).then(
      (answer) => current && setPreview(answer),
      () => current && setPreview({ payload: null, exact: false }),
    );
    return () => {
      current = false;
    };
  }, [host, share]);
  return preview;
};

/** What is true of the bytes now: the switch goes before what was known when they were asked for. */
const toPreviewText = ({ payload, exact }: Preview, share: SharingRow, state: TimedSharing) => {
  if (payload === null) return 'sharing.preview.none';
  if (share.chosen && !share.on) {
    const waits = toStateLine(share, state).id === 'offWaitingSends';
    return waits ? 'sharing.preview.offWaits' : 'sharing.preview.off';
  }
  if (!share.allowed || state.affiliate === null) return 'sharing.preview.example';
  if (!exact) return 'sharing.preview.some';
  // A day that a field speaks of goes on.
  return share.row.fields.some((field) => fieldCatalogue[field].speaksOf === 'day')
    ? 'sharing.preview.day'
    : 'sharing.preview.exact';
};

export type RowDetailsProps = { id: string; share: SharingRow; state: TimedSharing };

/** Field by field what a row sends, and the bytes themselves. */
export const RowDetails = ({ id, share, state }: RowDetailsProps) => {
  const t = useT();
  const words = usePolicyWords();
  const language = useLanguage();
  const preview = usePreview(share);
  const { row, spentHundredths } = share;
  const who = state.recipients.find(({ recipient }) => recipient === share.recipient);
  const { epsilonHundredths: each, epsilonCapHundredths: cap } = row;
  const spent = spentHundredths ?? 0;
  return (
    <div id={id} className={styles.details}>
      {row.basis.kind === 'required' && <p className={styles.note}>{row.basis.reason[language]}</p>}
      <dl className={styles.fields}>
        {row.fields.map((field) => (
          <div key={field}>
            <dt>{words.fields([field])}</dt>
            <dd>{t(`field.${field}.about`)}</dd>
          </div>
        ))}
      </dl>
      {who && (
        <p className={styles.note}>
          {t('acceptance.who', { recipient: who.name, about: who.about[language] })}
        </p>
      )}
      {preview && (
        <div className={styles.preview}>
          {preview.payload !== null && (
            <Payload label={t('sharing.preview.label')} text={preview.payload} />
          )}
          <p className={styles.note}>{t(toPreviewText(preview, share, state))}</p>
          {preview.payload !== null && <p className={styles.note}>{t('sharing.preview.rest')}</p>}
        </div>
      )}
      {each !== undefined && cap !== undefined && (
        <p className={styles.note}>
          {t('sharing.epsilon', {
            spent: words.epsilon(spent),
            cap: words.epsilon(cap),
            left: words.epsilon(Math.max(0, cap - spent)),
            each: words.epsilon(each),
          })}
        </p>
      )}
    </div>
  );
};
