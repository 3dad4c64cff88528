import { DatabaseBackup, FileQuestion, ShieldX } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import type { TimedSharing } from '../../host/sharing.ts';
import { useAction } from '../../host/use-action.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

export type NoticesProps = {
  state: TimedSharing;
  now: number;
  nameOf: (recipient: string) => string;
  /** Puts the policy before the person. */
  onAsk: () => void;
};

const Refused = ({ state, now, nameOf }: Omit<NoticesProps, 'onAsk'>) => {
  const t = useT();
  const formats = useFormats();
  const words = usePolicyWords();
  const { host, sharing } = useSession();
  const read = useAction(async () => sharing.take(await host.sharing.readRefusal({})));
  const { refused } = state;
  if (!refused) return null;
  const { purpose, recipient, at, problem } = refused;
  return (
    <Banner
      icon={ShieldX}
      tone="attention"
      live="polite"
      title={t('sharing.refused.title')}
      actions={
        <Button small busy={read.busy} onClick={() => read.run()}>
          {t('sharing.understood')}
        </Button>
      }
    >
      {t('sharing.refused.text', {
        what:
          purpose && recipient
            ? words.purpose(purpose, nameOf(recipient))
            : t('sharing.refused.all'),
        when: formats.since(at, now),
        why: t.dynamic(`error.${problem.code}`),
      })}
    </Banner>
  );
};

/** What stands in the way of a choice, or waits for one. */
export const Notices = ({ state, now, nameOf, onAsk }: NoticesProps) => {
  const t = useT();
  const { ask, unconfirmed } = state;
  return (
    <>
      {unconfirmed && (
        <Banner
          icon={DatabaseBackup}
          tone="attention"
          live="polite"
          title={t('sharing.unconfirmed.title')}
        >
          {t('sharing.unconfirmed.text')}
        </Banner>
      )}
      <Refused state={state} now={now} nameOf={nameOf} />
      {ask && (
        <Banner
          icon={FileQuestion}
          title={t(`sharing.ask.${ask.why}.title`)}
          actions={
            <Button small onClick={onAsk}>
              {t('sharing.ask.open')}
            </Button>
          }
        >
          {t(`sharing.ask.${ask.why}.text`)}
        </Banner>
      )}
    </>
  );
};
