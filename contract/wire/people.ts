import * as z from 'zod/mini';
import { contentLimits } from '../content/limits.ts';
import { accountIdSchema, base64Schema, bytesSchema, timestampSchema, uuidSchema } from '../ids.ts';
import { endpoint } from './endpoint.ts';
import { limits } from './limits.ts';

const empty = z.object({});
/** A SHA-256. */
const hashSchema = bytesSchema(32);
const fieldSchema = z.enum(['about', 'photo']);
export type ProfileField = z.infer<typeof fieldSchema>;

const reportedMessageSchema = z.object({
  messageId: uuidSchema,
  sentAt: timestampSchema,
  text: z.string().check(z.minLength(1), z.maxLength(contentLimits.maxTextLength)),
});
/** What somebody is said to have written. Nothing proves it: the server never saw it. */
export type ReportedMessage = z.infer<typeof reportedMessageSchema>;

/** Reports to the operator, sealed profiles, and who may write to an account. */
export const peopleEndpoints = {
  report: endpoint({
    method: 'POST',
    path: '/v1/reports',
    auth: 'device',
    request: z.object({
      /** The client's own, so that a repeated call reports once. */
      reportId: uuidSchema,
      about: accountIdSchema,
      messages: z
        .array(reportedMessageSchema)
        .check(z.minLength(1), z.maxLength(limits.maxReportedMessages)),
      note: z.string().check(z.maxLength(limits.maxReportNoteLength)),
    }),
    response: empty,
    errors: ['too_large', 'quota_full', 'storage_failed'],
    does: 'Shows the operator, and nobody else, messages that somebody sent. Kept readable for 90 days.',
  }),
  putProfile: endpoint({
    method: 'PUT',
    path: '/v1/account/profile',
    auth: 'device',
    request: z.object({
      field: fieldSchema,
      /** Null takes the field away. `tokenHash`: SHA-256 of what a reader must show. */
      sealed: z.nullable(
        z.object({ content: base64Schema(limits.maxProfileBytes), tokenHash: hashSchema }),
      ),
    }),
    response: empty,
    errors: ['storage_failed'],
    does: 'Keeps one field of the account’s profile, sealed.',
  }),
  readProfile: endpoint({
    method: 'POST',
    path: '/v1/accounts/:accountId/profile',
    /** Who reads is not asked: the token is enough, and the server need not know who looks at whom. */
    auth: 'none',
    request: z.object({ accountId: accountIdSchema, field: fieldSchema, token: bytesSchema(32) }),
    response: z.object({ content: base64Schema(limits.maxProfileBytes) }),
    errors: ['not_found'],
    does: 'One sealed field, for whoever shows its token. A wrong token, no field and no account answer alike.',
  }),
  setDelivery: endpoint({
    method: 'PUT',
    path: '/v1/account/delivery',
    auth: 'device',
    /** `tokenHash` null: everybody may. `sealedHash`: with whose token others may send sealed; absent or null: nobody may. */
    request: z.object({
      tokenHash: z.nullable(hashSchema),
      sealedHash: z.optional(z.nullable(hashSchema)),
    }),
    response: empty,
    errors: ['storage_failed'],
    does: 'From now on others may send to the account, or send to it sealed, only with the token of this hash; the former one ends at once.',
  }),
  checkDelivery: endpoint({
    method: 'POST',
    path: '/v1/account/delivery/check',
    auth: 'device',
    request: z.object({
      token: z.nullable(bytesSchema(limits.deliveryTokenBytes)),
    }),
    response: z.object({ allowed: z.boolean() }),
    errors: [],
    does: 'Whether somebody else with this token, or with none, may send to the account: what the relay itself would say.',
  }),
} as const;
