import { createHmac } from 'node:crypto';
import type { PublicKey } from '@signalapp/libsignal-client';
import { LRUCache } from 'lru-cache';
import * as z from 'zod/mini';
import type { Sending } from '../../contract/encryption/sending.ts';
import { bytesSchema } from '../../contract/ids.ts';
import {
  type ErrorFrame,
  encodeClientFrame,
  parseClientFrame,
  type SendFrame,
  type SentFrame,
} from '../../contract/wire/frames.ts';
import { readUuid, writeUuid } from '../../contract/wire/uuid-bytes.ts';
import type { Account } from '../account/account.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import { type Bytes, fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { KeyBase } from '../crypto/key-base.ts';
import { sealEnvelope } from '../crypto/sealed-sender.ts';
import { createOwnCertificate } from './certificate.ts';
import { createSealedLine } from './line.ts';
import { sendingBy, type Way, type WayFacts, wayTo } from './way.ts';

/** Sending without saying who one is. */
export interface Sealed {
  readonly wayTo: (accountId: string) => Way;
  /** The same in words for the person, with the reason; told anew by `encryption.changed` when it is another. */
  readonly sendingTo: (accountId: string) => Sending;
  /** Contacts are others, or gave other tokens. */
  readonly onTokens: () => void;
  /** Seals an encoded `send` frame and sends it. What comes of it is told by `onFrame`, by the frame's request id. */
  readonly send: (accountId: string, frame: Bytes) => void;
  /** The token that is known for this account is worth nothing: what goes there goes by name until another one is. */
  readonly giveUp: (accountId: string) => void;
  readonly bufferedBytes: () => number;
  readonly dueAt: () => number;
  /** The server is silent. */
  readonly fail: () => void;
  /** Ends the second connection; what is sealed next opens another one. What is not answered yet is told to be sent again. */
  readonly hangUp: () => void;
  /** What certificates of others must lead to; empty until the server told. */
  readonly roots: () => readonly PublicKey[];
  readonly whenRoots: () => Promise<void>;
  /** What leads to none of the roots leads nowhere: they were asked for a moment ago. */
  readonly areRootsFresh: () => boolean;
  /** Asks for them unless they are; rejects with what keeps the server from telling. */
  readonly freshenRoots: () => Promise<void>;
  readonly onUp: () => void;
  /** Another account, or none, takes this one's place. Inside a transaction. */
  readonly forget: () => void;
  readonly close: () => void;
}

export interface SealedOptions {
  readonly account: Pick<Account, 'api' | 'pin' | 'ready'>;
  readonly link: Pick<Link, 'isUp' | 'whenUp'>;
  /** The present keys; throws `not_registered`. */
  readonly base: () => KeyBase;
  /** Told of answers to what was sent, or that it could not be sealed; that there will be none; and that something may leave now. */
  readonly outbox: () => {
    readonly onSealedFrame: (frame: SentFrame | ErrorFrame) => void;
    readonly onSealedDown: () => void;
    readonly wake: () => void;
  };
  /** Asked for tokens, and told that there is a certificate now, or none. */
  readonly privacy: () => {
    readonly tokenFor: (accountId: string) => Uint8Array | null;
    readonly onCertificate: () => void;
  };
}

const idsMark = 'sealed.ids';
const mostRefused = 5_000;
const mostSaid = 20;
/** Then, or with the next connection, a token that was refused is tried again. */
const refusedForMs = 3_600_000;

