import * as z from 'zod/mini';

/** SHA-256 of a serialised identity key, in hex. */
export const keyHashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
