import { useEffect, useState } from 'react';
import type { ProfileOf } from '../../contract/ipc/profile.ts';
import { useSession } from './context.tsx';
import { toPhotoUrl } from './photos.ts';

/** What somebody lets the person see of theirs; undefined until it is read. */
export const useProfileOf = (accountId: string | undefined): ProfileOf | undefined => {
  const { profiles } = useSession();
  const [, redraw] = useState(0);
  useEffect(
    () =>
      accountId === undefined
        ? undefined
        : profiles.follow(accountId, () => redraw((count) => count + 1)),
    [profiles, accountId],
  );
  return accountId === undefined ? undefined : profiles.read(accountId);
};

/** The photo of somebody, for an avatar. */
export const usePhoto = (accountId: string | undefined): string | undefined => {
  const photo = useProfileOf(accountId)?.photo;
  return photo ? toPhotoUrl(photo) : undefined;
};
