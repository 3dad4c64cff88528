import { join } from 'node:path';
import { readIfThere } from '../system/files.ts';
import { parseWindowState, type WindowState } from './window-state.ts';

/** Where the window last was; the default when that cannot be read. */
export const loadWindowState = async (profile: string): Promise<WindowState> => {
  try {
    const bytes = await readIfThere(join(profile, 'window.json'));
    return parseWindowState(bytes && JSON.parse(bytes.toString('utf8')));
  } catch {
    return parseWindowState(undefined);
  }
};
