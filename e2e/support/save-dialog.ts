import type { App } from './app.ts';

/** From now on whoever is asked where to save a file answers `file`; the system's own dialog cannot be reached from here. */
export const saveInto = ({ electron }: Pick<App, 'electron'>, file: string): Promise<void> =>
  electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
