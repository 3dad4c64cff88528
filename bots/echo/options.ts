import * as z from 'zod/mini';
import { phoneNumberSchema } from '../../contract/ids.ts';

const environmentSchema = z.object({
  BISIK_SERVER_URL: z.string(),
  BISIK_DATA_DIR: z.string(),
  BISIK_NUMBER: z._default(phoneNumberSchema, '+12015550100'),
});

export interface EchoOptions {
  readonly serverUrl: string;
  /** Absolute; made when it is not there. */
  readonly dataFolder: string;
  readonly number: string;
}

/** Echo's options from its environment. Throws a ZodError that names what is missing. */
export const parseEchoOptions = (
  environment: Readonly<Record<string, string | undefined>>,
): EchoOptions => {
  const parsed = environmentSchema.parse(environment);
  return {
    serverUrl: parsed.BISIK_SERVER_URL,
    dataFolder: parsed.BISIK_DATA_DIR,
    number: parsed.BISIK_NUMBER,
  };
};
