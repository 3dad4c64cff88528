import { allows, type Viewer } from '../../contract/privacy/audience.ts';
import type { Audience } from '../../contract/settings/audience.ts';
import type { SettingValues } from '../../contract/settings/registry.ts';
import type { Context } from '../context.ts';

/** Rows of the settings table that hold an audience. */
export type AudienceRow = {
  [K in keyof SettingValues]: SettingValues[K] extends Audience ? K : never;
}[keyof SettingValues];

/** Who is let at what: the one place that decides, for real viewers and for those that are only imagined. */
export interface Viewers {
  readonly viewerOf: (accountId: string) => Viewer;
  readonly allows: (row: AudienceRow, viewer: Viewer) => boolean;
  readonly audience: (row: AudienceRow) => Audience;
}

/** Over the contacts, the blocks and the settings that are in force. */
export const createViewers = (
  { store }: Pick<Context, 'store'>,
  options: {
    readonly isBlocked: (accountId: string) => boolean;
    readonly values: () => SettingValues;
  },
): Viewers => {
  const audience = (row: AudienceRow): Audience => options.values()[row];
  return {
    viewerOf: (accountId) => ({
      accountId,
      isContact: store.contacts.get(accountId)?.standing === 'accepted',
      isBlocked: options.isBlocked(accountId),
    }),
    allows: (row, viewer) => allows(audience(row), viewer),
    audience,
  };
};
