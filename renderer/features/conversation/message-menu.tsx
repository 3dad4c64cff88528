import { Copy, Info, Link, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Message } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useLinks } from './links.ts';
import type { Point } from './message-row.tsx';

export type MessageMenuProps = {
  message: Message;
  at: Point;
  onCopied: () => void;
  onFailed: (error: unknown) => void;
  onInfo: (message: Message) => void;
  onDelete: (message: Message) => void;
  onClose: () => void;
};

export const MessageMenu = ({
  message,
  at,
  onCopied,
  onFailed,
  onInfo,
  onDelete,
  onClose,
}: MessageMenuProps) => {
  const t = useT();
  const host = useHost();
  const anchor = useRef<HTMLSpanElement>(null);
  const text = message.body.kind === 'text' ? message.body.text : '';
  const url = useLinks(text).find((part) => part.url !== undefined)?.url;
  const copy = (what: string) => host.shell.copyText({ text: what }).then(onCopied, onFailed);
  const entries: MenuEntry[] = [];
  if (text !== '') {
    entries.push({
      id: 'copy',
      label: t('chat.message.copy'),
      icon: Copy,
      onAction: () => void copy(globalThis.getSelection?.()?.toString() || text),
    });
  }
  if (url) {
    entries.push({
      id: 'link',
      label: t('chat.message.copyLink'),
      icon: Link,
      onAction: () => void copy(url),
    });
  }
  if (message.body.kind !== 'notice') {
    entries.push({
      id: 'info',
      label: t('chat.message.info'),
      icon: Info,
      onAction: () => onInfo(message),
    });
  }
  entries.push({
    id: 'delete',
    label: t('chat.message.delete'),
    icon: Trash2,
    danger: true,
    onAction: () => onDelete(message),
  });
  return (
    <>
      {/* In the body: the pane is a container, and what is fixed inside it counts from its own edge. */}
      {createPortal(
        <span ref={anchor} style={{ position: 'fixed', left: at.x, top: at.y }} />,
        document.body,
      )}
      <Menu label={t('chat.message.actions')} entries={entries} anchor={anchor} onClose={onClose} />
    </>
  );
};
