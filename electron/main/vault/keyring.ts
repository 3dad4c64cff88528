/** What the operating system offers to keep a secret with. */
export interface Keyring {
  /** Asks the system; `backend` is its name for it, when it says so. Never rejects. */
  readonly probe: () => Promise<{ available: boolean; backend: string | null }>;
  /** Rejects when the system refuses, or would only scramble with a key that everybody knows. */
  readonly wrap: (secret: string) => Promise<Uint8Array>;
  /** Rejects when this keyring cannot open it. */
  readonly unwrap: (wrapped: Uint8Array) => Promise<string>;
}

/** The part of Electron's `safeStorage` that is used; Electron 25 lacks what is optional here. */
export interface SafeStorageSurface {
  readonly isEncryptionAvailable: () => boolean;
  readonly encryptString: (text: string) => Buffer;
  readonly decryptString: (wrapped: Buffer) => string;
  readonly getSelectedStorageBackend?: () => string;
  readonly isAsyncEncryptionAvailable?: () => Promise<boolean>;
  readonly encryptStringAsync?: (text: string) => Promise<Buffer>;
  readonly decryptStringAsync?: (wrapped: Buffer) => Promise<{ result: string }>;
}

/** Linux's stand-ins for a keyring: a password that is the same everywhere, or none found. */
const noKeyring = new Set(['basic_text', 'unknown']);
/** How Chromium marks what it encrypted with the password that is the same everywhere. */
const knownPasswordMark = 'v10';

/**
 * A keyring over `safeStorage`: the asynchronous calls where all of them are there, the synchronous ones otherwise. On
 * Linux what would only be scrambled counts as no keyring, by the name of the backend and by the mark on the result.
 */
export const createKeyring = (surface: SafeStorageSurface, platform: NodeJS.Platform): Keyring => {
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = surface;
  const calls =
    isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync
      ? {
          isAvailable: () => isAsyncEncryptionAvailable.call(surface),
          encrypt: (text: string) => encryptStringAsync.call(surface, text),
          decrypt: async (wrapped: Buffer) =>
            (await decryptStringAsync.call(surface, wrapped)).result,
        }
      : {
          isAvailable: async () => surface.isEncryptionAvailable(),
          encrypt: async (text: string) => surface.encryptString(text),
          decrypt: async (wrapped: Buffer) => surface.decryptString(wrapped),
        };
  const isScrambled = (wrapped: Uint8Array): boolean =>
    platform === 'linux' &&
    Buffer.from(wrapped.subarray(0, 3)).toString('latin1') === knownPasswordMark;
  return {
    probe: async () => {
      try {
        const available = await calls.isAvailable();
        const backend =
          platform === 'linux' ? (surface.getSelectedStorageBackend?.() ?? null) : null;
        return { available: available && !noKeyring.has(backend ?? ''), backend };
      } catch {
        return { available: false, backend: null };
      }
    },
    wrap: async (secret) => {
      const wrapped = await calls.encrypt(secret);
      if (isScrambled(wrapped)) throw new Error('the system has no keyring');
      return wrapped;
    },
    unwrap: (wrapped) => calls.decrypt(Buffer.from(wrapped)),
  };
};
