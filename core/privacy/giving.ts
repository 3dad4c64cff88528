import type { Content } from '../../contract/content/schema.ts';
import type { Viewer } from '../../contract/privacy/audience.ts';
import { toBase64 } from '../crypto/bytes.ts';
import type { GivenThing } from '../store/types/profiles.ts';
import type { Secrets } from './secrets.ts';
import type { AudienceRow, Viewers } from './viewers.ts';

type ControlContent = Extract<Content, { kind: 'control' }>;
export type ProfileControl = Extract<ControlContent['control'], { what: 'profile' }>;

/** By which setting each thing is given. */
export const rowOfThing: Readonly<Record<GivenThing, AudienceRow>> = {
  about: 'privacy.whoSeesAbout',
  photo: 'privacy.whoSeesPhoto',
  delivery: 'privacy.whoCanWrite',
};

/** Whether a viewer may have a thing. */
export const isDue = (viewers: Viewers, thing: GivenThing, viewer: Viewer): boolean =>
  viewers.allows(rowOfThing[thing], viewer);

/** Whether it is given to them, real or imagined: of those who may have it, to contacts and to who is named. A stranger is sent nothing. */
export const isGiven = (viewers: Viewers, thing: GivenThing, viewer: Viewer): boolean =>
  isDue(viewers, thing, viewer) &&
  (viewer.isContact || viewers.audience(rowOfThing[thing]).always.includes(viewer.accountId));

/** The message that gives things, or says that they are gone. */
export const profileContent = (
  name: string,
  things: readonly GivenThing[],
  secrets: Pick<Secrets, 'present'>,
): ControlContent => {
  const textOf = (thing: GivenThing): string | null => {
    const secret = secrets.present(thing);
    return secret && toBase64(secret);
  };
  const fieldKeys = {
    ...(things.includes('about') ? { about: textOf('about') } : {}),
    ...(things.includes('photo') ? { photo: textOf('photo') } : {}),
  };
  const control: ProfileControl = {
    what: 'profile',
    name,
    ...(Object.keys(fieldKeys).length > 0 ? { fieldKeys } : {}),
    ...(things.includes('delivery') ? { delivery: textOf('delivery') } : {}),
  };
  return { v: 1, kind: 'control', control };
};
