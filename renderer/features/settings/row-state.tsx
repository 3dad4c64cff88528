import { CloudCheck, CloudUpload, Ellipsis, GitFork, Laptop, LogOut, Timer } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { SettingRowState } from '../../../contract/ipc/account-settings.ts';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useSignedOut } from '../../host/use-signed-out.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './row-state.module.css';
import { lastKnownWords, stateWords } from './row-words.ts';
import { useRow } from './use-row.ts';

const RowMenu = lazy(() => import('./row-menu.tsx').then((m) => ({ default: m.RowMenu })));

const toIcon = (row: SettingRowState) => {
  if (row.conflict) return GitFork;
  if (row.ofAccount) return Laptop;
  if (row.until) return Timer;
  return row.place === 'waiting' ? CloudUpload : CloudCheck;
};

/** The line under a row of an account that is here no more: what is left of it, and nothing to be done with it. */
const LastKnown = ({ row }: { row: SettingRowState | undefined }) => {
  const t = useT();
  const formats = useFormats();
  const now = useNow(30_000);
  return (
    <div className={styles.state}>
      <p className={styles.words}>
        {row && (
          <>
            <Icon of={LogOut} size={14} />
            <span>{lastKnownWords(t, formats, row, now)}</span>
          </>
        )}
      </p>
    </div>
  );
};

/** One line under a row: where it stands and who set it, with a menu. Its room is there before it is known. */
export const RowState = ({ id }: { id: SettingKey }) => {
  const t = useT();
  const formats = useFormats();
  const now = useNow(30_000);
  const row = useRow(id);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const signedOut = useSignedOut();
  const label = t('settings.menu.label', { setting: t.dynamic(`settings.${id}.label`) });
  if (signedOut) return <LastKnown row={row} />;
  return (
    <div className={styles.state}>
      <p className={styles.words}>
        {row && (
          <>
            <Icon of={toIcon(row)} size={14} />
            <span>{stateWords(t, formats, row, now)}</span>
          </>
        )}
      </p>
      <IconButton
        ref={button}
        icon={Ellipsis}
        size={18}
        label={label}
        className={styles.more}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={!row}
        onClick={() => setOpen(true)}
      />
      <Suspense>
        {row && (
          <RowMenu id={id} row={row} open={open} anchor={button} onClose={() => setOpen(false)} />
        )}
      </Suspense>
    </div>
  );
};
