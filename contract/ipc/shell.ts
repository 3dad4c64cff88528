import * as z from 'zod/mini';
import { phoneNumberSchema, timestampSchema, uuidSchema } from '../ids.ts';
import { localAffiliateSchema } from '../local/launcher.ts';
import { isSettingKey, type SettingKey } from '../settings/registry.ts';
import { limits } from '../wire/limits.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

const keySchema = z.custom<SettingKey>(isSettingKey, { error: 'not a setting' });
const valuesSchema = z.object({
  /** Device-scope values, and the cached account-scope ones for an offline start. */
  values: z.record(z.string(), z.unknown()),
  /** The file was unreadable: kept aside under this name, strictest values apply. */
  keptAside: z.nullable(z.string()),
  /** The file is of a newer Bisik: read, never written. */
  readOnly: z.boolean(),
});

/** Device-scope settings. Hosted by main. */
export const settingsDomain = defineDomain('settings', {
  host: 'main',
  calls: {
    get: call(emptySchema, valuesSchema, 'All values.'),
    set: call(
      z.object({ key: keySchema, value: z.unknown() }),
      valuesSchema,
      'Sets one; a value outside the row is refused with `ipc_bad_input`.',
    ),
    cacheAccount: call(
      z.object({ values: z.record(z.string(), z.unknown()), removed: z.boolean() }),
      emptySchema,
      'Keeps account-scope values for the next offline start. `removed`: the account left this device, and what its rows say is cleared, copies of the file included.',
    ),
  },
  events: { changed: event(valuesSchema, 'A value changed.') },
});

/** Whether there is a database key, and what keeps it. */
const vaultStateSchema = z.object({
  /**
   * ready: the engine has its key. choose: no keyring here; a passphrase is needed first. locked: the passphrase is asked for.
   * key_lost: a database exists, its key does not. keyring_changed: the key is there, this keyring cannot open it.
   */
  status: z.enum(['ready', 'choose', 'locked', 'key_lost', 'keyring_changed']),
  protection: z.nullable(z.enum(['keyring', 'passphrase'])),
  /** What the system calls its keyring, when it says so. */
  backend: z.nullable(z.string()),
});
export type VaultState = z.infer<typeof vaultStateSchema>;

/** Who keeps the database key. Hosted by main. The key itself never travels here. */
export const vaultDomain = defineDomain('vault', {
  host: 'main',
  calls: {
    get: call(emptySchema, vaultStateSchema, 'The state now.'),
    create: call(
      z.object({ passphrase: z.string().check(z.maxLength(1024)) }),
      vaultStateSchema,
      'Makes a key under a passphrase; only in `choose`.',
    ),
    unlock: call(
      z.object({ passphrase: z.string().check(z.maxLength(1024)) }),
      vaultStateSchema,
      'Opens the key; only in `locked`.',
    ),
    changePassphrase: call(
      z.object({
        current: z.string().check(z.maxLength(1024)),
        passphrase: z.string().check(z.maxLength(1024)),
      }),
      vaultStateSchema,
      'Puts the same key under another passphrase; only in `ready` under one.',
    ),
    lock: call(
      emptySchema,
      vaultStateSchema,
      'Forgets the key until the passphrase opens it again, and ends the page that asked; the engine ends after the answer, within two seconds. Only in `ready` under one.',
    ),
    retry: call(emptySchema, vaultStateSchema, 'Asks the keyring again.'),
    setAside: call(
      emptySchema,
      vaultStateSchema,
      'Keeps database and key file aside under new names and starts anew; only in `key_lost` and `keyring_changed`.',
    ),
  },
  events: { changed: event(vaultStateSchema, 'The state changed.') },
});

/** Which versions run here, and on what. */
const aboutSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.enum(['win32', 'darwin', 'linux']),
  /** The old runtime for development and tests, not the one that ships. */
  developmentRuntime: z.boolean(),
  /** What the system prefers, as a language tag. */
  locale: z.string(),
});

