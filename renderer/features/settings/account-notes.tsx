import { CloudAlert, ShieldCheck } from 'lucide-react';
import type { AccountRows } from '../../../contract/ipc/account-settings.ts';
import { settingKeysOf } from '../../../contract/settings/registry.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useSignedOut } from '../../host/use-signed-out.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConflictCard } from './conflict-card.tsx';

const keys = settingKeysOf('account');

/** Keys of rows that were set apart and wait for the person. */
export const toConflicts = ({ rows }: AccountRows) =>
  keys.flatMap((key) => {
    const row = rows[key];
    return row?.conflict ? [{ key, row, writes: row.conflict }] : [];
  });

/** That everything began at its strictest, until it was read; and that the settings do not travel as they should. */
export const SyncNotes = ({
  sync,
  onCheckup,
}: Pick<AccountRows, 'sync'> & {
  /** The person wants to go through the choices one by one. */
  onCheckup: () => void;
}) => {
  const t = useT();
  const { accountSettings } = useHost();
  const read = useAction(() => accountSettings.readBegan({}));
  return (
    <>
      {sync.problem && (
        <Banner icon={CloudAlert} tone="danger" title={t('settings.sync.problem')}>
          {t.dynamic(`error.${sync.problem.code}`)}
        </Banner>
      )}
      {sync.beganStrictest && (
        <Banner
          icon={ShieldCheck}
          tone="attention"
          title={t('settings.began.title')}
          live="polite"
          actions={
            <>
              <Button small onClick={onCheckup}>
                {t('settings.began.checkup')}
              </Button>
              <Button small busy={read.busy} onClick={read.run}>
                {t('settings.began.read')}
              </Button>
            </>
          }
        >
          {t('settings.began.text')}
        </Banner>
      )}
    </>
  );
};

/** On top of a section of account rows: what is not as it should be, and what waits for a pick. */
export const AccountNotes = ({ onCheckup }: { onCheckup: () => void }) => {
  const state = useRemote(useSession().rows).value;
  const signedOut = useSignedOut();
  if (!state || signedOut) return null;
  return (
    <>
      <SyncNotes sync={state.sync} onCheckup={onCheckup} />
      {toConflicts(state).map(({ key, row, writes }) => (
        <ConflictCard key={key} id={key} writes={writes} held={row.value} />
      ))}
    </>
  );
};
