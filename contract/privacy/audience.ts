import { type Audience, isInAudience } from '../settings/audience.ts';

/** Somebody, as far as it decides what they are let at. */
export interface Viewer {
  readonly accountId: string;
  /** Accepted, or written to. */
  readonly isContact: boolean;
  readonly isBlocked: boolean;
}

/**
 * Whether a viewer is let at something. Who is blocked never is; who is on the never list is not, whatever else lets them; then those
 * of the audience are, and those on the always list.
 */
export const allows = (audience: Audience, { accountId, isContact, isBlocked }: Viewer): boolean =>
  !isBlocked && isInAudience(audience, accountId, isContact);

/** Whether a viewer may add the person to a group. There are no groups yet: what asks first is asked here. */
export const mayAddToGroup = (whoCanAddToGroups: Audience, viewer: Viewer): boolean =>
  allows(whoCanAddToGroups, viewer);
