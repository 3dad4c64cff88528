import { useState } from 'react';
import { useHost } from './context.tsx';
import type { Host } from './host.ts';
import { type Action, useAction } from './use-action.ts';

export type Saving = Action<[]> & {
  /** Whether the last press left a file where the person said. */
  readonly saved: boolean;
};

/** A press that asks for a file of the engine, and the person where to put it. */
export const useSave = (
  toFile: (host: Host) => Promise<{ name: string; text: string }>,
): Saving => {
  const host = useHost();
  const [saved, setSaved] = useState(false);
  const action = useAction(async () => {
    setSaved(false);
    const { name, text } = await toFile(host);
    setSaved((await host.shell.saveFile({ name, text })).saved);
  });
  return { ...action, saved };
};

/** Saves the receipt of every choice of the account. */
export const useReceipt = (): Saving => useSave((host) => host.sharing.exportReceipt({}));
