/** Whether the same request can succeed later without a change: `never`, `later` (with back-off), `fix` (after the person or the program changed something). */
export type Retry = 'never' | 'later' | 'fix';

export interface ErrorRow {
  readonly retry: Retry;
  /** HTTP status when the server answers with this code; absent for codes that never travel over HTTP. */
  readonly status?: number;
  /** WebSocket close code (RFC 6455 section 7.4.2, private range) when this code closes a connection. */
  readonly close?: number;
  /** English sentence that a person reads; other languages stand in the catalogues under `error.<code>`. */
  readonly sentence: string;
}

const row = (
  retry: Retry,
  sentence: string,
  travels: { status?: number; close?: number } = {},
): ErrorRow => ({ retry, sentence, ...travels });

/** Every error that Bisik's programs tell each other or a person. */
export const errorTable = {
  bad_request: row('fix', 'The request was not understood.', { status: 400 }),
  not_found: row('never', 'Nothing was found there.', { status: 404 }),
  too_large: row('fix', 'That is larger than the server takes.', { status: 413, close: 4413 }),
  unsupported_version: row('fix', 'This version of Bisik is too old for the server. Update it.', {
    status: 426,
    close: 4426,
  }),
  unauthorized: row('fix', 'This device is not signed in.', { status: 401, close: 4401 }),
  rate_limited: row('later', 'Too many tries. Wait a moment.', { status: 429, close: 4429 }),
  unavailable: row('later', 'The server cannot answer at the moment.', {
    status: 503,
    close: 1013,
  }),
  internal: row('later', 'Something failed on our side. Nothing was lost.', {
    status: 500,
    close: 1011,
  }),
  storage_failed: row('later', 'The server could not write to its disk. Nothing was taken.', {
    status: 507,
  }),

  number_invalid: row('fix', 'This is not a phone number that can be used.', { status: 422 }),
  code_wrong: row('fix', 'That is not the code.', { status: 403 }),
  code_expired: row('fix', 'The code is no longer valid. Ask for a new one.', { status: 410 }),
  code_tries_used_up: row('fix', 'Too many wrong codes. Ask for a new one.', { status: 403 }),
  code_not_sent: row('later', 'The code could not be sent.', { status: 502 }),
  username_taken: row('fix', 'This username cannot be had. Choose another.', { status: 409 }),
  recipient_not_found: row('fix', 'Nobody with that number or username can be found.', {
    status: 404,
  }),
  own_account: row('fix', 'That is you. A chat is with somebody else.'),
  found_somebody_else: row(
    'later',
    'The server and its public log do not agree on who that is. Nobody was added. Try again in a minute, or ask the person.',
  ),
  recipient_gone: row('never', 'This account no longer exists.', {
    status: 410,
  }),
  proof_invalid: row('fix', 'The signature does not match the account.', { status: 403 }),
  choice_locked: row(
    'never',
    'The time to change this switch is over. You can still refuse everything at once, or delete the account.',
    { status: 409 },
  ),
  choice_refused: row('never', 'The person did not choose to share this. Nothing was taken.', {
    status: 403,
  }),
  record_refused: row('fix', 'The record of this choice was not taken.', { status: 422 }),

  link_expired: row('fix', 'This code is no longer valid. Show a new one.', { status: 410 }),
  link_used: row('fix', 'This code was used already. Show a new one.', { status: 409 }),
  too_many_devices: row('fix', 'This account has five devices already. Unlink one first.', {
    status: 409,
  }),
  quota_full: row('later', 'There is no more room for this on the server.', { status: 507 }),
  keys_not_taken: row('later', 'The server did not take the new keys. Nothing changed.'),
  manifest_conflict: row('later', 'Another device changed the settings at the same time.', {
    status: 409,
  }),

  devices_changed: row('fix', 'The other side has other devices now.', { status: 409 }),
  not_allowed: row(
    'fix',
    'This person takes messages only from people whom they let write. Yours was not delivered.',
    { status: 403 },
  ),
  queue_full: row('later', 'Too many messages wait for this person. Yours was not taken.', {
    status: 429,
  }),
  bad_frame: row('fix', 'The connection carried something that was not understood.', {
    close: 4400,
  }),
  slow_client: row('later', 'The connection was too slow.', { close: 4408 }),
  replaced: row('later', 'This device connected again.', { close: 4409 }),

  offline: row('later', 'The server cannot be reached.'),
  server_key_changed: row(
    'fix',
    'The server shows another key than before. Nothing is sent until you decide.',
  ),
  server_certificate: row(
    'later',
    'The certificate of this server is not valid for this address, or this computer does not trust who issued it. Nothing was sent.',
  ),
  server_not_bisik: row('fix', 'There is no Bisik server at this address.'),
  server_address_invalid: row(
    'fix',
    'This is not an address that can be used. It starts with https.',
  ),
  link_code_invalid: row('fix', 'This is not a linking code of Bisik.'),
  link_other_server: row('fix', 'This code is for another server than the one of your account.'),
  history_moving: row(
    'fix',
    'Messages are on their way to another new device of yours. Wait until they are there, stop that, or link this one without messages.',
  ),
  manifest_rolled_back: row(
    'later',
    'The server shows older settings than it had. Those on this device stay.',
  ),
  manifest_unreadable: row(
    'later',
    'The settings on the server cannot be read. Those on this device stay.',
  ),
  not_registered: row('fix', 'This device is not signed in to an account.'),
  blocked: row('fix', 'You blocked this person. Unblock them to write to them.'),
  message_too_long: row('fix', 'This message is too long to send.'),
  untrusted_identity: row('fix', 'The keys of this contact changed. Nothing was sent.'),
  keys_changed_again: row('fix', 'The keys changed once more. Look at the notice again.'),
  alarm_not_over: row('fix', 'This cannot be ended yet. What has to be first stands there.'),
  ipc_unknown: row('never', 'The window asked for something that does not exist.'),
  ipc_bad_input: row('fix', 'The window asked in a form that is not understood.'),
  ipc_refused: row('never', 'This request did not come from the window itself.'),
  closing: row('later', 'Bisik is closing.'),
  passphrase_wrong: row('fix', 'That is not the passphrase.'),
  passphrase_too_short: row('fix', 'The passphrase needs at least 8 characters.'),
  file_not_saved: row('fix', 'The file could not be written there. Choose another folder.'),
  vault_unavailable: row('fix', 'The system keyring does not answer.'),
  vault_file_other: row(
    'fix',
    'The file with your key is gone or is not the one that Bisik opened. The passphrase is as before.',
  ),
  vault_not_saved: row(
    'fix',
    'The passphrase could not be saved on this computer. Nothing changed; free some space, then try again.',
  ),
  vault_key_lost: row('fix', 'The key to your messages was not found. Your data is untouched.'),
  settings_read_only: row(
    'fix',
    'The settings were written by a newer version of Bisik. Update it to change them.',
  ),
  store_damaged: row('never', 'The message database is damaged.'),
  store_newer: row('fix', 'The message database was written by a newer version of Bisik.'),
  store_disk_full: row('fix', 'The disk is full. Nothing was lost; free some space.'),
  store_write_failed: row('later', 'The message database could not be written.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** All codes, in the order of the table. */
export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[];

/** True when `value` is a code of the table. */
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(errorTable, value);
