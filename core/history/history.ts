import type { HistoryMove } from '../../contract/ipc/devices.ts';
import type { ProvisionedHistory } from '../../contract/linking/provision.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { createReceiving } from './receiving.ts';
import { createSending, type Sending } from './sending.ts';

/** History between the devices of the account, in both directions. */
export interface History extends Pick<Sending, 'offer' | 'withdraw' | 'joined' | 'listed'> {
  /** What goes on, or was the last to. */
  readonly state: () => HistoryMove | null;
  /** This device joins, and is promised this. Inside the transaction of joining. */
  readonly expect: (promised: ProvisionedHistory | null) => void;
  /** There is an account and a connection: goes on with what is left. */
  readonly go: () => void;
  readonly cancel: () => Promise<void>;
  readonly resume: () => void;
  /** There is no account any more. */
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const isGoing = (move: HistoryMove | null): boolean =>
  move !== null && ['waiting', 'moving', 'paused'].includes(move.stage);

/** Over the database; begins nothing before `go`. */
export const createHistory = (
  context: Context,
  options: { readonly account: Account; readonly onChanged: () => void },
): History => {
  const sending = createSending(context, options);
  const receiving = createReceiving(context, options);
  return {
    offer: sending.offer,
    withdraw: sending.withdraw,
    joined: sending.joined,
    listed: sending.listed,
    state: () => {
      const [sent, received] = [sending.state(), receiving.state()];
      if (isGoing(received) || !sent) return received;
      return isGoing(sent) || !received ? sent : received;
    },
    expect: receiving.expect,
    go: () => {
      sending.go();
      receiving.go();
    },
    cancel: async () => {
      await receiving.cancel();
      await sending.cancel();
    },
    resume: () => {
      receiving.resume();
      sending.resume();
    },
    stop: () => {
      sending.stop();
      receiving.stop();
    },
    close: async () => {
      await Promise.all([sending.close(), receiving.close()]);
    },
  };
};