/** Over what others gave and the own certificate. */
export const createSealed = (context: Context, options: SealedOptions): Sealed => {
  const { store, random, clock } = context;
  const { account, link } = options;
  /** By account; `at` by `elapsed`. */
  const refused = new Map<string, { readonly token: string; readonly at: number }>();
  let secret: Bytes | null = null;
  /** Grows when what was being sealed is for nobody any more. */
  let generation = 0;
  let last: Promise<void> = Promise.resolve();

  const certificate = createOwnCertificate(context, {
    account,
    base: options.base,
    isUp: link.isUp,
    onGot: () => {
      options.privacy().onCertificate();
      options.outbox().wake();
      tellOthers();
    },
  });
  const line = createSealedLine(context, {
    whenUp: link.whenUp,
    onFrame: (frame) => {
      if (frame.kind === 'sent' || frame.kind === 'error') options.outbox().onSealedFrame(frame);
    },
    onDown: down,
  });

  const idSecret = (): Bytes => {
    if (secret) return secret;
    const kept = bytesSchema(32).safeParse(store.meta.get(idsMark));
    if (!kept.success) store.meta.set(idsMark, toBase64(random.bytes(32)));
    secret = fromBase64(z.string().parse(store.meta.get(idsMark)));
    return secret;
  };
  /**
   * The same for the same message, so that the server takes it once; and nothing that it is ever shown with a name: should the message
   * be refused and go by name, the two cannot be told to be one.
   */
  const sealedId = (clientMessageId: string): string => {
    const id = new Uint8Array(16);
    writeUuid(id, 0, clientMessageId);
    return readUuid(createHmac('sha256', idSecret()).update(id).digest(), 0);
  };

  const seal = async (frame: SendFrame): Promise<Uint8Array | null> => {
    const token = options.privacy().tokenFor(frame.recipientId);
    const present = certificate.present();
    if (!token || !present) return null;
    const base = options.base();
    const envelopes = await Promise.all(
      frame.envelopes.map((envelope) => sealEnvelope(base, present, frame.recipientId, envelope)),
    );
    const sealed = envelopes.filter((envelope) => envelope !== null);
    if (sealed.length < envelopes.length) return null;
    const clientMessageId = sealedId(frame.clientMessageId);
    return encodeClientFrame({
      ...frame,
      clientMessageId,
      deliveryToken: token,
      envelopes: sealed,
    });
  };

  const isRefused = (accountId: string, token: Uint8Array): boolean => {
    const known = refused.get(accountId);
    if (known && clock.elapsed() - known.at >= refusedForMs) refused.delete(accountId);
    return refused.get(accountId)?.token === toBase64(token);
  };
  const isAccepted = (accountId: string): boolean =>
    store.contacts.get(accountId)?.standing === 'accepted';

  const factsOf = (accountId: string, token: Uint8Array | null): Omit<WayFacts, 'isOwn'> => ({
    hasToken: token !== null,
    isAccepted: isAccepted(accountId),
    isTokenRefused: token !== null && isRefused(accountId, token),
    certificate: token === null ? 'coming' : certificate.state(),
    isLineRefused: line.isRefused(),
  });
  const sendingTo = (accountId: string): Sending =>
    sendingBy(factsOf(accountId, options.privacy().tokenFor(accountId)));
  /** Of whose chats it was asked for. */
  const said = new LRUCache<string, Sending>({ max: mostSaid });
  const tellOthers = (): void => {
    for (const [accountId, before] of [...said]) {
      const now = sendingTo(accountId);
      if (now === before) continue;
      said.set(accountId, now);
      context.emit('encryption.changed', { accountId });
    }
  };

  return {
    wayTo: (accountId) => {
      const isOwn = accountId === account.ready()?.accountId;
      const token = isOwn ? null : options.privacy().tokenFor(accountId);
      // Asked for every message: what is dear to find out comes last.
      return token === null ? 'named' : wayTo({ isOwn, ...factsOf(accountId, token) });
    },
    sendingTo: (accountId) => {
      const sending = sendingTo(accountId);
      said.set(accountId, sending);
      return sending;
    },
    onTokens: tellOthers,
    send: (accountId, bytes) => {
      const frame = parseClientFrame(bytes);
      if (frame.kind !== 'send') return;
      const mine = generation;
      const sealing = seal(frame).catch((error: unknown) => {
        context.onUnexpected('sealing', error);
        return null;
      });
      // Several are sealed at a time; they leave in the order in which they came.
      last = last.then(async () => {
        const sealed = await sealing;
        if (mine !== generation) return;
        if (sealed) line.send(sealed);
        else {
          giveUp(accountId);
          const { requestId } = frame;
          options
            .outbox()
            .onSealedFrame({ kind: 'error', requestId, error: { code: 'not_allowed' } });
        }
      });
      last = last.catch((error: unknown) => context.onUnexpected('sealed sending', error));
    },
    giveUp: (accountId) => giveUp(accountId),
    bufferedBytes: line.bufferedBytes,
    dueAt: line.dueAt,
    fail: line.fail,
    hangUp: () => {
      line.close();
      down();
    },
    roots: certificate.roots,
    whenRoots: certificate.whenRoots,
    areRootsFresh: certificate.areRootsFresh,
    freshenRoots: certificate.freshenRoots,
    onUp: () => {
      refused.clear();
      certificate.onUp();
      tellOthers();
    },
    forget: () => {
      generation++;
      secret = null;
      refused.clear();
      line.close();
      certificate.forget();
      store.meta.remove(idsMark);
    },
    close: () => {
      generation++;
      certificate.close();
      line.close();
    },
  };

  function down(): void {
    generation++;
    options.outbox().onSealedDown();
    tellOthers();
  }
  function giveUp(accountId: string): void {
    const token = options.privacy().tokenFor(accountId);
    if (!token) return;
    if (refused.size >= mostRefused) refused.clear();
    refused.set(accountId, { token: toBase64(token), at: clock.elapsed() });
    tellOthers();
  }
};
