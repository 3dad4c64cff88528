import { useCallback, useEffect, useState } from 'react';
import type { ChoiceMade } from '../../../contract/ipc/sharing/choices.ts';
import { useHost } from '../../host/context.tsx';
import { type Action, useAction } from '../../host/use-action.ts';

export type Choices = {
  readonly choices: readonly ChoiceMade[] | undefined;
  readonly more: boolean;
  readonly older: Action<[]>;
};

/** The choices made, newest first; read anew when one is made or confirmed. */
export const useHistory = (): Choices => {
  const host = useHost();
  const [held, setHeld] = useState<{ choices: readonly ChoiceMade[]; more: boolean }>();
  const read = useCallback((skip: number) => host.sharing.history({ skip }), [host]);
  useEffect(() => {
    let current = true;
    const readFirst = () =>
      void read(0).then(
        (page) => current && setHeld(page),
        () => current && setHeld((held) => held ?? { choices: [], more: false }),
      );
    readFirst();
    const stop = host.sharing.on('changed', readFirst);
    return () => {
      current = false;
      stop();
    };
  }, [host, read]);
  const older = useAction(async () => {
    const choices = held?.choices ?? [];
    const page = await read(choices.length);
    setHeld({ choices: [...choices, ...page.choices], more: page.more });
  });
  return { choices: held?.choices, more: held?.more ?? false, older };
};
