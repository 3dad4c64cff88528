import * as z from 'zod/mini';
import {
  accountIdSchema,
  deviceIdSchema,
  phoneNumberSchema,
  timestampSchema,
  uuidSchema,
} from '../../contract/ids.ts';
import type { AccountState, ServerInfo } from '../../contract/ipc/account.ts';
import { signedOutWhySchema } from '../../contract/ipc/account.ts';
import { keyFingerprint } from '../connection/server-key.ts';
import type { MetaRepository } from '../store/types/meta.ts';

const serverPinSchema = z.object({
  url: z.string(),
  operator: z.string(),
  publicKey: z.string(),
  pinnedAt: timestampSchema,
});
/** The chosen server; its key is the one that must prove itself at every connection. */
export type ServerPin = z.infer<typeof serverPinSchema>;

const storedAccountSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('new') }),
  z.object({
    phase: z.literal('code_sent'),
    number: phoneNumberSchema,
    registrationId: uuidSchema,
    expiresAt: timestampSchema,
    resendAt: timestampSchema,
  }),
  z.object({
    phase: z.literal('verified'),
    number: phoneNumberSchema,
    registrationToken: z.string(),
  }),
  z.object({
    phase: z.literal('ready'),
    number: phoneNumberSchema,
    accountId: accountIdSchema,
    deviceId: deviceIdSchema,
    token: z.string(),
    name: z.string(),
    username: z.nullable(z.string()),
    findableByNumber: z.boolean(),
  }),
  z.object({
    phase: z.literal('signed_out'),
    number: phoneNumberSchema,
    reason: signedOutWhySchema,
  }),
]);
/** Where registration stands, as kept, with its secrets. */
export type StoredAccount = z.infer<typeof storedAccountSchema>;
export type ReadyAccount = Extract<StoredAccount, { phase: 'ready' }>;

const accountName = 'account';
const serverName = 'server';

/** The kept account; `new` when there is none or none that can be read. */
export const loadAccount = (meta: MetaRepository): StoredAccount => {
  const parsed = storedAccountSchema.safeParse(meta.get(accountName));
  return parsed.success ? parsed.data : { phase: 'new' };
};

/** Keeps the account. */
export const saveAccount = (meta: MetaRepository, account: StoredAccount): void =>
  meta.set(accountName, account);

/** The pinned server; null before one was chosen. */
export const loadServer = (meta: MetaRepository): ServerPin | null => {
  const parsed = serverPinSchema.safeParse(meta.get(serverName));
  return parsed.success ? parsed.data : null;
};

/** Pins a server; null forgets it. */
export const saveServer = (meta: MetaRepository, pin: ServerPin | null): void =>
  pin ? meta.set(serverName, pin) : meta.remove(serverName);

/** The pin as a person sees it. */
const toServerInfo = (pin: ServerPin): ServerInfo => ({
  ...pin,
  keyFingerprint: keyFingerprint(pin.publicKey),
});

/** The account as a person sees it, without its secrets. */
export const toAccountState = (
  account: StoredAccount,
  pin: ServerPin | null,
  defaultServerUrl: string | null,
): AccountState => {
  if (account.phase === 'new' || pin === null)
    return { phase: 'new', server: pin && toServerInfo(pin), defaultServerUrl };
  const server = toServerInfo(pin);
  switch (account.phase) {
    case 'code_sent':
      return {
        phase: 'code_sent',
        server,
        number: account.number,
        expiresAt: account.expiresAt,
        resendAt: account.resendAt,
      };
    case 'verified':
      return { phase: 'verified', server, number: account.number };
    case 'signed_out':
      return { phase: 'signed_out', server, number: account.number, reason: account.reason };
    case 'ready': {
      const { token: _, ...shown } = account;
      return { ...shown, server };
    }
  }
};
