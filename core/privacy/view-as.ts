import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { ViewAs, ViewedRow } from '../../contract/ipc/privacy.ts';
import { mayAddToGroup, type Viewer } from '../../contract/privacy/audience.ts';
import type { ProfileField } from '../../contract/wire/people.ts';
import type { Account } from '../account/account.ts';
import { introduction } from '../chats/text-row.ts';
import type { Api } from '../connection/api.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import type { MessengerHandlers } from '../events.ts';
import type { OwnProfile } from '../profile/own-profile.ts';
import { openField, toAbout } from '../profile/sealing.ts';
import { readSealed } from '../profile/their-profiles.ts';
import type { Delivery } from './delivery.ts';
import type { Giver } from './giver.ts';
import { isGiven } from './giving.ts';
import { isToldPresence } from './presence.ts';
import type { Secrets } from './secrets.ts';
import type { Viewers } from './viewers.ts';

export interface ViewAsOptions {
  readonly account: Account;
  readonly viewers: Viewers;
  readonly secrets: Secrets;
  readonly ownProfile: OwnProfile;
  readonly giver: Pick<Giver, 'isHeldByLosers'>;
  readonly delivery: Pick<Delivery, 'wanted' | 'isApplied'>;
  readonly isFindable: () => boolean;
}

const tokenBytes = 16;
const keyBytes = 32;
const noBytes = new Uint8Array();

const row = (
  what: ViewedRow['what'],
  allowed: boolean,
  held: Partial<Pick<ViewedRow, 'text' | 'none' | 'server' | 'differs' | 'late'>> = {},
): ViewedRow => {
  const { text = null, none = false, server = null, differs = false, late = false } = held;
  return { what, allowed, none, text: allowed ? text : null, server, differs, late };
};

/** Looks at the person as others do. */
export const createViewAs = (
  { random }: Pick<Context, 'random'>,
  options: ViewAsOptions,
): MessengerHandlers['privacy'] => {
  const { account, viewers, secrets, ownProfile } = options;

  /** What the server says; null when it cannot be asked. */
  const ask = async <T>(question: (api: Api) => Promise<T>): Promise<T | null> => {
    try {
      return await question(account.api());
    } catch (error) {
      if (isCodedError(error)) return null;
      throw error;
    }
  };

  const fieldRow = async (
    accountId: string,
    field: ProfileField,
    viewer: Viewer,
  ): Promise<ViewedRow> => {
    const { content, waiting } = ownProfile.of(field);
    const present = secrets.present(field);
    const key = isGiven(viewers, field, viewer) ? present : null;
    // Who has no key shows one that they made up: there is nothing better that they could do.
    const shown = key ?? random.bytes(keyBytes);
    const answer = await ask(async (api) => ({
      sealed: await readSealed(api, accountId, field, shown),
    }));
    const opened = answer?.sealed && openField(shown, accountId, field, answer.sealed);
    // Whoever has the key reads what is here, once that is there; nobody else is given anything, not even what they cannot open.
    const isThere = content === null || waiting || Buffer.from(content).equals(opened ?? noBytes);
    const isRight = key === null ? answer?.sealed === null : Boolean(opened) && isThere;
    return row(field, key !== null, {
      text: field === 'about' && content ? toAbout(content) : null,
      none: content === null && present === null,
      server: answer && answer.sealed !== null,
      differs: answer !== null && !isRight,
      late: key === null && options.giver.isHeldByLosers(field),
    });
  };
  const writeRow = async (viewer: Viewer): Promise<ViewedRow> => {
    const token = isGiven(viewers, 'delivery', viewer) ? secrets.present('delivery') : null;
    const isOpen = options.delivery.wanted() === null;
    const shown = token ?? (isOpen ? null : random.bytes(tokenBytes));
    const server = await ask(
      async (api) => (await api('checkDelivery', { token: shown && toBase64(shown) })).allowed,
    );
    const expected = isOpen || token !== null;
    const isLate = !options.delivery.isApplied();
    return row('write', expected && viewers.allows('privacy.whoCanWrite', viewer), {
      server,
      // Until the server was told it goes by the choice before.
      differs: !isLate && server !== null && server !== expected,
      late: isLate && !expected,
    });
  };
  const findRow = async (number: string, accountId: string): Promise<ViewedRow> => {
    const server = await ask(async (api) => {
      try {
        return (await api('lookupNumber', { number })).accountId === accountId;
      } catch (error) {
        if (isCodedError(error) && error.code === 'recipient_not_found') return false;
        throw error;
      }
    });
    const allowed = options.isFindable();
    return row('findByNumber', allowed, { server, differs: server !== null && server !== allowed });
  };

  return {
    viewAs: async ({ as }): Promise<ViewAs> => {
      const ready = account.ready();
      if (!ready) throw new CodedError('not_registered');
      const { accountId, number, name } = ready;
      // Somebody who is on no list: what holds for anybody like them.
      const viewer: Viewer = {
        accountId: random.uuid(),
        isContact: as !== 'stranger',
        isBlocked: as === 'blocked',
      };
      const isWrittenTo = viewer.isContact && !viewer.isBlocked;
      const told = introduction(
        ready,
        options.isFindable() && viewers.allows('privacy.whoSeesNumber', viewer),
      );
      const rows = [
        row('name', isWrittenTo, { text: name }),
        row('number', isWrittenTo && told?.number !== undefined, { text: number }),
        await fieldRow(accountId, 'about', viewer),
        await fieldRow(accountId, 'photo', viewer),
        row('lastSeen', isToldPresence(viewers, viewer)),
        await writeRow(viewer),
        await findRow(number, accountId),
        row('groups', mayAddToGroup(viewers.audience('privacy.whoCanAddToGroups'), viewer)),
      ];
      return { rows, asked: rows.some(({ server }) => server !== null) };
    },
  };
};
