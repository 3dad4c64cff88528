import { MessageCircleOff } from 'lucide-react';
import { useCallback } from 'react';
import type { AccountRows } from '../../../contract/ipc/account-settings.ts';
import type { Peer } from '../../../contract/ipc/model.ts';
import { audienceSchema, isInAudience } from '../../../contract/settings/audience.ts';
import { useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './people.module.css';

export type OneWayNoteProps = { peer: Peer; onSettings: () => void };

/** Over the composer: this person cannot answer, because the settings leave them out. */
export const OneWayNote = ({ peer, onSettings }: OneWayNoteProps) => {
  const t = useT();
  const name = useNumber(peer.name);
  const { accountId } = peer;
  const isLeftOut = useRemotePart(
    useSession().rows,
    useCallback(
      ({ rows }: AccountRows) => {
        const audience = audienceSchema.safeParse(rows['privacy.whoCanWrite']?.value);
        // Whoever is written to is a contact.
        return audience.success && !isInAudience(audience.data, accountId, true);
      },
      [accountId],
    ),
  );
  if (isLeftOut !== true) return null;
  return (
    <div className={styles.note}>
      <Banner
        icon={MessageCircleOff}
        actions={
          <Button small onClick={onSettings}>
            {t('oneWay.settings')}
          </Button>
        }
      >
        {t('oneWay.text', { name })}
      </Banner>
    </div>
  );
};
