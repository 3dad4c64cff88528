import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { SendFrame } from '../../../contract/wire/frames.ts';
import type { Bus } from '../../bus/types.ts';
import { deviceTopic } from '../../bus/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { RelayStore, SenderShare, SendOutcome, StoredSend } from '../../store/types.ts';
import { mayDeliver, mayDeliverSealed } from './delivery.ts';
import { type BodyWriter, bodyBytes, createBodyWriter } from './envelope-body.ts';
import type { Flood } from './flood.ts';
import type { Guesses } from './guesses.ts';
import { checkDevices } from './plan.ts';
import { addWaiting, hasRoom, removeWaiting } from './room.ts';
import type { LiveRoute, Routes } from './routes.ts';
import type { Turn } from './turn.ts';

/** Who sent a frame and gets the answer. */
export interface SendOrigin {
  /** Null: it came over a connection that says nothing of whose it is, and the other fields are zeros. */
  readonly accountId: string | null;
  readonly accountIdBytes: Uint8Array;
  readonly deviceId: number;
  readonly accountRef: number;
  readonly deviceRef: number;
  /** Bounds what is looked up for what is wrong; null: as much as comes. */
  readonly guesses: Guesses | null;
  readonly sent: (requestId: number, acceptedAt: number) => void;
  readonly refused: (requestId: number, error: CodedError) => void;
}

export interface CommitterDependencies {
  readonly store: RelayStore;
  readonly routes: Routes;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly onCommit: (
    sends: readonly { readonly origin: Pick<SendOrigin, 'accountRef'> }[],
    seconds: number,
  ) => void;
  readonly onFailed: (error: unknown) => void;
  /** How much of what is sent sealed an account is given; its own bytes alone are weighed. */
  readonly floodTo: (accountId: string) => Flood;
  /** Holds back what sockets are given until the whole batch is answered. */
  readonly turn: Turn;
}

export interface Committer {
  readonly add: (
    origin: SendOrigin,
    frame: SendFrame,
    clientMessageId: Uint8Array<ArrayBuffer>,
  ) => void;
  /** Resolves when everything added so far is answered. */
  readonly idle: () => Promise<void>;
}

interface Pending {
  readonly origin: SendOrigin;
  readonly frame: SendFrame;
  readonly clientMessageId: Uint8Array<ArrayBuffer>;
}

interface Planned extends Pending {
  readonly route: LiveRoute;
  readonly send: StoredSend;
  readonly share: SenderShare;
}

/** How the recipient is known: already, by a look that may be for nothing, or not at all, since there were too many of those. */
type Knowing = 'known' | 'looked_up' | 'too_many';

interface BatchContext {
  readonly now: number;
  readonly reserve: Map<number, number>;
  readonly writeBody: BodyWriter;
}

const frameBytes = ({ envelopes }: SendFrame): number => {
  let total = 0;
  for (const envelope of envelopes) total += bodyBytes(envelope);
  return total;
};
const totalBytes = (batch: readonly Pending[]): number => {
  let total = 0;
  for (const { frame } of batch) total += frameBytes(frame);
  return total;
};

/** Sequence numbers are reserved by so many, so that a message seldom writes more than itself. */
const reserveCount = 4_096;
/** How long one waits whose recipient is being flooded. */
const closedForMs = 10_000;
/** How long one waits whose address guessed too much. */
const guessedForMs = 5_000;

/**
 * Commits what arrived in one turn of the event loop, or while the last commit ran, together. A lone message is
 * committed in the turn it came in.
 */
