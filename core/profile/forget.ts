import type { Store } from '../store/types.ts';

/** Where the work on the own profile and on delivery tokens stands, by name in `meta`. */
export const profileMarks = {
  rotate: 'profile.rotate',
  applied: 'delivery.applied',
  appliedSealed: 'delivery.applied-sealed',
  giving: 'giver.pending',
  renew: 'profile.renew',
} as const;

/** Another account comes: nothing that was given or got for the former one holds. Inside a transaction. */
export const forgetProfiles = ({ profiles, meta }: Pick<Store, 'profiles' | 'meta'>): void => {
  profiles.clear();
  for (const name of Object.values(profileMarks)) meta.remove(name);
};
