import { UserRoundPlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useLanguage, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { readTexts } from '../../ui/read-texts.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './new-chat.module.css';

type Suggestion = CallOutput<typeof sharingDomain.calls.suggestions>['suggestions'][number];

export type SuggestionsProps = {
  busy: boolean;
  onStart: (suggestion: Suggestion) => void;
};

const One = ({ suggestion, busy, onStart }: SuggestionsProps & { suggestion: Suggestion }) => (
  <button
    type="button"
    className={styles.suggestion}
    aria-disabled={busy || undefined}
    onClick={() => {
      if (!busy) onStart(suggestion);
    }}
  >
    <Icon of={UserRoundPlus} size={18} />
    <bdi dir="ltr">{suggestion.username}</bdi>
  </button>
);

/**
 * The people suggested, asked for while the person has chosen that, and forgotten when they do no longer. `undefined` until
 * there is an answer, null when there is none.
 */
const useSuggestions = (wanted: boolean): readonly Suggestion[] | null | undefined => {
  const { host } = useSession();
  const [suggestions, setSuggestions] = useState<readonly Suggestion[] | null>();
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    host.sharing.suggestions({}).then(
      (answer) => current && setSuggestions(answer.suggestions),
      () => current && setSuggestions(null),
    );
    return () => {
      current = false;
      setSuggestions(undefined);
    };
  }, [host, wanted]);
  return wanted ? suggestions : null;
};

/** People who chose to be suggested, for whoever chose it too, with the way out beside them. */
export const Suggestions = ({ busy, onStart }: SuggestionsProps) => {
  const t = useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const { host, sharing } = useSession();
  const state = useRemote(sharing).value;
  const part = useRef<HTMLElement>(null);
  const [turnedOff, setTurnedOff] = useState(false);
  const rows = (state?.shares ?? []).filter(
    ({ purpose, on, allowed }) => purpose === 'friend-suggestions' && on && allowed,
  );
  const suggestions = useSuggestions(rows.length > 0);
  const off = useAction(async () => {
    const policyHash = (state?.inForce ?? state?.accepted)?.hash;
    if (policyHash === undefined) return;
    const texts = readTexts(part.current);
    for (const { recipient } of rows) {
      const boxes = [{ purpose: 'friend-suggestions' as const, recipient, ticked: true }];
      const shown = { language, policyHash, texts, boxes };
      sharing.take(
        await host.sharing.choose({ purpose: 'friend-suggestions', recipient, on: false, shown }),
      );
    }
    setTurnedOff(true);
  });
  if (turnedOff) {
    return (
      <p role="status" className={styles.note}>
        {t('newChat.suggestedOffWhere')}
      </p>
    );
  }
  if (rows.length === 0 || suggestions === null) return null;
  if (suggestions === undefined) {
    return (
      <section className={classNames(styles.suggestions, styles.coming)}>
        <h3 className={styles.suggestedTitle}>{t('newChat.suggested')}</h3>
        <Skeleton kind="lines" rows={2} label={t('newChat.suggestedLoading')} />
      </section>
    );
  }
  if (suggestions.length === 0) return <p className={styles.note}>{t('newChat.suggestedNone')}</p>;
  return (
    <section ref={part} className={styles.suggestions}>
      <h3 className={styles.suggestedTitle}>{t('newChat.suggested')}</h3>
      <p className={styles.note}>{t('newChat.suggestedHelp')}</p>
      <ul className={styles.suggestedList}>
        {suggestions.map((suggestion) => (
          <li key={suggestion.username}>
            <One suggestion={suggestion} busy={busy} onStart={onStart} />
          </li>
        ))}
      </ul>
      <div>
        <Button kind="link" busy={off.busy} onClick={() => off.run()}>
          {t('newChat.suggestedOff')}
        </Button>
      </div>
      <div role="alert">{off.error && <p className={styles.note}>{errorText(off.error)}</p>}</div>
    </section>
  );
};
