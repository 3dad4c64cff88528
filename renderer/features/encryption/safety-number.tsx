import { Check, Copy, ScanLine, ShieldCheck, Undo2, Volume2 } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import type { ChatEncryption } from '../../../contract/ipc/encryption.ts';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { NumberGrid } from './number-grid.tsx';
import styles from './safety-number.module.css';

const ScanDialog = lazy(() => import('./scan-dialog.tsx').then((m) => ({ default: m.ScanDialog })));
const AloudDialog = lazy(() =>
  import('./aloud-dialog.tsx').then((m) => ({ default: m.AloudDialog })),
);
const MarkDialog = lazy(() => import('./mark-dialog.tsx').then((m) => ({ default: m.MarkDialog })));

export type SafetyNumberProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  encryption: Pick<ChatEncryption, 'status' | 'check'>;
  /** The key in use, or the offered one. */
  shown: NonNullable<ChatEncryption['key']>;
  /** It is a key that is not accepted yet: comparing it does that. */
  offered: boolean;
};

/** What two people compare, the ways to do it, and the mark that they did. */
export const SafetyNumber = ({ peer, encryption, shown, offered }: SafetyNumberProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const heading = useId();
  const [asking, setAsking] = useState<'scan' | 'aloud' | 'mark'>();
  // Which of the two the person did here last, while it stands.
  const [did, setDid] = useState<'done' | 'undone'>();
  const [copied, setCopied] = useState<string>();
  const { accountId, name } = peer;
  const isVerified = !offered && encryption.status.isVerified;
  const mark = useAction(async () => {
    await host.encryption.verify({ accountId, keyHash: shown.keyHash });
    setDid('done');
    setAsking(undefined);
  });
  const unmark = useAction(async () => {
    await host.encryption.unverify({ accountId });
    setDid('undone');
  });
  const copy = useAction(async () => {
    await host.shell.copyText({ text: shown.scannable });
    setCopied(shown.scannable);
  });
  const close = () => {
    mark.clear();
    setAsking(undefined);
  };
  const isCopied = copied === shown.scannable;
  const error = unmark.error ?? (asking ? undefined : mark.error);
  return (
    <section className={styles.card} aria-labelledby={heading}>
      <h3 id={heading} className={styles.title}>
        {t(offered ? 'encryption.number.offered' : 'encryption.number.title')}
      </h3>
      <div className={styles.code}>
        <QrCode text={shown.scannable} label={t('encryption.number.code', { name })} />
      </div>
      <NumberGrid digits={shown.safetyNumber} />
      <p className={styles.help}>
        {t(offered ? 'encryption.number.offeredHelp' : 'encryption.number.help', { name })}
      </p>
      <div className={styles.ways}>
        <Button
          kind="quiet"
          icon={<Icon of={ScanLine} size={18} />}
          onClick={() => setAsking('scan')}
        >
          {t('encryption.number.scan')}
        </Button>
        <Button
          kind="quiet"
          icon={<Icon of={Volume2} size={18} />}
          onClick={() => setAsking('aloud')}
        >
          {t('encryption.number.aloud')}
        </Button>
      </div>
      <div className={styles.mark}>
        <Button
          icon={<Icon of={isVerified ? Undo2 : ShieldCheck} size={18} />}
          busy={unmark.busy}
          onClick={() => (isVerified ? unmark.run() : setAsking('mark'))}
        >
          {isVerified
            ? t(did === 'done' ? 'common.undo' : 'encryption.mark.undo')
            : t(offered ? 'encryption.mark.accept' : 'encryption.mark.do')}
        </Button>
        <Button
          kind="link"
          icon={<Icon of={isCopied ? Check : Copy} size={14} />}
          className={styles.copy}
          onClick={copy.run}
        >
          {t(isCopied ? 'common.copied' : 'encryption.number.copy')}
        </Button>
      </div>
      <div role="status" className={styles.did}>
        {did && (did === 'done') === isVerified && <p>{t(`encryption.mark.${did}`)}</p>}
      </div>
      {error && <FieldNotes id="mark" error={errorText(error)} />}
      <Suspense>
        {asking === 'scan' && (
          <ScanDialog
            peer={peer}
            ownCode={shown.scannable}
            onSame={() => setDid('done')}
            onUndo={() => {
              unmark.run();
              close();
            }}
            onClose={close}
          />
        )}
        {asking === 'aloud' && (
          <AloudDialog
            name={name}
            digits={shown.safetyNumber}
            isVerified={isVerified}
            busy={mark.busy}
            error={mark.error && errorText(mark.error)}
            onMark={mark.run}
            onClose={close}
          />
        )}
        {asking === 'mark' && (
          <MarkDialog
            name={name}
            leaves={encryption.check.withheld === 'label'}
            busy={mark.busy}
            error={mark.error && errorText(mark.error)}
            onMark={mark.run}
            onClose={close}
          />
        )}
      </Suspense>
    </section>
  );
};
