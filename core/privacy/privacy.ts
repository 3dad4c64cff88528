import { contentLimits } from '../../contract/content/limits.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { photoType } from '../../contract/privacy/profile.ts';
import type { SettingValues } from '../../contract/settings/registry.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import type { Account } from '../account/account.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import { createOwnProfile } from '../profile/own-profile.ts';
import { createOwnWords, type OwnWords } from '../profile/own-words.ts';
import { toAbout } from '../profile/sealing.ts';
import { createTheirProfiles } from '../profile/their-profiles.ts';
import { givenThings } from '../store/types/profiles.ts';
import type { SyncIn, SyncOut } from '../sync/types.ts';
import { createDelivery } from './delivery.ts';
import { createGiver } from './giver.ts';
import type { ProfileControl } from './giving.ts';
import { watchRotation } from './rotation.ts';
import { createSecrets } from './secrets.ts';
import { createViewAs } from './view-as.ts';
import { createViewers, type Viewers } from './viewers.ts';

/** Profiles, and who may write: what is sealed, what is given to whom, and what others gave. */
export interface Privacy {
  readonly handlers: MessengerHandlers['profile'];
  readonly viewing: MessengerHandlers['privacy'];
  /** Names the person on all their devices. */
  readonly setName: OwnWords['setName'];
  readonly setUsername: OwnWords['setUsername'];
  readonly viewers: Viewers;
  /** The token that lets this person write to an account; null: none was given. */
  readonly tokenFor: (accountId: string) => Uint8Array | null;
  /** Others gave these. Inside a transaction; what is to follow is done by `committed`. */
  readonly hear: (controls: ReadonlyMap<string, ProfileControl>) => void;
  /** These accounts read nothing of what was sent in their former session. Inside a transaction. */
  readonly lostSessions: (accountIds: Iterable<string>) => void;
  readonly committed: () => void;
  /** These are contacts now; after the commit. */
  readonly accepted: (accountIds: readonly string[]) => void;
  /** These wrote; after the commit. */
  readonly met: (accountIds: Iterable<string>) => void;
  readonly onUp: () => void;
  /** What sealed messages lead to is known now. */
  readonly onCertificate: () => void;
  /** A device was lost that had all keys and tokens that are given: others take their place. Inside a transaction. */
  readonly renew: () => void;
  readonly sync: SyncIn;
  readonly close: () => void;
}

export interface PrivacyOptions {
  readonly account: Account;
  readonly link: Pick<Link, 'isUp'>;
  readonly outbox: Pick<Outbox, 'write' | 'committed'>;
  readonly syncOut: SyncOut;
  readonly registers: PeopleRegisters;
  readonly isBlocked: (accountId: string) => boolean;
  readonly values: () => SettingValues;
  readonly canUnseal: () => boolean;
  /** Others gave what lets one write to them, or may be sent it to by now; after the commit. */
  readonly onTokens: () => void;
}

const accountsPerSync = contentLimits.maxReceiptIds;

