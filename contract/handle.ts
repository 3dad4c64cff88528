import * as z from 'zod/mini';
import { phoneNumberSchema, usernameSchema } from './ids.ts';

/** By what somebody is found. */
export const handleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), value: phoneNumberSchema }),
  z.object({ kind: z.literal('username'), value: usernameSchema }),
]);

/** A number in E.164, or a whole username. */
export interface Handle {
  readonly kind: z.infer<typeof handleSchema>['kind'];
  readonly value: string;
}
