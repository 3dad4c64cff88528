import type { Deletions } from '../features/conversation/deletions.ts';
import { useT } from '../i18n/intl.tsx';
import { useValue } from '../state/observable.ts';
import { Toast } from '../ui/toast.tsx';

/** What was deleted for me, while it can be brought back. One more brings the time for all of it again. */
export const DeletionToast = ({
  deletions,
  className,
}: {
  deletions: Deletions;
  className: string | undefined;
}) => {
  const t = useT();
  const waiting = useValue(deletions);
  const count = waiting.length;
  if (count === 0) return null;
  return (
    <div className={className}>
      <Toast
        key={waiting.at(-1)?.order}
        text={t('chat.deleted', { count })}
        action={{ label: t('common.undo'), onPress: deletions.undo }}
        closeLabel={t('common.close')}
        onClose={deletions.settle}
      />
    </div>
  );
};