/** Over the registers and the settings that are in force. */
export const createPrivacy = (context: Context, options: PrivacyOptions): Privacy => {
  const { store } = context;
  const { account, link, outbox, syncOut, registers } = options;
  const viewers = createViewers(context, options);
  const secrets = createSecrets(registers, context.random);
  const name = () => account.ready()?.name ?? null;
  const tell = (accountId: string | null): void => context.emit('profile.changed', { accountId });

  const giver = createGiver(context, { outbox, syncOut, viewers, secrets, name });
  const ownProfile = createOwnProfile(context, {
    api: account.api,
    isUp: link.isUp,
    accountId: () => account.ready()?.accountId ?? null,
    secrets,
    onChanged: () => tell(null),
  });
  const theirs = createTheirProfiles(context, {
    api: account.api,
    isUp: link.isUp,
    onRead: tell,
  });
  const delivery = createDelivery(context, {
    api: account.api,
    isUp: link.isUp,
    isReady: () => account.ready() !== null && registers.isKnown(),
    canUnseal: options.canUnseal,
    viewers,
    secrets,
    giver,
  });
  const rotation = watchRotation(context, { registers, secrets, giver, ownProfile, delivery });

  const ownWords = createOwnWords(context, { account, registers, onFollowed: () => tell(null) });

  const state = () => {
    const about = ownProfile.of('about');
    const photo = ownProfile.of('photo');
    return {
      name: name() ?? '',
      about: about.content && toAbout(about.content),
      photo: photo.content && toBase64(photo.content),
      waiting: about.waiting || photo.waiting,
    };
  };
  const needReady = (): void => {
    if (!account.ready()) throw new CodedError('not_registered');
  };

  const pending: PreparedRow[] = [];
  const learned: string[] = [];
  let freed: string[] = [];
  let changedAccounts: string[] = [];
  let hasOtherTokens = false;

  /** Who has what: a device that knows gives nothing twice, and knows who must lose it. */
  const allGiven = () =>
    givenThings.flatMap((thing) => {
      const mark = secrets.mark(thing);
      const holders = mark === 'none' ? [] : store.profiles.holders(thing, mark);
      const parts: string[][] = [];
      for (let from = 0; from < holders.length; from += accountsPerSync)
        parts.push(holders.slice(from, from + accountsPerSync));
      return parts.map((accountIds) => ({ what: 'given' as const, thing, mark, accountIds }));
    });

  return {
    viewers,
    setName: ownWords.setName,
    setUsername: ownWords.setUsername,
    viewing: createViewAs(context, {
      account,
      viewers,
      secrets,
      ownProfile,
      giver,
      delivery,
      isFindable: () => options.values()['privacy.findableByNumber'],
    }),
    handlers: {
      get: async () => state(),
      setAbout: async ({ about }) => {
        needReady();
        ownProfile.set('about', about === null ? null : new Uint8Array(utf8ToBytes(about)));
        return state();
      },
      setPhoto: async ({ photo }) => {
        needReady();
        const bytes = photo === null ? null : fromBase64(photo);
        if (bytes && photoType(bytes) === null) throw new CodedError('too_large');
        ownProfile.set('photo', bytes);
        return state();
      },
      of: async ({ accountId }) => {
        const contact = store.contacts.get(accountId);
        if (contact?.standing !== 'accepted' || contact.blocked)
          return { about: null, photo: null };
        const { about, photo } = theirs.of(accountId);
        return { about, photo: photo && toBase64(photo) };
      },
    },
    tokenFor: theirs.tokenFor,
    hear: (controls) => {
      for (const [accountId, control] of controls) {
        if (control.delivery !== undefined) hasOtherTokens = true;
        if (theirs.hear(accountId, control)) changedAccounts.push(accountId);
      }
    },
    lostSessions: (accountIds) => {
      for (const accountId of accountIds) {
        giver.lost(accountId);
        freed.push(accountId);
      }
    },
    committed: () => {
      if (changedAccounts.length > 0) {
        for (const accountId of changedAccounts) tell(accountId);
        theirs.read();
      }
      if (freed.length > 0) giver.lookAt(freed);
      if (hasOtherTokens) options.onTokens();
      hasOtherTokens = false;
      changedAccounts = [];
      freed = [];
    },
    accepted: (accountIds) => {
      giver.lookAt(accountIds);
      theirs.read();
      options.onTokens();
    },
    met: giver.met,
    renew: rotation.renew,
    onCertificate: delivery.work,
    onUp: () => {
      ownWords.onUp();
      rotation.renewed();
      ownProfile.work();
      delivery.work();
      theirs.read();
    },
    sync: {
      toRepeat: allGiven,
      heard: (sync) => {
        if (sync.what === 'given') giver.wasGiven(sync.thing, sync.mark, sync.accountIds);
        if (sync.what === 'given' || sync.what === 'accepted') learned.push(...sync.accountIds);
        if (sync.what !== 'linked') return;
        pending.push(...syncOut.write(allGiven()));
      },
      committed: () => {
        syncOut.committed(pending.splice(0));
        if (learned.length > 0) rotation.learned(learned.splice(0));
      },
    },
    close: () => {
      ownWords.close();
      rotation.close();
      giver.close();
      ownProfile.close();
      theirs.close();
      delivery.close();
    },
  };
};
