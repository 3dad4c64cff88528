import * as z from 'zod/mini';
import { accountIdSchema, base64Schema } from '../ids.ts';
import { aboutSchema, profileLimits } from '../privacy/profile.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** A JPEG, PNG or WebP of at most 64 KiB and 1024 pixels a side, as base64. */
const photoSchema = base64Schema(profileLimits.maxPhotoBytes);

/** What the person tells of themselves. */
const ownProfileSchema = z.object({
  name: z.string(),
  about: z.nullable(z.string()),
  photo: z.nullable(photoSchema),
  /** Something of it is here only, and goes to the server once there is a connection. */
  waiting: z.boolean(),
});
export type OwnProfileState = z.infer<typeof ownProfileSchema>;

/** What somebody else tells of themselves to this person. */
const profileOfSchema = z.object({
  /** Null: there is none, or this person may not see it; which of them, nobody is told. */
  about: z.nullable(z.string()),
  photo: z.nullable(photoSchema),
});
export type ProfileOf = z.infer<typeof profileOfSchema>;

/** The person's own profile, and what others let them see of theirs. Hosted by the engine. */
export const profileDomain = defineDomain('profile', {
  host: 'engine',
  calls: {
    get: call(emptySchema, ownProfileSchema, 'The person’s own.'),
    setAbout: call(
      z.object({ about: z.nullable(aboutSchema) }),
      ownProfileSchema,
      'Says something about the person, or nothing; it is sealed under a new key, which those get whom *privacy.whoSeesAbout* allows.',
    ),
    setPhoto: call(
      z.object({ photo: z.nullable(photoSchema) }),
      ownProfileSchema,
      'Takes a picture that the window made anew (nothing of the camera or the place is left in it), or none. `too_large` for what is no such picture.',
    ),
    of: call(
      z.object({ accountId: accountIdSchema }),
      profileOfSchema,
      'What somebody lets this person see, as it was read last. Nothing of who is no contact.',
    ),
  },
  events: {
    changed: event(
      z.object({ accountId: z.nullable(accountIdSchema) }),
      'A profile changed: this account’s, or (null) the person’s own.',
    ),
  },
});
