import { GitFork } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SyncNotes, toConflicts } from './account-notes.tsx';

export type ListNotesProps = {
  className: string | undefined;
  onLook: () => void;
  onCheckup: () => void;
};

/** Below the list of chats: settings that want the person. */
export const ListNotes = ({ className, onLook, onCheckup }: ListNotesProps) => {
  const t = useT();
  const state = useRemote(useSession().rows).value;
  if (!state) return null;
  const conflicts = toConflicts(state);
  const [first] = conflicts;
  const { problem, beganStrictest } = state.sync;
  if (!first && !problem && !beganStrictest) return null;
  return (
    <div className={className}>
      <SyncNotes sync={state.sync} onCheckup={onCheckup} />
      {first && (
        <Banner
          icon={GitFork}
          tone="attention"
          live="polite"
          actions={
            <Button small onClick={onLook}>
              {t('settings.conflict.look')}
            </Button>
          }
        >
          {conflicts.length === 1
            ? t('settings.conflict.title', {
                setting: t.dynamic(`settings.${first.key}.label`),
                count: first.writes.length,
              })
            : t('settings.conflict.several', { count: conflicts.length })}
        </Banner>
      )}
    </div>
  );
};
