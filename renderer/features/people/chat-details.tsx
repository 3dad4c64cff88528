import type { Peer } from '../../../contract/ipc/model.ts';
import { toPhotoUrl } from '../../host/photos.ts';
import { useProfileOf } from '../../host/use-photo.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './details.module.css';
import { InThisChat } from './in-this-chat.tsx';

export type ChatDetailsProps = { peer: Peer; onClose: () => void };

/** Who the other one is, as they let it be seen, and how this chat differs from the settings. */
export const ChatDetails = ({ peer, onClose }: ChatDetailsProps) => {
  const t = useT();
  const profile = useProfileOf(peer.accountId);
  const photo = profile?.photo ? toPhotoUrl(profile.photo) : undefined;
  const name = useNumber(peer.name);
  const number = useNumber(peer.number ?? '');
  const known = [peer.username, number].filter((one) => one && one !== name);
  return (
    <Dialog heading={t('details.title')} onClose={onClose} closeLabel={t('common.close')} wide>
      <div className={styles.who}>
        <Avatar id={peer.accountId} hue={peer.hue} name={peer.name} size={72} photo={photo} />
        <div className={styles.texts}>
          <p className={styles.name}>
            <bdi>{name}</bdi>
          </p>
          {known.map((one) => (
            <p key={one} className={styles.second}>
              <bdi dir="ltr">{one}</bdi>
            </p>
          ))}
        </div>
      </div>
      {profile?.about && (
        <p dir="auto" className={styles.aboutThem}>
          {profile.about}
        </p>
      )}
      <InThisChat accountId={peer.accountId} />
    </Dialog>
  );
};
