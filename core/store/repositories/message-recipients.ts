import * as z from 'zod/mini';
import type { MessageRecipients } from '../types/messages.ts';

/** As it is kept: the key's hash, whether it was compared, and the devices. */
const keptSchema = z.tuple([z.string(), z.boolean(), z.array(z.int())]);

/** The text of `messages.sealed_for`. */
export const fromRecipients = ({ keyHash, verified, deviceIds }: MessageRecipients): string =>
  JSON.stringify([keyHash, verified, deviceIds]);

/** Null where nothing was recorded. */
export const toRecipients = (text: string | null): MessageRecipients | null => {
  if (text === null) return null;
  const { data } = keptSchema.safeParse(JSON.parse(text));
  return data ? { keyHash: data[0], verified: data[1], deviceIds: data[2] } : null;
};