export const createCommitter = (dependencies: CommitterDependencies): Committer => {
  const { store, routes, bus, clock, limits } = dependencies;
  let pending: Pending[] = [];
  let running: Promise<void> | undefined;

  const refuse = async (
    { origin, frame, clientMessageId }: Pending,
    error: CodedError,
  ): Promise<void> => {
    // Sent again, it is answered then.
    if (error.code === 'rate_limited') return origin.refused(frame.requestId, error);
    // Taken before, when the recipient's devices were others: the answer is the same as then.
    const before = await store.findSend(origin.deviceRef, clientMessageId);
    if (before === null) origin.refused(frame.requestId, error);
    else {
      if (error.code === 'not_allowed') origin.guesses?.giveBack();
      origin.sent(frame.requestId, before);
    }
  };
  /** From where there were too many: nothing is looked up, and all is refused alike, since it would tell which accounts are known here. */
  const tooManyGuesses = (): CodedError =>
    new CodedError('rate_limited', { retryAfterMs: guessedForMs });

  /** Why the account takes nothing of this sender; undefined when it does. To who sends sealed it is not told whether there is such an account. */
  const admit = (
    { origin, frame }: Pending,
    route: LiveRoute | undefined,
  ): CodedError | undefined => {
    const isSealed = origin.accountId === null;
    if (route === undefined) return new CodedError(isSealed ? 'not_allowed' : 'recipient_gone');
    if (!isSealed)
      return mayDeliver(frame.deliveryToken, route, origin.accountId)
        ? undefined
        : new CodedError('not_allowed');
    if (!mayDeliverSealed(frame.deliveryToken, route)) return new CodedError('not_allowed');
    const verdict = dependencies.floodTo(route.accountId).take(frameBytes(frame));
    if (verdict === 'pass') return undefined;
    const retryAfterMs = verdict === 'close' ? closedForMs : verdict.retryAfterMs;
    return new CodedError('rate_limited', { retryAfterMs });
  };

  /** As `admit`, within what the sender's address may have looked up for nothing. */
  const admitKnown = (
    item: Pending,
    route: LiveRoute | undefined,
    knowing: Knowing,
  ): CodedError | undefined => {
    if (knowing === 'too_many') return tooManyGuesses();
    const refused = admit(item, route);
    const { guesses } = item.origin;
    const isWrong = refused?.code === 'not_allowed';
    if (knowing === 'looked_up' && !isWrong) guesses?.giveBack();
    // What was taken before is looked for.
    if (knowing === 'known' && isWrong && guesses && !guesses.take()) return tooManyGuesses();
    return refused;
  };

  const sendEphemeral = (
    { origin, frame }: Pending,
    route: LiveRoute,
    { now, writeBody }: BatchContext,
  ): void => {
    for (const envelope of frame.envelopes) {
      const device = route.devices.get(envelope.deviceId);
      if (device === undefined || device.registrationId !== envelope.registrationId) continue;
      const body = writeBody(origin, 0, now, envelope);
      bus.publish(deviceTopic(device.ref), { kind: 'ephemeral', deliveries: [{ seq: 0, body }] });
    }
    origin.sent(frame.requestId, now);
  };

  const plan = (
    item: Pending,
    route: LiveRoute,
    { now, reserve, writeBody }: BatchContext,
  ): Planned | CodedError => {
    const { origin, frame, clientMessageId } = item;
    const wrong = checkDevices(
      frame,
      route,
      frame.recipientId === origin.accountId ? origin.deviceId : undefined,
    );
    if (wrong !== undefined) return wrong;
    const share = {
      sender: origin.accountRef,
      count: frame.envelopes.length,
      bytes: frameBytes(frame),
    };
    if (!hasRoom(route.waiting, share, limits)) return new CodedError('queue_full');
    addWaiting(route.waiting, share);
    const envelopes = frame.envelopes.map((envelope) => {
      const device = route.devices.get(envelope.deviceId);
      if (device === undefined) throw new CodedError('internal');
      const seq = ++device.lastSeq;
      if (seq > device.reservedSeq) {
        device.reservedSeq = seq + reserveCount;
        reserve.set(device.ref, device.reservedSeq);
      }
      return { deviceRef: device.ref, seq, body: writeBody(origin, seq, now, envelope) };
    });
    return {
      ...item,
      route,
      share,
      send: { sender: origin.deviceRef, clientMessageId, acceptedAt: now, envelopes },
    };
  };

  const deliver = (planned: readonly Planned[], outcomes: readonly SendOutcome[]): void => {
    const byDevice = new Map<
      number,
      { previousSeq: number; deliveries: { seq: number; body: Uint8Array }[] }
    >();
    planned.forEach(({ route, send, share, frame }, index) => {
      if (outcomes[index] !== 'taken') {
        removeWaiting(route.waiting, share);
        return;
      }
      send.envelopes.forEach(({ deviceRef, seq, body }, at) => {
        const device = route.devices.get(frame.envelopes[at]?.deviceId ?? 0);
        if (device === undefined) return;
        const batch = byDevice.get(deviceRef);
        if (batch === undefined)
          byDevice.set(deviceRef, { previousSeq: device.storedSeq, deliveries: [{ seq, body }] });
        else batch.deliveries.push({ seq, body });
        device.storedSeq = seq;
      });
    });
    for (const [ref, batch] of byDevice)
      bus.publish(deviceTopic(ref), { kind: 'envelopes', ...batch });
  };

  const answer = (
    { origin, frame, send, clientMessageId }: Planned,
    outcome: SendOutcome | undefined,
  ): void => {
    if (outcome === 'gone') {
      routes.forget(frame.recipientId);
      pending.push({ origin, frame, clientMessageId });
    } else origin.sent(frame.requestId, typeof outcome === 'number' ? outcome : send.acceptedAt);
  };

  /** The commit failed, or only its answer did: nobody is told that anything was taken, and everybody looks again. */
  const fail = (planned: readonly Planned[], error: unknown): void => {
    dependencies.onFailed(error);
    routes.forgetAll();
    const touched = new Set<number>();
    for (const { origin, frame, send } of planned) {
      origin.refused(frame.requestId, new CodedError('storage_failed'));
      for (const { deviceRef } of send.envelopes) touched.add(deviceRef);
    }
    for (const ref of touched) bus.publish(deviceTopic(ref), { kind: 'envelopes' });
  };

  const commit = async (batch: readonly Pending[]): Promise<void> => {
    const found = batch.map(({ frame }) => routes.known(frame.recipientId));
    const unknown = new Set<string>();
    const knowing = batch.map(({ origin, frame }, index): Knowing => {
      if (found[index] !== undefined) return 'known';
      if (origin.guesses && !origin.guesses.take()) return 'too_many';
      unknown.add(frame.recipientId);
      return 'looked_up';
    });
    if (unknown.size > 0) await routes.load([...unknown]);
    const reserve = new Map<number, number>();
    const context = { now: clock.now(), reserve, writeBody: createBodyWriter(totalBytes(batch)) };
    const planned: Planned[] = [];
    for (const [index, item] of batch.entries()) {
      const route = unknown.size === 0 ? found[index] : routes.known(item.frame.recipientId);
      const refused = admitKnown(item, route, knowing[index] ?? 'too_many');
      if (refused !== undefined || route === undefined)
        await refuse(item, refused ?? new CodedError('internal'));
      else if (item.frame.ephemeral) sendEphemeral(item, route, context);
      else {
        const result = plan(item, route, context);
        if (result instanceof CodedError) await refuse(item, result);
        else planned.push(result);
      }
    }
    if (planned.length === 0) return;
    const startedAt = performance.now();
    try {
      const outcomes = await store.commit({
        sends: planned.map(({ send }) => send),
        reserve: [...reserve].map(([deviceRef, throughSeq]) => ({ deviceRef, throughSeq })),
      });
      dependencies.onCommit(planned, (performance.now() - startedAt) / 1_000);
      const endTurn = dependencies.turn.begin();
      try {
        deliver(planned, outcomes);
        planned.forEach((item, index) => {
          answer(item, outcomes[index]);
        });
      } finally {
        endTurn();
      }
    } catch (error) {
      fail(planned, error);
    }
  };

  const run = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        await commit(batch);
      } catch (error) {
        dependencies.onFailed(error);
        routes.forgetAll();
        for (const { origin, frame } of batch)
          origin.refused(frame.requestId, new CodedError('storage_failed'));
      }
    }
    running = undefined;
  };

  return {
    add: (origin, frame, clientMessageId) => {
      pending.push({ origin, frame, clientMessageId });
      running ??= new Promise((resolve) => {
        setImmediate(() => void run().then(resolve));
      });
    },
    idle: async () => {
      while (running !== undefined) await running;
    },
  };
};
