// A keyring gives back garbage rather than an error when its own key changed, once in some hundred times: hence the label.
const label = 'bisik-database-key-1:';

/** The text that goes into the keyring's wrapping. */
export const toKeyringSecret = (key: Uint8Array): string =>
  label + Buffer.from(key).toString('base64');

/** The 32 bytes behind such a text; `undefined` for anything else. */
export const fromKeyringSecret = (secret: string): Uint8Array | undefined => {
  if (!secret.startsWith(label)) return undefined;
  const decoded = Buffer.from(secret.slice(label.length), 'base64');
  const key = decoded.length === 32 ? Uint8Array.from(decoded) : undefined;
  decoded.fill(0);
  return key;
};
