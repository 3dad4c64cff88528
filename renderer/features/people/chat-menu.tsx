import { Ban, EllipsisVertical, Undo2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';

const Menu = lazy(() => import('../../ui/menu.tsx').then((m) => ({ default: m.Menu })));
const BlockDialog = lazy(() =>
  import('./block-dialog.tsx').then((m) => ({ default: m.BlockDialog })),
);

/** What can be done about the other one of a chat. */
export const ChatMenu = ({ peer }: { peer: Peer }) => {
  const t = useT();
  const host = useHost();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const entries: MenuEntry[] = [
    peer.blocked
      ? {
          id: 'unblock',
          label: t('block.undo'),
          icon: Undo2,
          onAction: () =>
            void host.people.unblock({ accountId: peer.accountId }).catch(() => undefined),
        }
      : { id: 'block', label: t('block.action'), icon: Ban, onAction: () => setAsking(true) },
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
        {asking && (
          <BlockDialog
            peer={peer}
            onDone={() => setAsking(false)}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  );
};
