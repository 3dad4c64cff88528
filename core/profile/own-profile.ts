import * as z from 'zod/mini';
import type { ProfileField } from '../../contract/wire/people.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { createWorker } from '../platform/worker.ts';
import type { Secrets } from '../privacy/secrets.ts';
import type { OwnField } from '../store/types/profiles.ts';
import { profileMarks } from './forget.ts';
import { accessTokenOf, sealField, tokenHashOf } from './sealing.ts';
import { readField } from './their-profiles.ts';

/** The person's own about and photo: kept here, sealed on the server, read from there by the account's other devices. */
export interface OwnProfile {
  readonly of: (field: ProfileField) => {
    readonly content: Uint8Array | null;
    readonly waiting: boolean;
  };
  /** Keeps another content, or none, under a new key; it goes to the server as soon as that can be. */
  readonly set: (field: ProfileField, content: Uint8Array | null) => void;
  /** The same content under a new key: whoever had the former one sees nothing that comes. Inside a transaction or not. */
  readonly rotate: (field: ProfileField) => void;
  /** Does what waits; when the connection stands, and when another device wrote. */
  readonly work: () => void;
  readonly close: () => void;
}

const fields = ['about', 'photo'] as const;
const metaName = profileMarks.rotate;
const rotateSchema = z.array(z.enum(fields));
const pauseMs = 30_000;
const keyBytes = 32;
const nonceBytes = 12;
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);

/** `onChanged`: a field is another, here or on the server. */
export const createOwnProfile = (
  context: Context,
  options: {
    readonly api: () => Api;
    readonly isUp: () => boolean;
    readonly accountId: () => string | null;
    readonly secrets: Secrets;
    readonly onChanged: (field: ProfileField) => void;
  },
): OwnProfile => {
  const { store, clock, random } = context;
  const { profiles, meta } = store;
  const { secrets } = options;

  const toRotate = (): readonly ProfileField[] => {
    const parsed = rotateSchema.safeParse(meta.get(metaName) ?? []);
    return parsed.success ? parsed.data : [];
  };
  const keepRotate = (left: readonly ProfileField[]): void =>
    left.length === 0 ? meta.remove(metaName) : meta.set(metaName, left);

  const set = (field: ProfileField, content: Uint8Array | null): void => {
    profiles.saveOwn({ field, key: random.bytes(keyBytes), content, waiting: true });
    options.onChanged(field);
    worker.wake();
  };

  /**
   * Two devices wrote at once, neither knowing of the other, and what the server took last is not what the register took last: the server
   * has this device's content, under a key that the account does not name, and nobody could read it. Asked only then, since a server
   * that lies could bring back any former content.
   */
  const isLeftThere = async (accountId: string, { field, key }: OwnField): Promise<boolean> =>
    secrets.isApart(field, key) && (await readField(options.api(), accountId, field, key)) !== null;

  /** The content that stands under the account's present key. */
  const present = async (accountId: string, field: ProfileField): Promise<OwnField | null> => {
    const key = secrets.present(field);
    const own = profiles.own(field);
    if (own && (own.waiting || (key !== null && isSame(own.key, key)))) return own;
    if (key === null) {
      if (own?.content) {
        profiles.saveOwn({ ...own, content: null });
        options.onChanged(field);
      }
      return null;
    }
    const content = await readField(options.api(), accountId, field, key);
    const isLeft = content === null && own?.content && (await isLeftThere(accountId, own));
    if (profiles.own(field)?.waiting) return null;
    if (isLeft) {
      // Under another key: who is not to have it any more may have been given this one meanwhile.
      const again = { ...own, key: random.bytes(keyBytes), waiting: true };
      profiles.saveOwn(again);
      return again;
    }
    const read = { field, key, content, waiting: false };
    profiles.saveOwn(read);
    options.onChanged(field);
    return read;
  };
  /** Whether another device's write was told while this one's was on its way, and came to the server after it. */
  const isOfAnother = async (
    accountId: string,
    field: ProfileField,
    before: Uint8Array | null,
  ): Promise<boolean> => {
    const key = secrets.present(field);
    if (key === null || (before !== null && isSame(before, key))) return false;
    return (await readField(options.api(), accountId, field, key)) !== null;
  };
  const upload = async (accountId: string, own: OwnField): Promise<void> => {
    const { field, key, content } = own;
    const sealed = content && {
      content: toBase64(sealField(key, accountId, field, content, random.bytes(nonceBytes))),
      tokenHash: toBase64(tokenHashOf(accessTokenOf(key, accountId, field))),
    };
    const before = secrets.present(field);
    await options.api()('putProfile', { field, sealed });
    const isOvertaken = await isOfAnother(accountId, field, before);
    store.transaction(() => {
      const now = profiles.own(field);
      // Changed once more meanwhile: that is brought next.
      if (!now || !isSame(now.key, key)) {
        worker.wake();
        return;
      }
      profiles.saveOwn({ ...own, waiting: false });
      if (isOvertaken) {
        worker.wake();
        return;
      }
      secrets.renew(field, content ? key : null);
    });
    options.onChanged(field);
  };
  const step = async (accountId: string, field: ProfileField): Promise<void> => {
    const own = await present(accountId, field);
    if (toRotate().includes(field)) {
      if (own && !own.waiting && own.content)
        profiles.saveOwn({ ...own, key: random.bytes(keyBytes), waiting: true });
      keepRotate(toRotate().filter((one) => one !== field));
    }
    const now = profiles.own(field);
    if (now?.waiting) await upload(accountId, now);
  };
  const worker = createWorker({
    clock,
    pauseMs,
    isReady: () => options.isUp() && options.accountId() !== null,
    work: async () => {
      for (const field of fields) {
        const accountId = options.accountId();
        if (accountId !== null) await step(accountId, field);
      }
    },
    onUnexpected: (error) => context.onUnexpected('own profile', error),
  });

  return {
    of: (field) => {
      const own = profiles.own(field);
      return { content: own?.content ?? null, waiting: own?.waiting ?? false };
    },
    set,
    rotate: (field) => {
      keepRotate([...new Set([...toRotate(), field])]);
      worker.wake();
    },
    work: worker.wake,
    close: worker.close,
  };
};
