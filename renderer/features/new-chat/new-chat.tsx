import { Cpu } from 'lucide-react';
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Handle } from '../../../contract/handle.ts';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './new-chat.module.css';
import { readHandle } from './read-handle.ts';
import { Suggestions } from './suggestions.tsx';

export type NewChatProps = {
  /** A program on this computer that can be written to. */
  local: ChatSummary | undefined;
  /** What was typed for its field before that was there. */
  typedAhead: RefObject<string>;
  onStarted: (chat: ChatSummary) => void;
  onClose: () => void;
};

export const NewChat = ({ local, typedAhead, onStarted, onClose }: NewChatProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const own = useRemote(account).value;
  const [text, setText] = useState('');
  const [unclear, setUnclear] = useState(false);
  useLayoutEffect(() => {
    setText((text) => typedAhead.current + text);
    typedAhead.current = '';
  }, [typedAhead]);
  const start = useAction(async (by: Handle) => {
    onStarted((await host.chats.start({ by })).chat);
  });
  return (
    <Dialog grows heading={t('newChat.title')} onClose={onClose} closeLabel={t('common.close')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const handle = readHandle(text, own && 'number' in own ? own.number : null);
          setUnclear(!handle);
          if (handle) start.run(handle);
        }}
      >
        <TextField
          label={t('newChat.label')}
          help={t('newChat.help')}
          autoFocus
          dir="ltr"
          value={text}
          onChange={(next) => {
            setText(next);
            setUnclear(false);
            start.clear();
          }}
          error={unclear ? t('newChat.unclear') : start.error && errorText(start.error)}
        />
        <DialogActions>
          <Button kind="primary" type="submit" busy={start.busy} disabled={text.trim() === ''}>
            {t('newChat.start')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
        </DialogActions>
      </form>
      {local && (
        <button type="button" className={styles.local} onClick={() => onStarted(local)}>
          <Icon of={Cpu} size={18} />
          <span>{t('newChat.local', { name: local.peer.name })}</span>
        </button>
      )}
      <Suggestions
        busy={start.busy}
        onStart={({ username }) => start.run({ kind: 'username', value: username })}
      />
    </Dialog>
  );
};
