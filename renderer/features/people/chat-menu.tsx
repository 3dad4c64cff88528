import { Ban, EllipsisVertical, Flag, Info, Lock, Undo2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { toShortcutLabel } from '../../ui/shortcut-keys.ts';
import { useFocusBack } from '../../ui/use-focus-back.ts';

const Menu = lazy(() => import('../../ui/menu.tsx').then((m) => ({ default: m.Menu })));
const BlockDialog = lazy(() =>
  import('./block-dialog.tsx').then((m) => ({ default: m.BlockDialog })),
);
const ReportDialog = lazy(() =>
  import('./report-dialog.tsx').then((m) => ({ default: m.ReportDialog })),
);
const ChatDetails = lazy(() =>
  import('./chat-details.tsx').then((m) => ({ default: m.ChatDetails })),
);

export type ChatMenuProps = {
  chat: Pick<ChatSummary, 'chatId' | 'peer'>;
  /** Shows what there is to know of the chat's encryption; undefined where nothing is. */
  onEncryption: (() => void) | undefined;
};

/** What can be done about the other one of a chat. */
export const ChatMenu = ({ chat, onEncryption }: ChatMenuProps) => {
  const { peer } = chat;
  const t = useT();
  const host = useHost();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<'details' | 'block' | 'report'>();
  useFocusBack(asking !== undefined, button);
  const close = () => setAsking(undefined);
  const entries: MenuEntry[] = [
    {
      id: 'details',
      label: t('details.open'),
      icon: Info,
      onAction: () => setAsking('details'),
    },
    ...(onEncryption
      ? [
          {
            id: 'encryption',
            label: t('encryption.title'),
            icon: Lock,
            hint: toShortcutLabel('E'),
            onAction: onEncryption,
          },
        ]
      : []),
    peer.blocked
      ? {
          id: 'unblock',
          label: t('block.undo'),
          icon: Undo2,
          onAction: () =>
            void host.people.unblock({ accountId: peer.accountId }).catch(() => undefined),
        }
      : { id: 'block', label: t('block.action'), icon: Ban, onAction: () => setAsking('block') },
    {
      id: 'report',
      label: t('report.open'),
      icon: Flag,
      onAction: () => setAsking('report'),
    },
  ];
  return (
    <>
      <IconButton
        ref={button}
        icon={EllipsisVertical}
        label={t('people.menu')}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      <Suspense>
        {open && (
          <Menu
            label={t('people.menu')}
            entries={entries}
            anchor={button}
            placement="bottom end"
            onClose={() => setOpen(false)}
          />
        )}
        {asking === 'details' && <ChatDetails peer={peer} onClose={close} />}
        {asking === 'block' && <BlockDialog peer={peer} onDone={close} onClose={close} />}
        {asking === 'report' && <ReportDialog chat={chat} onClose={close} />}
      </Suspense>
    </>
  );
};
