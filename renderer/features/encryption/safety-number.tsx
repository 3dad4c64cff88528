import { Check, Copy, KeyRound, ScanLine, ShieldCheck, Undo2, Volume2 } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { NumberGrid } from './number-grid.tsx';
import styles from './safety-number.module.css';
import { useComparing } from './use-comparing.ts';

const ScanDialog = lazy(() => import('./scan-dialog.tsx').then((m) => ({ default: m.ScanDialog })));
const AloudDialog = lazy(() =>
  import('./aloud-dialog.tsx').then((m) => ({ default: m.AloudDialog })),
);
const MarkDialog = lazy(() => import('./mark-dialog.tsx').then((m) => ({ default: m.MarkDialog })));

export type SafetyNumberProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  encryption: Pick<ChatEncryption, 'status' | 'check' | 'differs'>;
  /** The key in use, or the offered one. */
  shown: NonNullable<ChatEncryption['key']>;
  /** It is a key that is not accepted yet: comparing it does that. */
  offered: boolean;
  /** Another number stands here than the one that the person may be reading. */
  onChanged: () => void;
};

/** What two people compare, the ways to do it, and the mark that they did. */
export const SafetyNumber = ({
  peer,
  encryption,
  shown,
  offered,
  onChanged,
}: SafetyNumberProps) => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const heading = useId();
  const [copied, setCopied] = useState<string>();
  const { accountId, name } = peer;
  const { open, changed, ask, close: end } = useComparing(shown, onChanged);
  // Which of the two the person did here last, while it stands.
  const [did, setDid] = useState<{ what: 'done' | 'undone'; keyHash: string }>();
  const isVerified = !offered && encryption.status.isVerified;
  // The key whose number stood there when the dialog was opened, whatever came meanwhile.
  const mark = useAction(async (keyHash: string) => {
    await host.encryption.verify({ accountId, keyHash });
    setDid({ what: 'done', keyHash });
    end();
  });
  const differ = useAction(async (keyHash: string) => {
    await host.encryption.differ({ accountId, keyHash });
  });
  const unmark = useAction(async () => {
    await host.encryption.unverify({ accountId });
    setDid({ what: 'undone', keyHash: shown.keyHash });
  });
  const copy = useAction(async () => {
    await host.shell.copyText({ text: shown.scannable });
    setCopied(shown.scannable);
  });
  const close = () => {
    mark.clear();
    differ.clear();
    end();
  };
  const comparing = open && {
    name,
    changed: open.changed,
    begin: () => {
      mark.clear();
      differ.clear();
      ask(open.way);
    },
  };
  const said = did?.keyHash === shown.keyHash ? did.what : undefined;
  const isCopied = copied === shown.scannable;
  const asked = mark.error ?? differ.error;
  const differs = encryption.differs?.of === (offered ? 'offered' : 'in_use');
  const error = unmark.error ?? (open ? undefined : mark.error);
  return (
    <section className={styles.card} aria-labelledby={heading}>
      <h3 id={heading} className={styles.title}>
        {t(offered ? 'encryption.number.offered' : 'encryption.number.title')}
      </h3>
      {changed && (
        <Banner
          icon={KeyRound}
          tone="attention"
          live="assertive"
          title={t('encryption.changed.title')}
        >
          {t('encryption.changed.text')}
        </Banner>
      )}
      <div className={styles.code}>
        <QrCode text={shown.scannable} label={t('encryption.number.code', { name })} />
      </div>
      <NumberGrid digits={shown.safetyNumber} />
      <p className={styles.help}>
        {t(offered ? 'encryption.number.offeredHelp' : 'encryption.number.help', { name })}
      </p>
      <div className={styles.ways}>
        <Button kind="quiet" icon={<Icon of={ScanLine} size={18} />} onClick={() => ask('scan')}>
          {t('encryption.number.scan')}
        </Button>
        <Button kind="quiet" icon={<Icon of={Volume2} size={18} />} onClick={() => ask('aloud')}>
          {t('encryption.number.aloud')}
        </Button>
      </div>
      <div className={styles.mark}>
        <Button
          icon={<Icon of={isVerified ? Undo2 : ShieldCheck} size={18} />}
          busy={unmark.busy}
          onClick={() => (isVerified ? unmark.run() : ask('mark'))}
        >
          {isVerified
            ? t(said === 'done' ? 'common.undo' : 'encryption.mark.undo')
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
        {said && (said === 'done') === isVerified && <p>{t(`encryption.mark.${said}`)}</p>}
      </div>
      {error && <FieldNotes id="mark" error={errorText(error)} />}
      <Suspense>
        {comparing && open.way === 'scan' && (
          <ScanDialog
            accountId={accountId}
            comparing={comparing}
            ownCode={open.key.scannable}
            onSame={() => setDid({ what: 'done', keyHash: open.key.keyHash })}
            differs={differs}
            error={differ.error && errorText(differ.error)}
            onDiffer={() => differ.run(open.key.keyHash)}
            onUndo={() => {
              unmark.run();
              close();
            }}
            onClose={close}
          />
        )}
        {comparing && open.way === 'aloud' && (
          <AloudDialog
            comparing={comparing}
            digits={open.key.safetyNumber}
            isVerified={isVerified}
            busy={mark.busy}
            error={asked && errorText(asked)}
            differs={differs}
            onDiffer={() => differ.run(open.key.keyHash)}
            onMark={() => mark.run(open.key.keyHash)}
            onClose={close}
          />
        )}
        {comparing && open.way === 'mark' && (
          <MarkDialog
            comparing={comparing}
            leaves={encryption.check.withheld === 'label'}
            busy={mark.busy}
            error={mark.error && errorText(mark.error)}
            onMark={() => mark.run(open.key.keyHash)}
            onClose={close}
          />
        )}
      </Suspense>
    </section>
  );
};
