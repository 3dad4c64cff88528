import { UserRound } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import styles from './avatar.module.css';
import { Icon } from './icon.tsx';
import { toHue, toInitials } from './initials.ts';

export type AvatarProps = {
  id: string;
  name: string;
  /** 0 to 7 when somebody else derived it from the id already. */
  hue?: number;
  size?: number;
  square?: boolean;
  /** The address of a photo, square as it is. */
  photo?: string | undefined;
};

/** Decorative: the name stands beside it. */
export const Avatar = memo(({ id, name, hue, size = 44, square = false, photo }: AvatarProps) => {
  const initials = toInitials(name);
  return (
    <span
      aria-hidden
      className={square ? styles.square : styles.round}
      style={
        {
          '--hue': hue === undefined ? toHue(id) : 20 + 45 * hue,
          '--size': `${size}px`,
        } as CSSProperties
      }
    >
      {photo ? (
        <img src={photo} alt="" className={styles.photo} />
      ) : (
        initials || <Icon of={UserRound} size={size / 2} />
      )}
    </span>
  );
});
Avatar.displayName = 'Avatar';
