import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Translate, useT } from '../../i18n/intl.tsx';
import { isUndo, toShortcutLabel } from '../../ui/shortcut-keys.ts';
import { Toast } from '../../ui/toast.tsx';
import styles from './changes.module.css';

export type Change = {
  /** What was changed, and to what, in the language that is chosen by then. */
  readonly text: (t: Translate) => string;
  readonly undo: () => Promise<unknown>;
};

/** Long enough to be read out and to be come to with the keyboard. */
const stayMs = 20_000;

const ChangesContext = createContext<(change: Change) => void>(() => undefined);

/** Tells of a change that was made, so that it can be taken back. */
export const useTellChange = () => useContext(ChangesContext);

/** Has what stands inside scroll, and below it the last change, with a way back. */
export const Changes = ({ children }: { children: ReactNode }) => {
  const t = useT();
  const [last, setLast] = useState<{ change: Change; count: number }>();
  const [failed, setFailed] = useState(false);
  const tell = useCallback((change: Change) => {
    setFailed(false);
    setLast((before) => ({ change, count: (before?.count ?? 0) + 1 }));
  }, []);
  const close = useCallback(() => setLast(undefined), []);
  const undo = useMemo(
    () =>
      last &&
      (() => {
        close();
        last.change.undo().catch(() => setFailed(true));
      }),
    [last, close],
  );
  useEffect(() => {
    if (!undo) return undefined;
    // Before what the keys do elsewhere: what was just changed here is what is meant.
    const listen = (event: KeyboardEvent) => {
      const inDialog =
        event.target instanceof Element &&
        event.target.closest('[role="dialog"], [role="alertdialog"]');
      if (inDialog || !isUndo(event)) return;
      event.preventDefault();
      event.stopPropagation();
      undo();
    };
    globalThis.addEventListener('keydown', listen, true);
    return () => globalThis.removeEventListener('keydown', listen, true);
  }, [undo]);
  const scrolls = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The line takes its room at the end; what has the keyboard stays in view.
    const { activeElement } = document;
    if (last && scrolls.current?.contains(activeElement))
      activeElement?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  const toast = useMemo(
    () =>
      last &&
      undo && (
        <Toast
          key={last.count}
          text={last.change.text(t)}
          action={{ label: t('common.undo'), onPress: undo, keys: toShortcutLabel('Z') }}
          stayMs={stayMs}
          closeLabel={t('common.close')}
          onClose={close}
        />
      ),
    [last, undo, close, t],
  );
  return (
    <ChangesContext value={tell}>
      <div className={styles.whole}>
        <div className={styles.place} data-filled={last || failed || undefined}>
          {toast}
          <div role="alert">
            {failed && <p className={styles.failed}>{t('settings.notSaved')}</p>}
          </div>
        </div>
        <div ref={scrolls} className={styles.scrolls}>
          {children}
        </div>
      </div>
    </ChangesContext>
  );
};
