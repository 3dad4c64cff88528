import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useErrorText } from '../../../host/use-error-text.ts';
import { useT } from '../../../i18n/intl.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PanelPage } from '../../../ui/panel.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { DeviceList } from '../device-list.tsx';
import { KeyChecks } from './key-checks.tsx';
import { KeyStock } from './key-stock.tsx';
import { OwnKey } from './own-key.tsx';
import { Part } from './part.tsx';
import { useOwnEncryption } from './use-own-encryption.ts';

export type OwnEncryptionProps = {
  /** How the key to this computer's database is kept, and its change. */
  protection: ReactNode;
  onDevices: () => void;
};

/** The account's own keys: what people compare, who has them, what is ready for new chats, and what the log says of them. */
export const OwnEncryption = ({ protection, onDevices }: OwnEncryptionProps) => {
  const t = useT();
  const errorText = useErrorText();
  const now = useNow(20_000);
  const { held, error, again, take } = useOwnEncryption();
  if (!held)
    return error === undefined ? (
      <Skeleton kind="lines" label={t('encryption.own.loading')} />
    ) : (
      <EmptyState
        icon={CircleAlert}
        title={t('encryption.own.failed')}
        action={<Button onClick={again}>{t('common.retry')}</Button>}
      >
        {errorText(error)}
      </EmptyState>
    );
  return (
    <PanelPage intro={t('encryption.own.intro')}>
      {held.key && (
        <>
          <OwnKey shown={held.key} />
          <KeyChecks checks={held.checks} now={now} onChecked={take} />
          <Part title={t('encryption.own.devices')} text={t('encryption.own.devicesText')}>
            <DeviceList framed own label={t('encryption.own.devices')} devices={held.devices} />
            <div>
              <Button onClick={onDevices}>{t('encryption.own.manage')}</Button>
            </div>
          </Part>
          <KeyStock stock={held.stock} now={now} onCounted={take} />
        </>
      )}
      <Part title={t('encryption.database.title')} text={t('encryption.database.text')}>
        {protection}
      </Part>
    </PanelPage>
  );
};
