import { ArrowUp, Smile } from 'lucide-react';
import {
  type FormEvent,
  type KeyboardEvent,
  lazy,
  type RefObject,
  Suspense,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { contentLimits } from '../../../contract/content/limits.ts';
import { useSettings } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './composer.module.css';
import type { RecentSigns } from './emoji/recent-signs.ts';
import type { Draft } from './use-draft.ts';

const EmojiPicker = lazy(() =>
  import('./emoji/emoji-picker.tsx').then((m) => ({ default: m.EmojiPicker })),
);

export type ComposerProps = {
  name: string;
  draft: Draft;
  disabled: boolean;
  recentSigns: RecentSigns;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  onTyping: (typing: boolean) => void;
  onSend: (text: string) => void;
};

const maxRows = 8;

export const Composer = ({
  name,
  draft,
  disabled,
  recentSigns,
  inputRef,
  onTyping,
  onSend,
}: ComposerProps) => {
  const t = useT();
  const settings = useSettings();
  const [picking, setPicking] = useState(false);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const { text, setText } = draft;
  const over = text.trim().length - contentLimits.maxTextLength;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const input = inputRef.current;
    if (!input) return;
    input.style.blockSize = 'auto';
    const line = Number.parseFloat(getComputedStyle(input).lineHeight) || 20;
    const room = input.offsetHeight - input.clientHeight;
    const limit = line * maxRows + 24;
    input.style.blockSize = `${Math.min(limit, input.scrollHeight + room)}px`;
  }, [text, inputRef]);

  const send = () => {
    const ready = text.trim();
    if (ready === '' || over > 0 || disabled) return;
    // First: what a cleared draft and the end of typing cost must not stand before the message.
    onSend(ready);
    setText('');
    onTyping(false);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    const sends = settings['composer.sendWithEnter'] ? !event.shiftKey : control;
    if (!sends) return;
    event.preventDefault();
    send();
  };

  const insert = (sign: string) => {
    const input = inputRef.current;
    const at = input?.selectionStart ?? text.length;
    const to = input?.selectionEnd ?? at;
    setText(text.slice(0, at) + sign + text.slice(to));
    requestAnimationFrame(() => input?.setSelectionRange(at + sign.length, at + sign.length));
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={styles.box}>
        <textarea
          ref={inputRef}
          rows={1}
          dir="auto"
          spellCheck={false}
          className={styles.input}
          data-composer
          aria-label={t('chat.composer.label')}
          aria-describedby="composer-note"
          placeholder={t('chat.composer.placeholder', { name })}
          disabled={disabled}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onTyping(event.target.value !== '');
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton
          ref={emojiButton}
          icon={Smile}
          label={t('chat.composer.emoji')}
          tip="above"
          className={styles.emoji}
          disabled={disabled}
          aria-expanded={picking}
          onClick={() => setPicking(true)}
        />
      </div>
      <IconButton
        icon={ArrowUp}
        type="submit"
        kind="primary"
        label={t('chat.composer.send')}
        tip="above"
        className={styles.send}
        disabled={disabled || text.trim() === '' || over > 0}
      />
      <p id="composer-note" role="status" className={styles.note}>
        {over > 0 && t('chat.composer.tooLong', { over })}
      </p>
      {picking && (
        <Suspense>
          <EmojiPicker
            anchor={emojiButton}
            recentSigns={recentSigns}
            onPick={insert}
            onClose={() => {
              setPicking(false);
              requestAnimationFrame(() => inputRef.current?.focus());
            }}
          />
        </Suspense>
      )}
    </form>
  );
};