/** waiting: for the vault. starting: the first start. restarting: it ended unasked and comes back with a back-off; calls on the old port get no answer. */
const engineStateSchema = z.object({
  state: z.enum(['waiting', 'starting', 'running', 'restarting']),
  restarts: z.int(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

/** The window's surroundings. Hosted by main. */
export const shellDomain = defineDomain('shell', {
  host: 'main',
  calls: {
    about: call(emptySchema, aboutSchema, 'Versions and the system.'),
    openExternal: call(
      z.object({ url: z.string().check(z.maxLength(4096)) }),
      z.object({ opened: z.boolean() }),
      'Asks in a system dialog, then opens an http, https or mailto link in the browser.',
    ),
    copyText: call(
      z.object({ text: z.string().check(z.maxLength(100_000)) }),
      emptySchema,
      'Puts text on the clipboard.',
    ),
    saveFile: call(
      z.object({
        /** A proposal: no folder of it is used, and it ends in .json or .txt. */
        name: z.string().check(z.maxLength(200)),
        text: z.string().check(z.maxLength(limits.maxFileLength)),
      }),
      z.object({ saved: z.boolean() }),
      'Asks in a system dialog where, then writes a text file. `saved` is false when the person did not want to.',
    ),
    notify: call(
      z.object({
        chatId: uuidSchema,
        title: z.string().check(z.maxLength(200)),
        body: z.string().check(z.maxLength(400)),
        silent: z.boolean(),
        /** The chat is the one that the window shows. */
        inView: z.boolean(),
      }),
      emptySchema,
      'Shows a native notification, unless its chat is in view in a window that has focus.',
    ),
    withdraw: call(
      z.object({ chatIds: z.array(uuidSchema).check(z.maxLength(1000)) }),
      emptySchema,
      'Takes back the notifications of chats that were read, or are gone.',
    ),
    setUnread: call(
      z.object({ count: z.int().check(z.minimum(0)) }),
      emptySchema,
      'Badge and tray.',
    ),
    allowCamera: call(
      z.object({ allowed: z.boolean() }),
      z.object({ allowed: z.boolean() }),
      'Before the page asks for a camera, because the person did: it may for a minute, or until `allowed` is false. The answer is false where the system does not let this app use one.',
    ),
    rendered: call(
      z.object({ what: z.enum(['first_paint', 'chat_list']) }),
      emptySchema,
      'Marks for the start-up bench.',
    ),
    connectEngine: call(
      emptySchema,
      engineStateSchema,
      'Asks for a port to the engine; preload receives it, and a new one after every restart.',
    ),
    licences: call(emptySchema, z.object({ text: z.string() }), 'Third-party notices.'),
  },
  events: {
    openChat: event(z.object({ chatId: uuidSchema }), 'A notification was clicked.'),
    openSettings: event(emptySchema, 'The menu asked for the settings.'),
    newChat: event(emptySchema, 'The menu asked for a new chat.'),
    engine: event(engineStateSchema, 'The engine started, ended or came back.'),
    focus: event(z.object({ focused: z.boolean() }), 'The window gained or lost focus.'),
  },
});

/** Only when started by the local launcher. Hosted by main. */
export const localDomain = defineDomain('local', {
  host: 'main',
  calls: {
    get: call(
      emptySchema,
      z.object({
        local: z.boolean(),
        codes: z.array(
          z.object({ number: phoneNumberSchema, code: z.string(), expiresAt: timestampSchema }),
        ),
        affiliate: z.nullable(localAffiliateSchema),
      }),
      'Whether run locally, the codes the local server wrote on its console, and the program that stands for the affiliate.',
    ),
  },
  events: {
    code: event(
      z.object({ number: phoneNumberSchema, code: z.string(), expiresAt: timestampSchema }),
      'The local server wrote a code on its console.',
    ),
  },
});
