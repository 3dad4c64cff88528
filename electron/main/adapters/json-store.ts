import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { JsonStore } from '../settings/json-store.ts';

const toCoded = (error: unknown): CodedError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new CodedError(code === 'ENOSPC' ? 'store_disk_full' : 'store_write_failed', {
    cause: error,
  });
};

/**
 * Writes JSON files of the profile with electron-store: atomic, synced, nothing more. No defaults, schema or migrations
 * of its own, and it loads with the first write, so that no start waits for it.
 */
export const createElectronJsonStore = (folder: string): JsonStore => ({
  write: async (name, record) => {
    const { default: ElectronStore } = await import('electron-store');
    try {
      const store = new ElectronStore({
        cwd: folder,
        name,
        accessPropertiesByDotNotation: false,
        // Only to write: reading is ours, and a file that cannot be read must not keep a new one from being written.
        deserialize: () => ({}),
        configFileMode: 0o600,
      });
      store.store = { ...record };
    } catch (error) {
      throw toCoded(error);
    }
  },
});
