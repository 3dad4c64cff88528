import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { writeAtomically } from '../system/files.ts';
import type { SaveSurroundings } from '../window/save-file.ts';

/** The system’s dialog for saving, beginning in the folder of downloads. */
export const saveSurroundings = (window: () => BrowserWindow | undefined): SaveSurroundings => ({
  ask: async (name) => {
    const options = { defaultPath: join(app.getPath('downloads'), name) };
    const parent = window();
    const { canceled, filePath } = parent
      ? await dialog.showSaveDialog(parent, options)
      : await dialog.showSaveDialog(options);
    return canceled ? undefined : filePath || undefined;
  },
  write: writeAtomically,
});
