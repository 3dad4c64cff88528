import { ArrowLeft, FileWarning, Lock, SearchX } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { AccountNotes } from './account-notes.tsx';
import { Changes } from './changes.tsx';
import { findSettings } from './find-settings.ts';
import { type RowGroup, toGroups } from './row-groups.ts';
import { allSections, groups, ofPassphrase, type Section, type SectionId } from './sections.ts';
import { SettingRow } from './setting-row.tsx';
import styles from './settings.module.css';

const ServerSection = lazy(() =>
  import('./server-section.tsx').then((m) => ({ default: m.ServerSection })),
);
const RemoveAccount = lazy(() =>
  import('./remove-account.tsx').then((m) => ({ default: m.RemoveAccount })),
);
const About = lazy(() => import('./about.tsx').then((m) => ({ default: m.About })));

/** What sections tell the app around the settings. */
type SectionProps = { onRemoved: (number: string) => void };

const extras: Partial<Record<SectionId, (given: SectionProps) => ReactNode>> = {
  server: () => <ServerSection />,
  account: ({ onRemoved }) => <RemoveAccount onRemoved={onRemoved} />,
  about: () => <About />,
};

export type SettingsProps = SectionProps & {
  section: SectionId | null;
  onSection: (section: SectionId | null) => void;
  /** Only one pane has room: the sections, or one of them. */
  narrow: boolean;
  /** What is said above every section. */
  notice?: ReactNode;
  /** What stands in sections that other features fill. */
  bodies: Partial<Record<SectionId, ReactNode>>;
};

type SectionBodyProps = {
  section: Section;
  onCheckup: () => void;
  keys: Section['keys'];
  given: SectionProps;
  body: ReactNode;
  extra?: boolean;
};

const Rows = ({ label, about, keys }: RowGroup) => {
  const t = useT();
  const card = (
    <div className={styles.card}>
      {keys.map((key) => (
        <SettingRow key={key} id={key} />
      ))}
    </div>
  );
  return label === null ? (
    card
  ) : (
    <section className={styles.rows} aria-label={t(label)}>
      <h3 className={styles.rowsTitle}>{t(label)}</h3>
      {about && <p className={styles.rowsAbout}>{t(about)}</p>}
      {card}
    </section>
  );
};

/** Said once for all rows of the account; the one that the server reads says so itself. */
const SealedNote = () => {
  const t = useT();
  return (
    <p className={styles.leaves}>
      <Icon of={Lock} size={14} />
      {t('settings.leaves.encrypted')}
    </p>
  );
};

const SectionBody = ({ section, onCheckup, keys, given, body, extra = true }: SectionBodyProps) => (
  <>
    {section.account && extra && <AccountNotes onCheckup={onCheckup} />}
    {section.account && extra && <SealedNote />}
    {toGroups(keys).map(({ label, about, keys: own }) => (
      <Rows key={own[0]} label={label} about={about} keys={own} />
    ))}
    {extra && <Suspense>{body ?? extras[section.id]?.(given)}</Suspense>}
  </>
);

const FileNotes = () => {
  const t = useT();
  const state = useRemote(useSession().settings).value;
  if (state?.keptAside) {
    return (
      <Banner icon={FileWarning} tone="attention" title={t('settings.keptAside.title')}>
        {t('settings.keptAside.text', { file: state.keptAside })}
      </Banner>
    );
  }
  return state?.readOnly ? (
    <Banner icon={FileWarning} title={t('settings.readOnly.title')}>
      {t('settings.readOnly.text')}
    </Banner>
  ) : null;
};

