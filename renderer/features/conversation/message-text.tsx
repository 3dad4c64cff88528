import { memo, useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { useLinks } from './links.ts';
import styles from './message-text.module.css';

export type MessageTextProps = { text: string; onLink: (url: string) => void };

const longText = 2_400;
const fewEmoji =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{200d}|\u{fe0f}|\p{RI}|\s){1,12}$/u;

export const MessageText = memo(({ text, onLink }: MessageTextProps) => {
  const t = useT();
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > longText;
  const shown = cut ? `${text.slice(0, longText - 400)}…` : text;
  const parts = useLinks(shown);
  if (shown.length <= 24 && fewEmoji.test(shown) && shown.trim() !== '') {
    return <span className={styles.emoji}>{shown}</span>;
  }
  return (
    <>
      {parts.map((part, index) =>
        part.url === undefined ? (
          part.text
        ) : (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never reordered
            key={index}
            href={part.url}
            className={styles.link}
            tabIndex={-1}
            data-link
            onClick={(event) => {
              event.preventDefault();
              if (part.url) onLink(part.url);
            }}
          >
            {part.text}
          </a>
        ),
      )}
      {cut && (
        <Button kind="link" className={styles.more} onClick={() => setWhole(true)}>
          {t('chat.message.more')}
        </Button>
      )}
    </>
  );
});
MessageText.displayName = 'MessageText';
