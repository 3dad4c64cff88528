import { Camera as CameraIcon, Image } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CodedError } from '../../../contract/errors/coded-error.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FieldNotes, TextField } from '../../ui/text-field.tsx';
import { CameraView } from './camera-view.tsx';
import styles from './link-dialog.module.css';
import { readPicture } from './read-qr.ts';
import { useCamera } from './use-camera.ts';
import { usePictures } from './use-pictures.ts';

export type ReadCodeProps = {
  /** A code was found or typed; reading the same again does no harm. */
  onCode: (text: string) => void;
  busy: boolean;
  error: CodedError | undefined;
  onChange: () => void;
};

const cameraTrouble = {
  refused: 'linking.camera.refused',
  none: 'linking.camera.none',
  busy: 'linking.camera.busy',
} as const;

/** Three ways to a code: a camera, a picture of it, its text. */
export const ReadCode = ({ onCode, busy, error, onChange }: ReadCodeProps) => {
  const t = useT();
  const errorText = useErrorText();
  const [text, setText] = useState('');
  const [blank, setBlank] = useState<'picture' | 'text'>();
  const input = useRef<HTMLInputElement>(null);
  const scan = useRef<HTMLButtonElement>(null);
  const lastSeen = useRef<string>(undefined);
  // Where what was read last came from: that is where it is said what was wrong with it.
  const [typed, setTyped] = useState(true);
  const take = (code: string, byHand: boolean) => {
    setTyped(byHand);
    onCode(code);
  };
  const camera = useCamera((seen) => {
    // A code that was refused stays before the camera for a while.
    if (seen === lastSeen.current) return;
    lastSeen.current = seen;
    take(seen, false);
  });
  const forget = () => {
    setBlank(undefined);
    onChange();
  };
  const look = useAction(async (file: File) => {
    forget();
    const found = await readPicture(file);
    if (found) take(found, false);
    else setBlank('picture');
  });
  usePictures({
    onPicture: look.run,
    onText: (pasted) => {
      forget();
      setText(pasted);
      take(pasted, true);
    },
  });
  const { state } = camera;
  const open = state === 'on' || state === 'starting';
  // The keyboard goes back to the button in whose place the picture stood.
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !open) scan.current?.focus();
    wasOpen.current = open;
  }, [open]);
  const trouble =
    blank === 'picture' || look.error
      ? t('linking.picture.none')
      : state === 'refused' || state === 'none' || state === 'busy'
        ? t(cameraTrouble[state])
        : error && !typed && errorText(error);
  return (
    <>
      <p>{t('linking.where')}</p>
      <div className={styles.zone} data-open={open || undefined}>
        {open ? (
          <CameraView camera={camera} />
        ) : (
          <>
            <div className={styles.ways}>
              <Button
                ref={scan}
                icon={<Icon of={CameraIcon} size={18} />}
                onClick={() => {
                  lastSeen.current = undefined;
                  forget();
                  camera.start();
                }}
              >
                {t('linking.camera.start')}
              </Button>
              <Button
                icon={<Icon of={Image} size={18} />}
                busy={look.busy}
                onClick={() => input.current?.click()}
              >
                {t('linking.picture.choose')}
              </Button>
            </div>
            <p className={styles.hint}>{t('linking.picture.drop')}</p>
          </>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/*"
          aria-label={t('linking.picture.file')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            // Emptied, so that the same file can be chosen once more.
            event.target.value = '';
            if (file) look.run(file);
          }}
        />
      </div>
      {trouble && <FieldNotes id="picture" error={trouble} />}
      <form
        className={styles.paste}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setBlank(text.trim() === '' ? 'text' : undefined);
          if (text.trim() !== '') take(text.trim(), true);
        }}
      >
        <TextField
          label={t('linking.text.label')}
          dir="ltr"
          maxLength={2_000}
          value={text}
          onChange={(next) => {
            setText(next);
            forget();
          }}
          error={blank === 'text' ? t('linking.text.missing') : error && typed && errorText(error)}
        />
        <Button type="submit" kind="primary" busy={busy}>
          {t('linking.text.read')}
        </Button>
      </form>
    </>
  );
};
