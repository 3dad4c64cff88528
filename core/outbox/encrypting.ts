import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { Context } from '../context.ts';
import type { Bytes } from '../crypto/bytes.ts';
import { encryptFrame } from './frame.ts';
import { forgetFrames, type Lane, type LaneRow, plainRows } from './lane.ts';
import { noteRecipients } from './recipients.ts';
import type { SessionWork } from './session-work.ts';

/** Makes frames of rows, and sessions where there are none. */
export interface Encrypting {
  /** Encrypts the next rows of these lanes; asks for keys of those that have no session. */
  readonly encrypt: (due: readonly Lane[]) => void;
  /** The server says that the recipient has other devices. Nothing is asked before `when`. */
  readonly refresh: (lane: Lane, details: unknown, when?: Promise<void>) => void;
}

export interface EncryptingOptions {
  readonly sessions: SessionWork;
  readonly isReady: () => boolean;
  /** The recipient's devices are others. Inside the transaction that takes them for theirs; `onRefreshed` after it. */
  readonly onRefresh: (accountId: string) => void;
  readonly onRefreshed: () => void;
  /** Something can be sent now. */
  readonly onDone: () => void;
  readonly onFailed: (lane: Lane, error: CodedError) => void;
}

const batchRows = 200;

const toCoded = (error: unknown): CodedError =>
  isCodedError(error) ? error : new CodedError('internal', { cause: error });

/** Nothing of a lane leaves while its keys are asked for; other lanes go on. */
export const createEncrypting = (context: Context, options: EncryptingOptions): Encrypting => {
  const { outbox } = context.store;
  const { sessions } = options;
  let encrypting = false;

  const during = (lane: Lane, work: () => Promise<void>): void => {
    if (lane.busy) return;
    lane.busy = true;
    work().then(
      () => {
        lane.busy = false;
        options.onDone();
      },
      (error: unknown) => {
        lane.busy = false;
        const coded = toCoded(error);
        if (coded.code === 'internal') context.onUnexpected('outbox keys', error);
        options.onFailed(lane, coded);
      },
    );
  };

  const encryptLanes = async (due: readonly Lane[]): Promise<void> => {
    const frames = await sessions.run(
      async (unit) => {
        const made: { readonly row: LaneRow; readonly lane: Lane; readonly frame: Bytes }[] = [];
        for (const lane of due) {
          if (lane.busy || unit.isWithheld(lane.accountId)) continue;
          const { accountId } = lane;
          const devices = unit.devices(accountId);
          const lost = devices.filter((deviceId) => !unit.canEncrypt({ accountId, deviceId }));
          if (devices.length === 0 || lost.length > 0) {
            during(lane, () => sessions.begin(accountId, devices.length === 0 ? undefined : lost));
            continue;
          }
          for (const row of plainRows(lane, batchRows - made.length)) {
            const frame = await encryptFrame(unit, row);
            // The session turned out to be broken; the next round makes a new one.
            if (!frame) break;
            made.push({ row, lane, frame });
          }
        }
        return made;
      },
      (made) => {
        for (const { row, frame } of made) outbox.saveCiphertext(row.id, frame);
        noteRecipients(context, made);
      },
    );
    for (const { row, lane, frame } of frames) {
      row.frame = frame;
      row.epoch = lane.epoch;
    }
  };

  return {
    encrypt: (due) => {
      if (encrypting || !options.isReady()) return;
      encrypting = true;
      encryptLanes(due).then(
        () => {
          encrypting = false;
          options.onDone();
        },
        (error: unknown) => {
          encrypting = false;
          context.onUnexpected('outbox encryption', error);
          for (const lane of due) options.onFailed(lane, toCoded(error));
        },
      );
    },
    refresh: (lane, details, when) =>
      during(lane, async () => {
        if (when) await when;
        await sessions.refresh(lane.accountId, details, () => {
          outbox.dropCiphertexts(lane.accountId);
          options.onRefresh(lane.accountId);
        });
        forgetFrames(lane);
        options.onRefreshed();
      }),
  };
};
