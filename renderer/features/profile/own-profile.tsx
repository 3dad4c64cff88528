import { type DragEvent, lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { profileLimits } from '../../../contract/privacy/profile.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { toPhotoUrl } from '../../host/photos.ts';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { openPicture } from '../../ui/open-picture.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './profile.module.css';

const CropPhoto = lazy(() => import('./crop-photo.tsx').then((m) => ({ default: m.CropPhoto })));

const PhotoField = ({ id, name, photo }: { id: string; name: string; photo: string | null }) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const { ownProfile } = useSession();
  const file = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<ImageBitmap>();
  const [refused, setRefused] = useState<'too_large' | 'unread'>();
  const [over, setOver] = useState(false);
  const set = useAction(async (next: string | null) =>
    ownProfile.put(await host.profile.setPhoto({ photo: next })),
  );
  const open = (chosen: File | undefined) => {
    setRefused(undefined);
    if (!chosen) return;
    void openPicture(chosen).then((opened) =>
      typeof opened === 'string' ? setRefused(opened) : setPicture(opened),
    );
  };
  const close = () => {
    picture?.close();
    setPicture(undefined);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    open(event.dataTransfer.files[0]);
  };
  return (
    <section
      aria-label={t('photo.label')}
      className={styles.photo}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Avatar id={id} name={name} size={88} photo={photo ? toPhotoUrl(photo) : undefined} />
      <div className={styles.photoTexts}>
        <p className={styles.label}>{t('photo.label')}</p>
        <p className={styles.note}>{t('photo.help')}</p>
        <div className={styles.buttons}>
          <Button small onClick={() => file.current?.click()}>
            {t(photo ? 'photo.other' : 'photo.choose')}
          </Button>
          {photo && (
            <Button small busy={set.busy} onClick={() => set.run(null)}>
              {t('photo.remove')}
            </Button>
          )}
        </div>
        <div role="alert">
          {(refused || set.error) && (
            <p className={styles.error}>
              {refused
                ? t(refused === 'too_large' ? 'picture.large' : 'photo.unread')
                : errorText(set.error)}
            </p>
          )}
        </div>
      </div>
      <input
        ref={file}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        hidden
        aria-label={t('photo.choose')}
        onChange={(event) => {
          open(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Suspense>
        {picture && (
          <CropPhoto
            picture={picture}
            onTake={async (next) => {
              ownProfile.put(await host.profile.setPhoto({ photo: next }));
              close();
            }}
            onClose={close}
          />
        )}
      </Suspense>
    </section>
  );
};

const AboutForm = ({ about }: { about: string | null }) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const { ownProfile } = useSession();
  const [text, setText] = useState(about ?? '');
  const ready = text.replace(/\s+/gu, ' ').trim();
  const save = useAction(async (next: string) =>
    ownProfile.put(await host.profile.setAbout({ about: next === '' ? null : next })),
  );
  const left = profileLimits.maxAboutLength - ready.length;
  return (
    <form
      className={styles.about}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready !== (about ?? '') && left >= 0) save.run(ready);
      }}
    >
      <TextField
        label={t('about.you')}
        help={t('about.help', { left: Math.max(0, left) })}
        maxLength={profileLimits.maxAboutLength}
        value={text}
        onChange={setText}
        error={save.error && errorText(save.error)}
      />
      <Button type="submit" busy={save.busy} disabled={ready === (about ?? '') || left < 0}>
        {t('common.save')}
      </Button>
    </form>
  );
};

export type OwnProfileProps = {
  /** Who sees each, to be changed beside it. */
  whoSeesPhoto: ReactNode;
  whoSeesAbout: ReactNode;
};

/** Photo and about of the person, each with who sees it. */
export const OwnProfile = ({ whoSeesPhoto, whoSeesAbout }: OwnProfileProps) => {
  const t = useT();
  const { account, ownProfile } = useSession();
  const own = useRemote(account).value;
  const profile = useRemote(ownProfile).value;
  if (own?.phase !== 'ready' || !profile) return null;
  return (
    <>
      <div className={styles.part}>
        <div className={styles.card}>
          <PhotoField id={own.accountId} name={own.name} photo={profile.photo} />
        </div>
        {whoSeesPhoto}
      </div>
      <section aria-label={t('about.you')} className={styles.part}>
        <div className={styles.card}>
          <AboutForm key={profile.about ?? ''} about={profile.about} />
        </div>
        {whoSeesAbout}
      </section>
      {profile.waiting && (
        <p role="status" className={styles.note}>
          {t('profile.waiting')}
        </p>
      )}
    </>
  );
};
