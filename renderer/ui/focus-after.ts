import { createContext, type RefCallback, useCallback, useContext } from 'react';

/** Where the keyboard goes on after what had it is gone. */
export const FocusAfter = createContext<() => void>(() => undefined);

/** For what can go while the keyboard is in it, with nothing that takes its place: the keyboard goes on elsewhere. */
export const useFocusAfter = (): RefCallback<HTMLElement> => {
  const goOn = useContext(FocusAfter);
  return useCallback(
    (shown) => () => {
      // Called just before it goes.
      if (shown?.contains(document.activeElement)) goOn();
    },
    [goOn],
  );
};