export const Settings = ({
  section: id,
  onSection,
  narrow,
  notice,
  bodies,
  onRemoved,
}: SettingsProps) => {
  const t = useT();
  const [text, setText] = useState('');
  const searching = text.trim() !== '';
  const protection = useRemote(useSession().vault).value?.protection;
  const absent = protection === 'passphrase' ? [] : ofPassphrase;
  const hits = searching ? findSettings(t, text, absent) : [];
  const shownId = id ?? (narrow ? null : 'profile');
  const section = allSections.find((one) => one.id === shownId);
  const lastId = useRef<SectionId>('profile');
  if (id) lastId.current = id;
  // On one pane the keyboard begins at the section that was left; beside the body, at the search.
  const nav = useRef<HTMLElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!narrow) return;
    if (id === null)
      nav.current?.querySelector<HTMLElement>(`[data-section="${lastId.current}"]`)?.focus();
    // What was pressed in the list is gone.
    else if (document.activeElement === document.body) back.current?.focus();
  }, [narrow, id]);
  const goThrough = () => {
    setText('');
    onSection('checkup');
  };
  const showBody = !narrow || id !== null || searching;
  const showNav = !narrow || id === null || searching;

  return (
    <div className={styles.screen} data-narrow={narrow || undefined}>
      {showNav && (
        <section className={styles.side} aria-label={t('settings.title')}>
          <header className={styles.sideHead}>
            <h1 className={styles.title}>{t('settings.title')}</h1>
          </header>
          <search className={styles.search}>
            <SearchField
              label={t('settings.search')}
              clearLabel={t('common.clear')}
              value={text}
              onChange={setText}
              autoFocus={!narrow}
            />
          </search>
          {!showBody && notice && <div className={styles.sideNotice}>{notice}</div>}
          {!(narrow && searching) && (
            <nav ref={nav} aria-label={t('settings.sections')} className={styles.nav}>
              {groups.map((group) => (
                <div key={group.label}>
                  <h2 className={styles.group}>{t(group.label)}</h2>
                  <ul>
                    {group.sections.map((one) => (
                      <li key={one.id}>
                        <button
                          type="button"
                          className={styles.link}
                          data-section={one.id}
                          aria-current={!searching && one.id === shownId ? 'page' : undefined}
                          onClick={() => {
                            setText('');
                            onSection(one.id);
                          }}
                        >
                          <Icon of={one.icon} size={20} />
                          {t(one.label)}
                        </button>
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
            </nav>
          )}
        </section>
      )}
      {showBody && (
        <section
          className={styles.body}
          aria-label={searching ? t('settings.section.results') : section && t(section.label)}
        >
          <Changes>
            <div className={styles.column}>
              {!showNav && <VisuallyHidden as="h1">{t('settings.title')}</VisuallyHidden>}
              <header className={styles.bodyHead}>
                {narrow && !searching && (
                  <Button
                    ref={back}
                    kind="quiet"
                    small
                    icon={<Icon of={ArrowLeft} size={18} />}
                    onClick={() => onSection(null)}
                  >
                    {t('common.back')}
                  </Button>
                )}
                <h2 className={styles.heading}>
                  {searching ? t('settings.section.results') : section && t(section.label)}
                </h2>
              </header>
              {notice}
              <FileNotes />
              {searching && hits.length === 0 && (
                <EmptyState icon={SearchX} title={t('settings.none', { text: text.trim() })} />
              )}
              {hits.map((hit) => (
                <div key={hit.section.id} className={styles.hit}>
                  <h3 className={styles.hitHeading}>{t(hit.section.label)}</h3>
                  <SectionBody
                    section={hit.section}
                    onCheckup={goThrough}
                    keys={hit.keys}
                    given={{ onRemoved }}
                    body={bodies[hit.section.id]}
                    extra={hit.also.length > 0 || hit.keys.length === 0}
                  />
                </div>
              ))}
              {!searching && section && (
                <SectionBody
                  key={section.id}
                  section={section}
                  onCheckup={goThrough}
                  keys={section.keys}
                  given={{ onRemoved }}
                  body={bodies[section.id]}
                />
              )}
            </div>
          </Changes>
        </section>
      )}
    </div>
  );
};
