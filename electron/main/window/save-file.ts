import { CodedError } from '../../../contract/errors/coded-error.ts';

export interface SaveSurroundings {
  /** Asks in a system dialog where; gives the whole path, or `undefined` when the person did not want to. */
  readonly ask: (name: string) => Promise<string | undefined>;
  readonly write: (file: string, text: string) => Promise<void>;
}

const longestName = 100;
const notInNames = /[\p{Cc}\p{Cf}<>:"/\\|?*]/gu;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * What a file may be called that the window proposes: no folder, nothing hidden or unprintable, no name that a system keeps
 * for itself, and always text or JSON, so that opening it runs nothing.
 */
export const toFileName = (proposed: string): string => {
  const last = proposed.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(notInNames, '').replace(/^[.\s]+|[.\s]+$/g, '');
  const ending = /\.(json|txt)$/i.exec(clean)?.[0] ?? '.txt';
  const stem = clean.endsWith(ending) ? clean.slice(0, -ending.length) : clean;
  const kept = [...stem].slice(0, longestName - ending.length).join('') || 'bisik';
  return `${reserved.test(kept) ? '_' : ''}${kept}${ending}`;
};

/** Writes a text where the person says; one question at a time, and false when they did not want to. */
export const createSaveFile = ({ ask, write }: SaveSurroundings) => {
  let asking = false;
  return async (name: string, text: string): Promise<boolean> => {
    if (asking) return false;
    asking = true;
    try {
      const file = await ask(toFileName(name));
      if (file === undefined) return false;
      await write(file, text).catch(() => {
        throw new CodedError('file_not_saved');
      });
      return true;
    } finally {
      asking = false;
    }
  };
};
