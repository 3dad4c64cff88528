import { useEffect, useId, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { messagesDomain } from '../../../contract/ipc/messages.ts';
import type { ChatSummary, Message } from '../../../contract/ipc/model.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './report.module.css';

export type ReportDialogProps = {
  chat: Pick<ChatSummary, 'chatId' | 'peer'>;
  onClose: () => void;
};

type Preview = CallOutput<typeof messagesDomain.calls.reportPreview>;

const textOf = ({ body }: Message): string => (body.kind === 'text' ? body.text : '');
const sizeOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, one) => sum + new TextEncoder().encode(textOf(one)).length, 0);

const usePreview = (chatId: string) => {
  const host = useHost();
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let current = true;
    host.messages.reportPreview({ chatId }).then(
      (answer) => current && setPreview(answer),
      (reason: unknown) => current && setError(reason),
    );
    return () => {
      current = false;
    };
  }, [host, chatId]);
  return { preview, error };
};

const Reported = ({ operator, count, blocked, onClose }: ReportedProps) => {
  const t = useT();
  return (
    <Dialog heading={t('report.done.title')} onClose={onClose}>
      <p role="status">
        {t('report.done.text', { operator, count })} {blocked && t('report.done.blocked')}
      </p>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
};
type ReportedProps = { operator: string; count: number; blocked: boolean; onClose: () => void };

/** Shows exactly what a report would tell the operator; nothing is chosen before the person does. */
export const ReportDialog = ({ chat, onClose }: ReportDialogProps) => {
  const t = useT();
  const host = useHost();
  const formats = useFormats();
  const errorText = useErrorText();
  const list = useId();
  const account = useRemote(useSession().account).value;
  const { preview, error } = usePreview(chat.chatId);
  const loading = useDelayed(!preview && !error, 300);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState('');
  const [alsoBlock, setAlsoBlock] = useState(false);
  const [done, setDone] = useState(false);
  const name = useNumber(chat.peer.name);
  const operator = account?.phase === 'ready' ? account.server.operator : '';
  const messages = preview?.messages ?? [];
  const going = messages.filter(({ messageId }) => chosen.has(messageId));
  const tooMuch = preview !== undefined && sizeOf(going) > preview.mostBytes;
  const send = useAction(async () => {
    const messageIds = going.map(({ messageId }) => messageId);
    await host.messages.report({ chatId: chat.chatId, messageIds, note: note.trim(), alsoBlock });
    setDone(true);
  });
  if (done) {
    return (
      <Reported operator={operator} count={going.length} blocked={alsoBlock} onClose={onClose} />
    );
  }
  const toggle = (messageId: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(messageId);
    else next.delete(messageId);
    setChosen(next);
  };
  const all = going.length === messages.length;
  return (
    <Dialog
      heading={t('report.title', { name })}
      onClose={onClose}
      closeLabel={t('common.close')}
      wide
      grows
      foot={
        <DialogActions>
          <Button busy={send.busy} disabled={going.length === 0 || tooMuch} onClick={send.run}>
            {t('report.send', { count: going.length })}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </DialogActions>
      }
    >
      <p>{t('report.about', { operator })}</p>
      {loading && <Skeleton kind="messages" label={t('report.loading')} rows={3} />}
      {error !== undefined && <p className={styles.error}>{errorText(error)}</p>}
      {preview && messages.length === 0 && <p className={styles.none}>{t('report.none')}</p>}
      {messages.length > 0 && (
        <section aria-labelledby={list} className={styles.messages}>
          <header className={styles.head}>
            <h3 id={list} className={styles.title}>
              {t('report.messages', { count: going.length })}
            </h3>
            <Button
              kind="link"
              onClick={() =>
                setChosen(new Set(all ? [] : messages.map(({ messageId }) => messageId)))
              }
            >
              {t(all ? 'report.noneChosen' : 'report.all')}
            </Button>
          </header>
          <ul className={styles.list}>
            {messages.map((message) => (
              <li key={message.messageId} className={styles.message}>
                <Checkbox
                  label={
                    <span dir="auto" className={styles.text}>
                      {textOf(message)}
                    </span>
                  }
                  help={formats.full(message.at)}
                  checked={chosen.has(message.messageId)}
                  onChange={(on) => toggle(message.messageId, on)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <TextField
        label={t('report.note', { operator })}
        help={t('report.noteHelp')}
        maxLength={preview?.mostNoteLength}
        value={note}
        onChange={setNote}
      />
      {!chat.peer.blocked && (
        <Checkbox label={t('report.block', { name })} checked={alsoBlock} onChange={setAlsoBlock} />
      )}
      <div role="alert">
        {tooMuch && <p className={styles.error}>{t('report.tooMuch')}</p>}
        {send.error && (
          <p className={styles.error}>
            {errorText(send.error)} {t('report.failed')}
          </p>
        )}
      </div>
    </Dialog>
  );
};
