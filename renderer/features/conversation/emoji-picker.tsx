import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useT } from '../../i18n/intl.tsx';
import type { MessageId } from '../../i18n/load-messages.ts';
import overlay from '../../ui/overlay.module.css';
import styles from './emoji-picker.module.css';

const groups: readonly { id: MessageId; signs: string }[] = [
  {
    id: 'chat.emoji.smileys',
    signs:
      '😀 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😜 🤔 🤗 🤭 😎 😴 😷 🙄 😮 😢 😭 😡 🥳 🥺 😇 🤒 🤯 🫣 🫠',
  },
  { id: 'chat.emoji.hands', signs: '👍 👎 👌 🙏 👏 🙌 👋 🤝 💪 ✌️ 🤞 👀 🫶 ☝️ 🤲' },
  { id: 'chat.emoji.hearts', signs: '❤️ 🧡 💛 💚 💙 💜 🖤 💔 ✨ 🔥 ⭐ ✅ ❌ ❓ 💯' },
  { id: 'chat.emoji.things', signs: '🎉 🎂 ☕ 🍜 🍛 🍉 🌧️ ☀️ 🌙 🏠 🚆 🚗 ✈️ 📚 🔑 💡 📷 🎵 ⚽ 🌺' },
];

export type EmojiPickerProps = {
  anchor: RefObject<Element | null>;
  onPick: (sign: string) => void;
  onClose: () => void;
};

const columns = 8;

type Grid = { readonly id: MessageId; readonly rows: readonly (readonly string[])[] };

const grids: readonly Grid[] = groups.map(({ id, signs }) => {
  const all = signs.split(' ');
  const rows = Array.from({ length: Math.ceil(all.length / columns) }, (_, row) =>
    all.slice(row * columns, (row + 1) * columns),
  );
  return { id, rows };
});
const allRows = grids.flatMap((grid) => grid.rows);

/** Where a key leads from a sign: along its row and on to the next, or straight up and down over all groups. */
const toNext = (sign: string, key: string): string | undefined => {
  const row = allRows.findIndex((one) => one.includes(sign));
  const column = allRows[row]?.indexOf(sign) ?? 0;
  const flat = allRows.flat();
  const across = (by: number) => flat[flat.indexOf(sign) + by];
  const down = (by: number) => {
    const to = allRows[row + by];
    return to?.[Math.min(column, to.length - 1)];
  };
  if (key === 'ArrowRight') return across(1);
  if (key === 'ArrowLeft') return across(-1);
  if (key === 'ArrowDown') return down(1);
  if (key === 'ArrowUp') return down(-1);
  if (key === 'Home') return allRows[row]?.[0];
  return key === 'End' ? allRows[row]?.at(-1) : undefined;
};

const Panel = ({ onPick }: { onPick: (sign: string) => void }) => {
  const t = useT();
  const [current, setCurrent] = useState(allRows[0]?.[0]);
  const panel = useRef<HTMLDivElement>(null);
  // Here and not in the dialog, which takes the focus for itself first.
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('[data-sign]')?.focus();
  }, []);
  const move = (event: KeyboardEvent, sign: string) => {
    const next = toNext(sign, event.key);
    if (!next) return;
    event.preventDefault();
    setCurrent(next);
    panel.current?.querySelector<HTMLElement>(`[data-sign="${next}"]`)?.focus();
  };
  return (
    <Dialog aria-label={t('chat.emoji.title')} className={styles.picker}>
      <div ref={panel}>
        {grids.map((grid) => (
          <section key={grid.id} aria-label={t(grid.id)}>
            <h3 className={styles.heading}>{t(grid.id)}</h3>
            <div className={styles.grid}>
              {grid.rows.flat().map((sign) => (
                <button
                  key={sign}
                  type="button"
                  className={styles.sign}
                  data-sign={sign}
                  tabIndex={sign === current ? 0 : -1}
                  onKeyDown={(event) => move(event, sign)}
                  onClick={() => onPick(sign)}
                >
                  {sign}
                </button>
              ))}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
};

/** A small set; the system's own picker reaches the rest. One stop for Tab, arrows between the signs. */
export const EmojiPicker = ({ anchor, onPick, onClose }: EmojiPickerProps) => (
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
      onPick={(sign) => {
        onPick(sign);
        onClose();
      }}
    />
  </Popover>
);
