import * as z from 'zod/mini';
import { accountIdSchema, usernameSchema } from '../ids.ts';

/** Main to engine, once, over the utility process's own port: never near the renderer. */
const engineStartSchema = z.object({
  kind: z.literal('start'),
  /** Folder of the profile's database. */
  dataFolder: z.string(),
  /** 32 bytes; main wipes its copy after sending. */
  databaseKey: z.instanceof(Uint8Array),
  /** The server that onboarding proposes; null lets the person name one. */
  defaultServerUrl: z.nullable(z.string()),
  localProgram: z.nullable(
    z.object({
      accountId: accountIdSchema,
      username: z.nullable(usernameSchema),
      name: z.string(),
    }),
  ),
  appVersion: z.string(),
});
export type EngineStart = z.infer<typeof engineStartSchema>;

/** Main to engine later. `port`: a MessagePort for a window comes with it. */
export const engineControlSchema = z.discriminatedUnion('kind', [
  engineStartSchema,
  z.object({ kind: z.literal('port') }),
  z.object({ kind: z.literal('localProgram'), localProgram: engineStartSchema.shape.localProgram }),
  z.object({ kind: z.literal('close') }),
]);

/** Engine to main. */
export const engineReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('failed'), code: z.string() }),
  z.object({ kind: z.literal('closed') }),
]);
