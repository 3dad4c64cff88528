/**
 * How what is written to somebody leaves now. `sealed`: without a name. `waits`: it will be, in a moment; until then nothing leaves. The others by
 * name, since: `no_contact`, the person has not let them write, nor written to them; `no_token`, their app has not given what it takes; `token_refused`,
 * the server takes that no more; `no_certificate`, the server gives this device none; `no_path`, the server, or what stands before it, knows no
 * second connection.
 */
export const sendings = [
  'sealed',
  'waits',
  'no_contact',
  'no_token',
  'token_refused',
  'no_certificate',
  'no_path',
] as const;
export type Sending = (typeof sendings)[number];
