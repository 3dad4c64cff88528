import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { DialogActions } from './dialog.tsx';
import { TextField } from './text-field.tsx';
import styles from './typed-confirm.module.css';

export type TypedConfirmProps = {
  /** What is to be typed, and by which keyboard of a touch screen. */
  label: string;
  type: 'tel' | 'text';
  isSame: (typed: string) => boolean;
  /** Said when something else was typed. */
  other: string;
  yes: string;
  no: string;
  busy: boolean;
  error: string | undefined;
  /** What was typed is another: an error of before says nothing of it. */
  onTyped: () => void;
  onYes: () => void;
  onNo: () => void;
  /** What it means, above. */
  children: ReactNode;
};

/** The end of a dialog whose answer cannot be taken back: the person types something of theirs to give it. */
export const TypedConfirm = ({
  label,
  type,
  isSame,
  other,
  yes,
  no,
  busy,
  error,
  onTyped,
  onYes,
  onNo,
  children,
}: TypedConfirmProps) => {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    const same = isSame(typed);
    setWrong(!same);
    if (same && !busy) onYes();
  };
  return (
    <form className={styles.form} onSubmit={confirm}>
      {children}
      <TextField
        label={label}
        type={type}
        autoFocus
        dir="ltr"
        value={typed}
        onChange={(next) => {
          setTyped(next);
          setWrong(false);
          onTyped();
        }}
        error={wrong ? other : error}
      />
      <DialogActions>
        <Button kind="danger" type="submit" busy={busy}>
          {yes}
        </Button>
        <Button disabled={busy} onClick={onNo}>
          {no}
        </Button>
      </DialogActions>
    </form>
  );
};
