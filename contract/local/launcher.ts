import * as z from 'zod/mini';
import { accountIdSchema, phoneNumberSchema, timestampSchema, usernameSchema } from '../ids.ts';

/** Environment variable with the path of the launcher's control socket; set for the app by the launcher only. */
export const launcherSocketVariable = 'BISIK_LOCAL_SOCKET';

/** An address on this very computer, as nobody else's machine has it: `http://127.0.0.1:7491`. */
const addressHereSchema = z.string().check(z.regex(/^http:\/\/127\.0\.0\.1:[1-9]\d{0,4}$/));

/** The program that stands for the affiliate on this computer, and where its page shows what it got. */
export const localAffiliateSchema = z.object({
  /** As the policy calls the recipient. */
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  url: addressHereSchema,
});
export type LocalAffiliate = z.infer<typeof localAffiliateSchema>;

/** JSON lines from the launcher to an app that it or a second launcher started. */
export const launcherLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hello'),
    serverUrl: z.string(),
    /** Echo, once it has an account. */
    echo: z.nullable(
      z.object({
        accountId: accountIdSchema,
        username: z.nullable(usernameSchema),
        name: z.string(),
      }),
    ),
    affiliate: z.nullable(localAffiliateSchema),
  }),
  /** What the server that the launcher started wrote on its console. */
  z.object({
    kind: z.literal('code'),
    number: phoneNumberSchema,
    code: z.string().check(z.regex(/^\d{6}$/)),
    expiresAt: timestampSchema,
  }),
]);
export type LauncherLine = z.infer<typeof launcherLineSchema>;

/** The first line from an app or second launcher. */
export const launcherClientLineSchema = z.object({
  kind: z.literal('hello'),
  role: z.enum(['app', 'launcher']),
  profile: z.string().check(z.maxLength(64)),
});
export type LauncherClientLine = z.infer<typeof launcherClientLineSchema>;

/** Lines that the server writes on its console (standard output; the log stream is standard error). */
export const serverConsoleLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('listening'),
    url: z.string(),
    /** Its own key, base64: what an affiliate knows it by. */
    publicKey: z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/)),
  }),
  z.object({
    kind: z.literal('code'),
    number: phoneNumberSchema,
    code: z.string(),
    expiresAt: timestampSchema,
  }),
]);
export type ServerConsoleLine = z.infer<typeof serverConsoleLineSchema>;

/** The line that Echo writes on its standard output once it can be written to. */
export const echoReadyLineSchema = z.object({
  kind: z.literal('ready'),
  accountId: accountIdSchema,
  username: z.nullable(usernameSchema),
  name: z.string(),
});
