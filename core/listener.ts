import { CodedError } from '../contract/errors/coded-error.ts';
import type { ServerFrame } from '../contract/wire/frames.ts';
import type { Account } from './account/account.ts';
import { signedOutReason } from './account/signed-out.ts';
import { keepUnlinked } from './account/unlinked.ts';
import type { LinkListener } from './connection/link.ts';
import { attempt, type Context } from './context.ts';
import type { Devices } from './devices/devices.ts';
import type { NewKeys } from './devices/new-keys.ts';
import type { Expiry } from './expiry/expiry.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Upkeep } from './upkeep.ts';

/** Hands what the connection brings to the parts that it is for. */
export const createLinkListener = (
  context: Context,
  parts: {
    readonly account: Pick<Account, 'confirm' | 'leave' | 'signOut' | 'moved'>;
    readonly devices: Pick<Devices, 'farewell'>;
    readonly expiry: Pick<Expiry, 'wake'>;
    readonly inbox: Pick<Inbox, 'onDeliver' | 'onCaughtUp' | 'onDown'>;
    readonly newKeys: Pick<NewKeys, 'isUnsettled' | 'onUp'>;
    readonly outbox: Pick<Outbox, 'onFrame' | 'onDown'>;
    readonly upkeep: Pick<Upkeep, 'onKeysLow'>;
    /** Another device had this one removed, and so it was: what is left is to be thrown away. */
    readonly onLeft: () => void;
    /** Connected, under keys that the account has. */
    readonly onUp: () => void;
    readonly onState: () => void;
  },
): LinkListener => {
  const { account, devices, expiry, inbox, newKeys, outbox, upkeep } = parts;

  const onFrame = (frame: ServerFrame): void => {
    switch (frame.kind) {
      case 'deliver':
        inbox.onDeliver(frame.deliveries);
        return;
      case 'sent':
      case 'error':
        outbox.onFrame(frame);
        return;
      case 'keysLow':
        upkeep.onKeysLow();
        return;
      case 'caughtUp':
        inbox.onCaughtUp();
    }
  };

  const refused = (again: CodedError, before: CodedError): void => {
    const farewell = devices.farewell(again.details);
    if (farewell) {
      keepUnlinked(context.store.meta, farewell);
      account.leave();
      parts.onLeft();
    } else account.signOut(signedOutReason(again.details, before.details));
  };

  return {
    // What is passed over now comes again with the next connection, which begins once it is settled.
    onFrame: (frame) => {
      if (!newKeys.isUnsettled()) attempt(context, 'frame', () => onFrame(frame));
    },
    onUp: () => attempt(context, 'connected', newKeys.isUnsettled() ? newKeys.onUp : parts.onUp),
    onDown: () => {
      outbox.onDown();
      inbox.onDown();
    },
    onState: () => attempt(context, 'connection', parts.onState),
    onUnauthorized: (error) => {
      // The server's word on the socket is asked for once more before anyone is signed out.
      account.confirm().catch((again: unknown) => {
        if (again instanceof CodedError && again.code === 'unauthorized')
          attempt(context, 'sign-out', () => refused(again, error));
      });
    },
    onServerTime: ({ told, elapsedMs }) =>
      attempt(context, 'time of the server', () => {
        context.serverClock.heard(told, elapsedMs);
        expiry.wake();
      }),
    onMoved: account.moved,
  };
};
