import { Ban, CircleAlert } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { BlockedPerson } from '../../../contract/ipc/people.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Toast } from '../../ui/toast.tsx';
import styles from './people.module.css';

const BlockSomebody = lazy(() =>
  import('./block-somebody.tsx').then((m) => ({ default: m.BlockSomebody })),
);

type Freed = { accountId: string; name: string };
type RowProps = { person: BlockedPerson; onUnblocked: (freed: Freed) => void };

const Row = ({ person, onUnblocked }: RowProps) => {
  const t = useT();
  const formats = useFormats();
  const host = useHost();
  const errorText = useErrorText();
  const { peer, set } = person;
  const name = useNumber(peer.name);
  const unblock = useAction(async () => {
    await host.people.unblock({ accountId: peer.accountId });
    onUnblocked({ accountId: peer.accountId, name });
  });
  return (
    <li className={styles.row}>
      <Avatar id={peer.accountId} hue={peer.hue} name={peer.name} size={40} />
      <div className={styles.texts}>
        <p className={styles.rowName}>
          <bdi>{name}</bdi>
        </p>
        {set && (
          <p className={styles.second}>
            {t(set.thisDevice ? 'block.list.here' : 'block.list.there', {
              device: set.device,
              at: formats.since(set.at, Date.now()),
            })}
          </p>
        )}
        <div role="alert">
          {unblock.error && <p className={styles.error}>{errorText(unblock.error)}</p>}
        </div>
      </div>
      <Button
        small
        busy={unblock.busy}
        aria-label={t('block.list.unblock', { name })}
        onClick={unblock.run}
      >
        {t('block.undo')}
      </Button>
    </li>
  );
};

/** Everybody who is blocked, since when and by which device; what blocks and unblocks. */
export const BlockedPeople = () => {
  const t = useT();
  const host = useHost();
  const [blocked, setBlocked] = useState<readonly BlockedPerson[] | 'failed'>();
  const [adding, setAdding] = useState(false);
  const [freed, setFreed] = useState<Freed>();
  const forget = useCallback(() => setFreed(undefined), []);
  const errorText = useErrorText();
  const again = useAction(async (accountId: string) => {
    forget();
    await host.people.block({ accountId });
  });
  const addButton = useRef<HTMLButtonElement>(null);
  const load = useCallback(
    () =>
      void host.people.blocked({}).then(
        (answer) => setBlocked(answer.blocked),
        () => setBlocked('failed'),
      ),
    [host],
  );
  useEffect(() => {
    load();
    return host.people.on('changed', load);
  }, [host, load]);
  // The row that had the keyboard went.
  useEffect(() => {
    if (blocked !== undefined && freed !== undefined && document.activeElement === document.body)
      addButton.current?.focus({ preventScroll: true });
  }, [blocked, freed]);
  const add = (
    <div>
      <Button ref={addButton} onClick={() => setAdding(true)}>
        {t('block.list.add')}
      </Button>
    </div>
  );
  return (
    <>
      <p className={styles.intro}>{t('block.list.about')}</p>
      {blocked === undefined ? (
        <Skeleton kind="chats" label={t('block.list.loading')} rows={2} />
      ) : blocked === 'failed' ? (
        <EmptyState
          icon={CircleAlert}
          title={t('block.list.failed')}
          action={<Button onClick={load}>{t('common.retry')}</Button>}
        />
      ) : blocked.length === 0 ? (
        <EmptyState icon={Ban} title={t('block.list.empty.title')} action={add}>
          {t('block.list.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ul className={styles.card} aria-label={t('block.list.label')}>
            {blocked.map((person) => (
              <Row key={person.peer.accountId} person={person} onUnblocked={setFreed} />
            ))}
          </ul>
          {add}
        </>
      )}
      <div role="alert">
        {again.error && <p className={styles.error}>{errorText(again.error)}</p>}
      </div>
      {freed && (
        <div className={styles.freed}>
          <Toast
            key={freed.accountId}
            text={t('block.list.done', { name: freed.name })}
            action={{ label: t('common.undo'), onPress: () => again.run(freed.accountId) }}
            closeLabel={t('common.close')}
            onClose={forget}
          />
        </div>
      )}
      <Suspense>{adding && <BlockSomebody onClose={() => setAdding(false)} />}</Suspense>
    </>
  );
};
