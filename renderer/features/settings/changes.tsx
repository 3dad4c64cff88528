import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Toast } from '../../ui/toast.tsx';
import styles from './changes.module.css';

export type Change = {
  /** What was changed, and to what. */
  readonly text: string;
  readonly undo: () => Promise<unknown>;
};

const ChangesContext = createContext<(change: Change) => void>(() => undefined);

/** Tells of a change that was made, so that it can be taken back. */
export const useTellChange = () => useContext(ChangesContext);

/** Holds the last change, with a way back, at the end of what stands inside. */
export const Changes = ({ children }: { children: ReactNode }) => {
  const t = useT();
  const [last, setLast] = useState<{ change: Change; count: number }>();
  const [failed, setFailed] = useState(false);
  const tell = useCallback((change: Change) => {
    setFailed(false);
    setLast((before) => ({ change, count: (before?.count ?? 0) + 1 }));
  }, []);
  const close = useCallback(() => setLast(undefined), []);
  const toast = useMemo(
    () =>
      last && (
        <Toast
          key={last.count}
          text={last.change.text}
          action={{
            label: t('common.undo'),
            onPress: () => {
              close();
              last.change.undo().catch(() => setFailed(true));
            },
          }}
          closeLabel={t('common.close')}
          onClose={close}
        />
      ),
    [last, close, t],
  );
  return (
    <ChangesContext value={tell}>
      {children}
      <div className={styles.place}>
        {toast}
        <div role="alert">
          {failed && <p className={styles.failed}>{t('settings.notSaved')}</p>}
        </div>
      </div>
    </ChangesContext>
  );
};
