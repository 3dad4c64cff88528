import { encodeContent } from '../../contract/content/codec.ts';
import type { Content } from '../../contract/content/schema.ts';
import type { Context } from '../context.ts';
import { canEncryptFor, encryptFrame } from './frame.ts';
import type { Outbox } from './outbox.ts';
import type { SessionWork } from './session-work.ts';

/** Says something that is kept nowhere, to an account that has sessions: it is no reason to take keys. */
export const sayOnce = async (
  { random }: Pick<Context, 'random'>,
  {
    sessions,
    outbox,
  }: { readonly sessions: SessionWork; readonly outbox: Pick<Outbox, 'sendOnce'> },
  accountId: string,
  said: Content,
): Promise<void> => {
  const content = encodeContent(said);
  const frame = await sessions.run(
    async (unit) =>
      canEncryptFor(unit, accountId)
        ? encryptFrame(unit, { id: random.uuid(), accountId, content, ephemeral: true })
        : null,
    () => undefined,
  );
  if (frame) outbox.sendOnce(accountId, frame);
};
