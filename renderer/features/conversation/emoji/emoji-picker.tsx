import { SmilePlus } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useLanguage, useT } from '../../../i18n/intl.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import overlay from '../../../ui/overlay.module.css';
import { SearchField } from '../../../ui/search-field.tsx';
import { VisuallyHidden } from '../../../ui/visually-hidden.tsx';
import styles from './emoji-picker.module.css';
import { everydaySigns } from './everyday-signs.ts';
import { type Section, toNextPlace, toPlace } from './grid.ts';
import type { RecentSigns } from './recent-signs.ts';
import { type Dictionary, findSigns, loadDictionaries } from './words.ts';

const useDictionaries = (): readonly Dictionary[] | undefined => {
  const language = useLanguage();
  const [dictionaries, setDictionaries] = useState<readonly Dictionary[]>();
  useEffect(() => {
    let current = true;
    loadDictionaries(language).then(
      (loaded) => current && setDictionaries(loaded),
      () => current && setDictionaries([]),
    );
    return () => {
      current = false;
    };
  }, [language]);
  return dictionaries;
};

/** The sections on offer: what a search finds, else the recent and the common ones. Nothing while words still load. */
const useSections = (
  asked: string,
  recent: readonly string[],
  dictionaries: readonly Dictionary[] | undefined,
): readonly Section[] | undefined =>
  useMemo(() => {
    if (asked.trim() !== '') {
      if (!dictionaries) return undefined;
      const signs = findSigns(dictionaries, asked);
      return signs.length > 0 ? [{ id: 'chat.emoji.found', signs }] : [];
    }
    return recent.length > 0
      ? [{ id: 'chat.emoji.recent', signs: recent }, ...everydaySigns]
      : everydaySigns;
  }, [asked, recent, dictionaries]);

type PanelProps = { recent: readonly string[]; onPick: (sign: string) => void };

const Panel = ({ recent, onPick }: PanelProps) => {
  const t = useT();
  const [asked, setAsked] = useState('');
  const [active, setActive] = useState<string>();
  const dictionaries = useDictionaries();
  const sections = useSections(asked, recent, dictionaries);
  const grid = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const names = useMemo(
    () => new Map(dictionaries?.[0]?.map(({ sign, label }) => [sign, label])),
    [dictionaries],
  );
  // Here and not in the dialog, which takes the focus for itself first.
  useEffect(() => search.current?.focus(), []);

  const places = (sections ?? []).flatMap((section) =>
    section.signs.map((sign) => toPlace(section, sign)),
  );
  const reachable = active !== undefined && places.includes(active) ? active : places[0];
  const focusPlace = (place: string | undefined) => {
    if (place === undefined) return;
    setActive(place);
    grid.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
  };
  const move = (event: KeyboardEvent, place: string) => {
    const next = toNextPlace(sections ?? [], place, event.key);
    if (next) {
      event.preventDefault();
      if (next === 'above') search.current?.focus();
      else focusPlace(next);
      return;
    }
    // Whoever goes on typing means the search.
    const types = event.key.length === 1 && event.key !== ' ';
    if (types && !event.ctrlKey && !event.metaKey && !event.altKey) search.current?.focus();
  };
  const count = places.length;

  return (
    <Dialog aria-label={t('chat.emoji.title')} className={styles.picker}>
      <div className={styles.search}>
        <SearchField
          label={t('chat.emoji.search')}
          clearLabel={t('common.clear')}
          value={asked}
          onChange={setAsked}
          inputRef={search}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              focusPlace(places[0]);
            } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault();
              const best = asked.trim() === '' ? undefined : sections?.[0]?.signs[0];
              if (best) onPick(best);
            }
          }}
        />
      </div>
      <div role="status">
        {asked.trim() !== '' && sections && (
          <VisuallyHidden>{t('chat.emoji.count', { count })}</VisuallyHidden>
        )}
      </div>
      <div ref={grid} className={styles.scroller}>
        {sections?.length === 0 && (
          <EmptyState icon={SmilePlus} title={t('chat.emoji.none', { text: asked.trim() })}>
            {t('chat.emoji.noneHelp')}
          </EmptyState>
        )}
        {sections?.map((section) => (
          <section key={section.id} aria-label={t(section.id)}>
            <h3 className={styles.heading}>{t(section.id)}</h3>
            <div className={styles.grid}>
              {section.signs.map((sign) => {
                const place = toPlace(section, sign);
                return (
                  <button
                    key={sign}
                    type="button"
                    className={styles.sign}
                    data-place={place}
                    title={names.get(sign)}
                    tabIndex={place === reachable ? 0 : -1}
                    onKeyDown={(event) => move(event, place)}
                    onClick={() => onPick(sign)}
                  >
                    {sign}
                  </button>
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
};

export type EmojiPickerProps = {
  anchor: RefObject<Element | null>;
  recentSigns: RecentSigns;
  onPick: (sign: string) => void;
  onClose: () => void;
};

/** The common signs and a search over all. One stop for Tab, arrows between the signs. */
export const EmojiPicker = ({ anchor, recentSigns, onPick, onClose }: EmojiPickerProps) => (
  <Popover
    isOpen
    triggerRef={anchor}
    placement="top end"
    className={overlay.popover}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
  >
    <Panel
      recent={recentSigns.read()}
      onPick={(sign) => {
        recentSigns.add(sign);
        onPick(sign);
        onClose();
      }}
    />
  </Popover>
);
