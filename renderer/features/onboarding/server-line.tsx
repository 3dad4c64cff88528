import { Server } from 'lucide-react';
import { useErrorText } from '../../host/use-error-text.ts';
import { useLocalServer } from '../../host/use-local-server.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './onboarding.module.css';
import type { OnboardingServer } from './use-server.ts';

export type ServerLineProps = {
  server: OnboardingServer;
  /** The person wants another one. */
  onOther: () => void;
};

/** Which server it will be, with the way to another one. */
export const ServerLine = ({ server, onOther }: ServerLineProps) => {
  const t = useT();
  const errorText = useErrorText();
  const local = useLocalServer(server.info?.url);
  return (
    <div className={styles.server}>
      <p className={styles.serverName}>
        <Icon of={Server} size={16} />
        {server.info
          ? t('onboarding.server.on', {
              operator: local ? t('onboarding.server.local') : server.info.operator,
            })
          : server.error
            ? errorText(server.error)
            : t('onboarding.server.unknown')}
      </p>
      {server.error && !server.info && (
        <Button kind="link" onClick={server.retry}>
          {t('common.retry')}
        </Button>
      )}
      <Button kind="link" onClick={onOther}>
        {t('onboarding.server.other')}
      </Button>
    </div>
  );
};
