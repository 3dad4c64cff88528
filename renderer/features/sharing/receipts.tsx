import { BadgeCheck, FileQuestion, ShieldX } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useReceipt } from '../../host/use-save.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { bringIntoView } from '../../ui/bring-into-view.ts';
import { Button } from '../../ui/button.tsx';
import { Panel, PanelPart } from '../../ui/panel.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { toFaultId } from './fault.ts';
import styles from './sharing.module.css';

type Verdict = CallOutput<typeof sharingDomain.calls.verifyReceipt> & { readonly file: string };

/** Of a file that has more bytes every reading is too long: none needs more than three for a character. */
const mostBytes = 3 * limits.maxFileLength;
const tooLong: Omit<Verdict, 'file'> = {
  complete: false,
  records: null,
  upTo: null,
  fault: 'damaged',
  faultAt: null,
  ownServer: false,
  ownAccount: false,
};

const Result = ({ verdict }: { verdict: Verdict }) => {
  const t = useT();
  const formats = useFormats();
  const { complete, records, upTo, fault, faultAt, file } = verdict;
  if (complete && upTo !== null) {
    const own = verdict.ownServer && verdict.ownAccount;
    return (
      <Banner
        icon={own ? BadgeCheck : FileQuestion}
        tone={own ? 'verified' : 'attention'}
        title={t(own ? 'receipt.holds' : 'receipt.holdsOther', { file })}
      >
        <p>{t('receipt.complete', { upTo: formats.full(upTo), records: records ?? 0 })}</p>
        {!verdict.ownServer && <p>{t('receipt.otherServer')}</p>}
        {!verdict.ownAccount && <p>{t('receipt.otherAccount')}</p>}
      </Banner>
    );
  }
  const words = t(toFaultId(fault));
  return (
    <Banner icon={ShieldX} tone="danger" title={t('receipt.wrong', { file })}>
      {faultAt === null ? words : t('receipt.wrongAt', { record: faultAt, fault: words })}
    </Banner>
  );
};

/** Takes the proof of every choice along, and checks such a proof. */
export const Receipts = () => {
  const t = useT();
  const host = useHost();
  const errorText = useErrorText();
  const receipt = useReceipt();
  const [verdict, setVerdict] = useState<Verdict>();
  const input = useRef<HTMLInputElement>(null);
  const told = useRef<HTMLDivElement>(null);
  const id = useId();
  const verify = useAction(async (file: File) => {
    setVerdict(undefined);
    const text = file.size > mostBytes ? null : await file.text();
    const found =
      text === null || text.length > limits.maxFileLength
        ? tooLong
        : await host.sharing.verifyReceipt({ text });
    setVerdict({ ...found, file: file.name });
  });
  const error = receipt.error ?? verify.error;
  useEffect(() => {
    // It stands at the end of the page, so most often below what is in view.
    if (verdict || error) bringIntoView(told.current, 'nearest');
  }, [verdict, error]);
  return (
    <Panel title={t('receipt.title')}>
      <PanelPart>
        <p className={styles.note}>{t('receipt.text')}</p>
        <div className={styles.buttons}>
          <Button small busy={receipt.busy} onClick={() => receipt.run()}>
            {t('receipt.export')}
          </Button>
          <Button small busy={verify.busy} onClick={() => input.current?.click()}>
            {t('receipt.verify')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".json,application/json"
            aria-label={t('receipt.file')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              // Emptied, so that the same file can be chosen once more.
              event.target.value = '';
              if (file) verify.run(file);
            }}
          />
          <p role="status" className={styles.note}>
            {receipt.saved && t('receipt.saved')}
          </p>
        </div>
        <div ref={told} className={styles.told}>
          <FieldNotes id={id} error={error && errorText(error)} />
          <div role="status">{verdict && <Result verdict={verdict} />}</div>
        </div>
      </PanelPart>
    </Panel>
  );
};
