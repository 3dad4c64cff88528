import { Camera as CameraIcon, Image } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useAction } from '../host/use-action.ts';
import { useT } from '../i18n/intl.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { FieldNotes, TextField } from '../ui/text-field.tsx';
import { CameraView } from './camera-view.tsx';
import { readPicture } from './read-qr.ts';
import styles from './scan.module.css';
import { useCamera } from './use-camera.ts';
import { usePictures } from './use-pictures.ts';

/** What is said of the very codes that are looked for. */
export type CodeWords = {
  /** Where the code is to be found. */
  readonly where: string;
  readonly file: string;
  /** Nothing was pasted. */
  readonly missing: string;
};

export type ReadCodeProps = {
  words: CodeWords;
  /** A code was found or typed; reading the same again does no harm. */
  onCode: (text: string) => void;
  busy: boolean;
  /** What is wrong with the code that was read. */
  error: string | undefined;
  onChange: () => void;
};

const cameraTrouble = {
  refused: 'scan.camera.refused',
  none: 'scan.camera.none',
  busy: 'scan.camera.busy',
} as const;

/** Three ways to a code: a camera, a picture of it, its text. */
export const ReadCode = ({ words, onCode, busy, error, onChange }: ReadCodeProps) => {
  const t = useT();
  const [text, setText] = useState('');
  const [blank, setBlank] = useState<'picture' | 'large' | 'text'>();
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
    if (found === 'too_large') setBlank('large');
    else if (found) take(found.text, false);
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
    blank === 'large'
      ? t('picture.large')
      : blank === 'picture' || look.error
        ? t('scan.picture.none')
        : state === 'refused' || state === 'none' || state === 'busy'
          ? t(cameraTrouble[state])
          : !typed && error;
  return (
    <>
      <p>{words.where}</p>
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
                {t('scan.camera.start')}
              </Button>
              <Button
                icon={<Icon of={Image} size={18} />}
                busy={look.busy}
                onClick={() => input.current?.click()}
              >
                {t('scan.picture.choose')}
              </Button>
            </div>
            <p className={styles.hint}>{t('scan.picture.drop')}</p>
          </>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/*"
          aria-label={words.file}
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
          label={t('scan.text.label')}
          dir="ltr"
          maxLength={2_000}
          value={text}
          onChange={(next) => {
            setText(next);
            forget();
          }}
          error={blank === 'text' ? words.missing : typed && error}
        />
        <Button type="submit" kind="primary" busy={busy}>
          {t('scan.text.read')}
        </Button>
      </form>
    </>
  );
};
