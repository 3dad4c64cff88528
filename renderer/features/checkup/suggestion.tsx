import { ListChecks } from 'lucide-react';
import { useSession, useSettings } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

const weekMs = 7 * 86_400_000;

export type SuggestionProps = {
  className: string | undefined;
  /** When the person began here; null when that is not known. */
  since: number | null;
  now: number;
  onLook: () => void;
};

/** Once, after a week of use; put away, it does not come back. */
export const Suggestion = ({ className, since, now, onLook }: SuggestionProps) => {
  const t = useT();
  const { settings } = useSession();
  const wanted = useSettings()['notifications.suggestCheckup'];
  if (!wanted || since === null || now - since < weekMs) return null;
  const away = () =>
    void settings.set('notifications.suggestCheckup', false).catch(() => undefined);
  return (
    <div className={className}>
      <Banner
        icon={ListChecks}
        title={t('checkup.suggest.title')}
        actions={
          <>
            <Button
              small
              onClick={() => {
                away();
                onLook();
              }}
            >
              {t('checkup.suggest.look')}
            </Button>
            <Button small onClick={away}>
              {t('checkup.suggest.away')}
            </Button>
          </>
        }
      >
        {t('checkup.suggest.text')}
      </Banner>
    </div>
  );
};
