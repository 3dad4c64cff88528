import { CloudUpload } from 'lucide-react';
import { useState } from 'react';
import type { ChoiceMade } from '../../../contract/ipc/sharing/choices.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel, PanelPart } from '../../ui/panel.tsx';
import styles from './sharing.module.css';
import { useHistory } from './use-history.ts';

/** Which device signed a choice, by its name of today. */
const useMadeOn = ({ thisDevice, deviceId }: ChoiceMade): string => {
  const t = useT();
  const devices = useRemote(useSession().devices).value?.devices;
  if (thisDevice) return t('history.here');
  if (!devices || deviceId === null) return t('history.otherDevice');
  const device = devices.find((one) => one.deviceId === deviceId);
  return t('history.on', {
    device: device ? (device.name ?? t('devices.unreadable')) : t('sharing.conflict.unknown'),
  });
};

type ChoiceProps = { choice: ChoiceMade; nameOf: (recipient: string) => string; now: number };

const Choice = ({ choice, nameOf, now }: ChoiceProps) => {
  const t = useT();
  const formats = useFormats();
  const words = usePolicyWords();
  const { method, policy, regime, decisions, order, receivedAt } = choice;
  const title = () => {
    if (method === null) return t('history.method.unknown');
    if (method === 'settings' && decisions.length === 0 && regime)
      return t('history.method.rule', { rule: t(`regime.${regime}`) });
    return t.dynamic(`history.method.${method}`, { policy: policy ?? '' });
  };
  const by = useMadeOn(choice);
  return (
    <li className={styles.row}>
      <div className={styles.beside}>
        <p className={styles.name}>{title()}</p>
        <time className={styles.note} dateTime={new Date(choice.at).toISOString()}>
          {formats.full(choice.at)}
        </time>
      </div>
      {decisions.length > 0 && (
        <ul className={styles.decisions}>
          {decisions.map(({ purpose, recipient, state }) => (
            <li key={`${purpose} ${recipient}`}>
              {t('history.decision', {
                purpose: words.purpose(purpose, nameOf(recipient)),
                state: t(`history.state.${state}`),
              })}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.state} data-kind={order === null ? 'waiting' : 'kept'}>
        {order === null && <Icon of={CloudUpload} size={16} />}
        <span>
          {order === null || receivedAt === null
            ? t('history.waiting')
            : t('history.server', { order, when: formats.since(receivedAt, now) })}
          <span> · {by}</span>
        </span>
      </p>
      {choice.forked && <p className={styles.failed}>{t('history.forked')}</p>}
    </li>
  );
};

type ListProps = { nameOf: (recipient: string) => string; now: number };

const List = ({ nameOf, now }: ListProps) => {
  const t = useT();
  const { choices, more, older } = useHistory();
  if (!choices) return null;
  if (choices.length === 0) {
    return (
      <PanelPart>
        <p className={styles.note}>{t('history.empty')}</p>
      </PanelPart>
    );
  }
  return (
    <ul className={styles.history}>
      {choices.map((choice) => (
        <Choice
          key={`${choice.order ?? 'here'} ${choice.at} ${choice.method}`}
          choice={choice}
          nameOf={nameOf}
          now={now}
        />
      ))}
      {more && (
        <li className={styles.row}>
          <div>
            <Button small busy={older.busy} onClick={() => older.run()}>
              {t('history.more')}
            </Button>
          </div>
        </li>
      )}
    </ul>
  );
};

/** Every choice that was made, on demand. */
export const History = (props: ListProps) => {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Panel title={t('history.title')}>
      {open ? (
        <List {...props} />
      ) : (
        <PanelPart>
          <div>
            <Button small onClick={() => setOpen(true)}>
              {t('history.show')}
            </Button>
          </div>
        </PanelPart>
      )}
    </Panel>
  );
};
