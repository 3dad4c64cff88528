import { useId } from 'react';
import type { Policy } from '../../../contract/policy/document.ts';
import { useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import choice from '../../ui/choice.module.css';
import { Tag } from '../../ui/tag.tsx';
import styles from './acceptance.module.css';
import { RowWords } from './row-words.tsx';
import type { ChangedRow } from './to-rows.ts';

export type ChangesListProps = {
  rows: readonly ChangedRow[];
  policy: Policy;
  /** The recipients of the version before, for rows that are gone. */
  before: Policy | null;
  isTicked: (row: ChangedRow) => boolean;
  hadOn: (row: ChangedRow) => boolean;
  onTick: (row: ChangedRow, ticked: boolean) => void;
};

/** Rows of one kind; each choice with its box. */
export const ChangesList = ({
  rows,
  policy,
  before,
  isTicked,
  hadOn,
  onTick,
}: ChangesListProps) => {
  const t = useT();
  const words = usePolicyWords();
  const id = useId();
  return (
    <ul className={styles.rows}>
      {rows.map((row) => {
        const recipient =
          policy.recipients[row.recipient]?.name ??
          before?.recipients[row.recipient]?.name ??
          row.recipient;
        const name = words.purpose(row.purpose, recipient);
        const own = `${id}-${row.purpose}-${row.recipient}`;
        return (
          <li key={own} className={styles.row} data-purpose={row.purpose} data-change={row.change}>
            {row.ticked !== undefined && (
              <input
                id={own}
                type="checkbox"
                className={choice.box}
                checked={isTicked(row)}
                aria-describedby={`${own}-words`}
                onChange={(event) => onTick(row, event.target.checked)}
              />
            )}
            <div className={styles.words}>
              <p className={styles.name}>
                {row.ticked === undefined ? (
                  <span>{name}</span>
                ) : (
                  <label htmlFor={own}>{name}</label>
                )}{' '}
                {/* The first time everything is new: a mark on each would tell nothing. */}
                {before && (
                  <Tag
                    tone={
                      row.change === 'added' || row.change === 'widened' ? 'attention' : 'plain'
                    }
                  >
                    {t(`change.${row.change}`)}
                  </Tag>
                )}
              </p>
              <div id={`${own}-words`}>
                <RowWords row={row} recipient={recipient} had={hadOn(row)} />
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  );
};
