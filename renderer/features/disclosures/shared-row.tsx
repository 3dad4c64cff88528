import { BadgeCheck, CircleDashed, Eraser, ShieldX } from 'lucide-react';
import { memo, useId, useState } from 'react';
import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import { utf8ToBytes } from '../../../contract/utf8.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Expander } from '../../ui/expander.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Payload } from '../../ui/payload.tsx';
import { Tag } from '../../ui/tag.tsx';
import styles from './disclosures.module.css';

const icons = { checked: BadgeCheck, failed: ShieldX, unchecked: CircleDashed };

export type SharedRowProps = { item: SharedItem; recipient: string; now: number };

const Deletion = ({ item, recipient, now }: SharedRowProps) => {
  const t = useT();
  const formats = useFormats();
  const { deletionAskedAt: asked, deletionConfirmedAt: confirmed } = item;
  if (asked === null) return null;
  return (
    <p className={styles.deletion}>
      <Icon of={Eraser} size={16} />
      <span>
        {confirmed === null
          ? t('shared.deletion.asked', { when: formats.since(asked, now) })
          : t('shared.deletion.confirmed', {
              asked: formats.since(asked, now),
              recipient,
              when: formats.since(confirmed, now),
            })}
      </span>
    </p>
  );
};

/** One thing that left: what for, on which ground, whether it checks, how it ended, and its bytes. */
export const SharedRow = memo(({ item, recipient, now }: SharedRowProps) => {
  const t = useT();
  const formats = useFormats();
  const words = usePolicyWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { purpose, check, outcome, outcomeAt, payload, restsOnAt, leftTicked } = item;
  const name = words.purpose(purpose, recipient);
  const kind = isChosenPurpose(purpose) ? 'choice' : 'required';
  const time = formats.time(item.at);
  return (
    <li className={styles.item} data-check={check} data-purpose={purpose}>
      <Icon of={icons[check]} size={20} className={styles.mark} />
      <div className={styles.words}>
        <p>
          <span className={styles.name}>{name}</span>{' '}
          <Tag>
            {t(item.deletionConfirmedAt === null ? `shared.kind.${kind}` : 'shared.kind.deleted')}
          </Tag>
        </p>
        <p className={styles.note}>
          <time dateTime={new Date(item.at).toISOString()}>
            {t('shared.to', { time, recipient })}
          </time>
          {'\u00A0· '}
          {restsOnAt === null
            ? t(`shared.restsOnNone.${kind}`)
            : t(leftTicked ? 'shared.restsOn.leftTicked' : `shared.restsOn.${kind}`, {
                date: formats.date(restsOnAt),
              })}
        </p>
        <p className={styles.note}>
          <span className={styles.check}>{t(`shared.check.${check}`)}</span>{' '}
          {t(`shared.outcome.${outcome ?? 'none'}`, {
            recipient,
            when: outcomeAt === null ? '' : formats.since(outcomeAt, now),
          })}
        </p>
        <Deletion item={item} recipient={recipient} now={now} />
        <div className={styles.show}>
          <Expander
            open={open}
            onToggle={() => setOpen(!open)}
            controls={id}
            label={t(open ? 'shared.hideOf' : 'shared.showOf', { purpose: name, time })}
          >
            {t(open ? 'shared.hide' : 'shared.show')}
          </Expander>
        </div>
        {open && (
          <div id={id} className={styles.opened}>
            <Payload label={t('shared.payload')} text={payload} />
            <p className={styles.note}>{t('shared.policy', { policy: item.policy })}</p>
            <p className={styles.note}>{t('sharing.preview.rest')}</p>
          </div>
        )}
      </div>
      <p className={styles.size}>{t('shared.bytes', { count: utf8ToBytes(payload).length })}</p>
    </li>
  );
});
SharedRow.displayName = 'SharedRow';
