import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { ProfileField } from '../../contract/wire/people.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { createWorker } from '../platform/worker.ts';
import type { ProfileControl } from '../privacy/giving.ts';
import type { TheirProfile } from '../store/types/profiles.ts';
import { accessTokenOf, openField, toAbout, toPhoto } from './sealing.ts';

/** What others gave: keys of their profiles, and what lets this person write to them. */
export interface TheirProfiles {
  /** Inside a transaction. True when something is to be read from the server. */
  readonly hear: (accountId: string, control: ProfileControl) => boolean;
  /** Reads what keys came for, of contacts; after a commit, and when the connection stands. */
  readonly read: () => void;
  readonly of: (accountId: string) => TheirProfile;
  readonly tokenFor: (accountId: string) => Uint8Array | null;
  readonly close: () => void;
}

const fewAtOnce = 20;
const pauseMs = 30_000;
const mostTokens = 5_000;

const nothingOf = (accountId: string): TheirProfile => ({
  accountId,
  aboutKey: null,
  photoKey: null,
  delivery: null,
  about: null,
  photo: null,
  stale: false,
});

/** What the server gives to whoever has this key; null when that is nothing. */
export const readSealed = async (
  api: Api,
  accountId: string,
  field: ProfileField,
  key: Uint8Array,
): Promise<Uint8Array | null> => {
  try {
    const token = toBase64(accessTokenOf(key, accountId, field));
    return fromBase64((await api('readProfile', { accountId, field, token })).content);
  } catch (error) {
    if (isCodedError(error) && error.code === 'not_found') return null;
    throw error;
  }
};

/** One field, opened; null when it is not there, or was not sealed with this key. */
export const readField = async (
  api: Api,
  accountId: string,
  field: ProfileField,
  key: Uint8Array,
): Promise<Uint8Array | null> => {
  const sealed = await readSealed(api, accountId, field, key);
  return sealed && openField(key, accountId, field, sealed);
};

/** `onRead`: something of this account is another than before. */
export const createTheirProfiles = (
  context: Context,
  options: {
    readonly api: () => Api;
    readonly isUp: () => boolean;
    readonly onRead: (accountId: string) => void;
  },
): TheirProfiles => {
  const { store } = context;
  const { profiles } = store;
  const tokens = new Map<string, Uint8Array | null>();

  const of = (accountId: string): TheirProfile => profiles.get(accountId) ?? nothingOf(accountId);

  const readOne = async (accountId: string): Promise<void> => {
    const asked = of(accountId);
    const api = options.api();
    const read = async (field: ProfileField, key: Uint8Array | null) =>
      key === null ? null : readField(api, accountId, field, key);
    const about = await read('about', asked.aboutKey);
    const photo = await read('photo', asked.photoKey);
    const now = of(accountId);
    // Another key came meanwhile: what was read is of before.
    const isSame =
      Buffer.from(now.aboutKey ?? []).equals(asked.aboutKey ?? new Uint8Array()) &&
      Buffer.from(now.photoKey ?? []).equals(asked.photoKey ?? new Uint8Array());
    if (!isSame) return;
    profiles.save({
      ...now,
      about: about && toAbout(about),
      photo: photo && toPhoto(photo),
      stale: false,
    });
    options.onRead(accountId);
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const waiting = profiles.stale(fewAtOnce);
      for (const accountId of waiting) {
        if (!options.isUp()) return;
        await readOne(accountId);
      }
      if (waiting.length < fewAtOnce) return;
    }
  };
  const worker = createWorker({
    clock: context.clock,
    pauseMs,
    isReady: options.isUp,
    work,
    onUnexpected: (error) => context.onUnexpected('profiles', error),
  });

  return {
    hear: (accountId, { fieldKeys, delivery }) => {
      const before = of(accountId);
      const keyOf = (told: string | null | undefined, kept: Uint8Array | null) =>
        told === undefined ? kept : told === null ? null : fromBase64(told);
      const aboutKey = keyOf(fieldKeys?.about, before.aboutKey);
      const photoKey = keyOf(fieldKeys?.photo, before.photoKey);
      const after = {
        ...before,
        aboutKey,
        photoKey,
        about: aboutKey === null ? null : before.about,
        photo: photoKey === null ? null : before.photo,
        delivery: keyOf(delivery, before.delivery),
        stale: before.stale || Boolean(fieldKeys?.about) || Boolean(fieldKeys?.photo),
      };
      profiles.save(after);
      tokens.delete(accountId);
      return after.stale || (before.about !== null && after.about === null);
    },
    read: worker.wake,
    of,
    tokenFor: (accountId) => {
      let token = tokens.get(accountId);
      if (token === undefined) {
        if (tokens.size >= mostTokens) tokens.clear();
        token = profiles.delivery(accountId);
        tokens.set(accountId, token);
      }
      return token;
    },
    close: worker.close,
  };
};
