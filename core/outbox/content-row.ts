import { encodeContent } from '../../contract/content/codec.ts';
import type { Content } from '../../contract/content/schema.ts';
import type { Context } from '../context.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

/** A new row for content that stands in no chat of this device, such as a receipt. Throws `message_too_long`. */
export const contentRow = (
  { random, clock }: Pick<Context, 'random' | 'clock'>,
  accountId: string,
  content: Exclude<Content, { kind: 'text' | 'typing' }>,
): NewOutboxRow => ({
  id: random.uuid(),
  accountId,
  kind: content.kind,
  messageId: null,
  chatId: null,
  content: encodeContent(content),
  createdAt: clock.now(),
});
