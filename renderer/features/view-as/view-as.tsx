import { Check, CircleAlert, Clock, CloudOff, Minus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ViewAs as Answer, ViewedRow } from '../../../contract/ipc/privacy.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { toPhotoUrl } from '../../host/photos.ts';
import { useRemote } from '../../host/remote.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import type { MessageId } from '../../i18n/load-messages.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import styles from './view-as.module.css';

const viewers = ['contact', 'stranger', 'blocked'] as const;
type Viewer = (typeof viewers)[number];

const labels: Record<ViewedRow['what'], MessageId> = {
  name: 'viewAs.name',
  number: 'viewAs.number',
  about: 'viewAs.about.row',
  photo: 'viewAs.photo',
  lastSeen: 'viewAs.lastSeen',
  write: 'viewAs.write',
  findByNumber: 'viewAs.findByNumber',
  groups: 'viewAs.groups',
};

const noneOf: Partial<Record<ViewedRow['what'], MessageId>> = {
  about: 'viewAs.none.about',
  photo: 'viewAs.none.photo',
};

const wordsOf = ({ what, allowed, none }: ViewedRow): MessageId => {
  if (what === 'groups') return allowed ? 'viewAs.groups.ask' : 'viewAs.groups.never';
  return (none && noneOf[what]) || (allowed ? 'viewAs.yes' : 'viewAs.no');
};

const Row = ({ row }: { row: ViewedRow }) => {
  const t = useT();
  return (
    <li className={styles.row} data-what={row.what}>
      <Icon of={row.allowed && row.what !== 'groups' ? Check : Minus} size={18} />
      <div className={styles.texts}>
        <p className={styles.what}>{t(labels[row.what])}</p>
        <p dir="auto" className={styles.value}>
          {row.text ?? t(wordsOf(row))}
        </p>
        {row.differs && (
          <p className={styles.differs}>
            <Icon of={CircleAlert} size={14} />
            {t('viewAs.differs')}
          </p>
        )}
        {row.late && (
          <p className={styles.late}>
            <Icon of={Clock} size={14} />
            {t('viewAs.late')}
          </p>
        )}
      </div>
    </li>
  );
};

/** Whether the server's real answers are what they should be. */
const Agreement = ({ answer, onAgain }: { answer: Answer; onAgain: () => void }) => {
  const t = useT();
  if (!answer.asked) {
    return (
      <Banner
        icon={CloudOff}
        actions={
          <Button small onClick={onAgain}>
            {t('common.retry')}
          </Button>
        }
      >
        {t('viewAs.notAsked')}
      </Banner>
    );
  }
  if (answer.rows.some(({ differs }) => differs)) {
    return (
      <Banner icon={CircleAlert} tone="danger" live="polite" title={t('viewAs.wrong.title')}>
        {t('viewAs.wrong.text')}
      </Banner>
    );
  }
  return answer.rows.some(({ late }) => late) ? (
    <Banner
      icon={Clock}
      tone="attention"
      live="polite"
      actions={
        <Button small onClick={onAgain}>
          {t('common.retry')}
        </Button>
      }
    >
      {t('viewAs.notYet')}
    </Banner>
  ) : (
    <Banner icon={Check} tone="verified" live="polite">
      {t('viewAs.agrees')}
    </Banner>
  );
};

/** The person's profile as somebody else gets it, held against what the server answers such a viewer. */
export const ViewAs = () => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const { account, ownProfile } = useSession();
  const own = useRemote(account).value;
  const profile = useRemote(ownProfile).value;
  const [as, setAs] = useState<Viewer>('contact');
  const [answer, setAnswer] = useState<{ as: Viewer; answer: Answer }>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let current = round >= 0;
    setError(undefined);
    host.privacy.viewAs({ as }).then(
      (next) => current && setAnswer({ as, answer: next }),
      (reason: unknown) => current && setError(reason),
    );
    return () => {
      current = false;
    };
  }, [host, as, round]);
  if (own?.phase !== 'ready') return null;
  const rows = answer?.as === as ? answer.answer.rows : undefined;
  const name = rows?.find(({ what }) => what === 'name');
  const photo = rows?.find(({ what }) => what === 'photo')?.allowed ? profile?.photo : null;
  const shownName = name?.allowed ? (name.text ?? own.name) : t('viewAs.noName');
  return (
    <>
      <p className={styles.about}>{t('viewAs.about')}</p>
      <RadioGroup<Viewer>
        label={t('viewAs.label')}
        options={viewers.map((value) => ({ value, label: t(`viewAs.as.${value}`) }))}
        value={as}
        onChange={setAs}
      />
      <section className={styles.card} aria-label={t(`viewAs.as.${as}`)} aria-busy={!rows}>
        <header className={styles.head}>
          <Avatar
            id={own.accountId}
            name={name?.allowed ? shownName : ''}
            size={72}
            photo={photo ? toPhotoUrl(photo) : undefined}
          />
          <p className={styles.name}>
            <bdi>{rows ? shownName : '\u00A0'}</bdi>
          </p>
        </header>
        <ul>
          {rows
            ?.filter(({ what }) => what !== 'name')
            .map((row) => (
              <Row key={row.what} row={row} />
            ))}
        </ul>
      </section>
      {answer?.as === as && <Agreement answer={answer.answer} onAgain={again} />}
      <div role="alert">
        {error !== undefined && (
          <Banner
            icon={CircleAlert}
            tone="danger"
            actions={
              <Button small onClick={again}>
                {t('common.retry')}
              </Button>
            }
          >
            {errorText(error)}
          </Banner>
        )}
      </div>
    </>
  );
};
