import type { ProfileOf } from '../../contract/ipc/profile.ts';
import type { Host } from './host.ts';

const types = [
  ['/9j/', 'image/jpeg'],
  ['iVBOR', 'image/png'],
  ['UklGR', 'image/webp'],
] as const;

/** What an image shows for a photo of a profile; undefined for bytes of no kind that a profile may have. */
export const toPhotoUrl = (photo: string): string | undefined => {
  const type = types.find(([start]) => photo.startsWith(start))?.[1];
  return type && `data:${type};base64,${photo}`;
};

const most = 300;

/** Profiles of others as they were read last, each asked for once while somebody looks at it. */
export type Profiles = {
  readonly read: (accountId: string) => ProfileOf | undefined;
  /** Tells when it is there, and when it changes. */
  readonly follow: (accountId: string, tell: () => void) => () => void;
};

export const createProfiles = (host: Host): Profiles => {
  const known = new Map<string, ProfileOf>();
  const watching = new Map<string, Set<() => void>>();
  const load = (accountId: string) =>
    host.profile.of({ accountId }).then(
      (profile) => {
        known.delete(accountId);
        known.set(accountId, profile);
        const [oldest] = known.keys();
        if (known.size > most && oldest !== undefined) known.delete(oldest);
        for (const tell of watching.get(accountId) ?? []) tell();
      },
      // Without an answer the initials stand.
      () => undefined,
    );
  let stop: (() => void) | undefined;
  return {
    read: (accountId) => known.get(accountId),
    follow: (accountId, tell) => {
      const all = watching.get(accountId) ?? new Set();
      watching.set(accountId, all.add(tell));
      stop ??= host.profile.on('changed', (changed) => {
        if (changed.accountId === null) return;
        known.delete(changed.accountId);
        if (watching.has(changed.accountId)) void load(changed.accountId);
      });
      if (!known.has(accountId)) void load(accountId);
      return () => {
        all.delete(tell);
        if (all.size === 0) watching.delete(accountId);
        if (watching.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
};
