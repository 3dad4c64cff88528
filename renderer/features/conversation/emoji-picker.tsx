import type { RefObject } from 'react';
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

/** A small set for the pointer; the system's own picker and any keyboard reach the rest. */
export const EmojiPicker = ({ anchor, onPick, onClose }: EmojiPickerProps) => {
  const t = useT();
  return (
    <Popover
      isOpen
      triggerRef={anchor}
      placement="top end"
      className={overlay.popover}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog aria-label={t('chat.emoji.title')} className={styles.picker}>
        {groups.map((group) => (
          <section key={group.id} aria-label={t(group.id)}>
            <h3 className={styles.heading}>{t(group.id)}</h3>
            <div className={styles.grid}>
              {group.signs.split(' ').map((sign) => (
                <button
                  key={sign}
                  type="button"
                  className={styles.sign}
                  onClick={() => {
                    onPick(sign);
                    onClose();
                  }}
                >
                  {sign}
                </button>
              ))}
            </div>
          </section>
        ))}
      </Dialog>
    </Popover>
  );
};
