import * as z from 'zod/mini';
import { errorBodySchema } from '../errors/coded-error.ts';

// On their own, so that preload bundles no schemas.
export { enginePortMessage, enginePortRequest } from './channels.ts';

/** What travels on a port or channel, both ways. `name` is `domain.call`. */
export const requestSchema = z.object({
  kind: z.literal('call'),
  id: z.int(),
  name: z.string().check(z.maxLength(80)),
  input: z.unknown(),
});
export type IpcRequest = z.infer<typeof requestSchema>;

/** The answer to the request with the same id. */
export const responseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: z.int(), value: z.unknown() }),
  z.object({ kind: z.literal('error'), id: z.int(), error: errorBodySchema }),
]);
export type IpcResponse = z.infer<typeof responseSchema>;

/** `name` is `domain.event`; nobody answers. */
export const eventMessageSchema = z.object({
  kind: z.literal('event'),
  name: z.string().check(z.maxLength(80)),
  payload: z.unknown(),
});
export type IpcEvent = z.infer<typeof eventMessageSchema>;
