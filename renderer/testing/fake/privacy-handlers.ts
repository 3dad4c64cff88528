import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import type { ViewedRow } from '../../../contract/ipc/privacy.ts';
import { allows, mayAddToGroup, type Viewer } from '../../../contract/privacy/audience.ts';
import { parseSettings } from '../../../contract/settings/values.ts';
import { toUuid } from '../samples.ts';
import type { World } from './world.ts';

/** Decides by the settings of the world, as the engine does; `world.lyingServer` names what the server answers otherwise, `lateServer` what it goes by from before. */
export const privacyHandlers = (world: World): Handlers<EngineDomains['privacy']> => ({
  viewAs: async ({ as }) => {
    const { values } = parseSettings(world.accountSettings);
    const viewer: Viewer = {
      accountId: toUuid(999, 3),
      isContact: as !== 'stranger',
      isBlocked: as === 'blocked',
    };
    const isWrittenTo = viewer.isContact && !viewer.isBlocked;
    const asked = world.connection.state === 'online';
    const { about, photo } = world.profile;
    const account = world.account.phase === 'ready' ? world.account : null;
    const row = (
      what: ViewedRow['what'],
      allowed: boolean,
      text: string | null = null,
      isHeld = false,
    ): ViewedRow => {
      const lies = world.lyingServer.includes(what);
      const server = isHeld && asked ? allowed !== lies : null;
      const differs = server !== null && lies;
      const none = (what === 'about' && about === null) || (what === 'photo' && photo === null);
      const late = !allowed && world.lateServer.includes(what);
      return { what, allowed, none, text: allowed ? text : null, server, differs, late };
    };
    const sees = (key: 'privacy.whoSeesAbout' | 'privacy.whoSeesPhoto') =>
      viewer.isContact && allows(values[key], viewer);
    return {
      rows: [
        row('name', isWrittenTo, account?.name),
        row(
          'number',
          isWrittenTo &&
            values['privacy.findableByNumber'] &&
            allows(values['privacy.whoSeesNumber'], viewer),
          account?.number,
        ),
        row('about', about !== null && sees('privacy.whoSeesAbout'), about, true),
        row('photo', photo !== null && sees('privacy.whoSeesPhoto'), null, true),
        row('lastSeen', viewer.isContact && allows(values['privacy.whoSeesLastSeen'], viewer)),
        row('write', allows(values['privacy.whoCanWrite'], viewer), null, true),
        row('findByNumber', values['privacy.findableByNumber'], null, true),
        row('groups', mayAddToGroup(values['privacy.whoCanAddToGroups'], viewer)),
      ],
      asked,
    };
  },
});
