import {
  CiphertextMessageType,
  PreKeySignalMessage,
  SignalMessage,
} from '@signalapp/libsignal-client';
import type { EnvelopeType } from '../../contract/wire/frames.ts';
import type { EnvelopeFacts } from '../store/types/keys.ts';
import type { Bytes } from './bytes.ts';

/** What libsignal tells of a message of a session. */
export const factsOfMessage = (message: SignalMessage): EnvelopeFacts => ({
  version: message.messageVersion(),
  counter: message.counter(),
  pqRatchet: message.pqRatchet().length > 0,
});

/** What it tells of one that begins a session: the message inside is not given out. */
export const factsOfFirst = (message: PreKeySignalMessage): EnvelopeFacts => ({
  version: message.version(),
  counter: null,
  pqRatchet: null,
});

/** Of an envelope as it is sent. Throws where libsignal does not read it. */
export const factsOfEnvelope = (type: EnvelopeType, content: Bytes): EnvelopeFacts =>
  type === CiphertextMessageType.PreKey
    ? factsOfFirst(PreKeySignalMessage.deserialize(content))
    : factsOfMessage(SignalMessage.deserialize(content));
