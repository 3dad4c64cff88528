import { useEffect, useState } from 'react';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { SessionDetails as Session } from '../../../contract/ipc/encryption/message.ts';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useProtocolWords } from '../../i18n/use-protocol-words.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './encryption-rows.module.css';
import { Side } from './side.tsx';
import { useDeviceName } from './use-device-name.ts';

type Seen = Session['received'];

const OfDevice = ({ title, session, now }: { title: string; session: Session; now: number }) => {
  const t = useT();
  const formats = useFormats();
  const words = useProtocolWords();
  const { received, sent } = session;
  const told = received ?? sent;
  // The first message of a session does not tell of the ratchet; one that came after it does.
  const ratchet = [received, sent].find((seen) => seen && seen.pqRatchet !== null) ?? told;
  const toLine = (seen: Seen): string => {
    if (!seen) return t('encryption.sessions.never');
    const at = formats.at(seen.at, now);
    return seen.counter === null
      ? t('encryption.sessions.first', { at })
      : t('encryption.sessions.line', { counter: seen.counter, at });
  };
  return (
    <Side title={title}>
      <Facts>
        {told && <Fact term={t('protocol.format')}>{words.format(told)}</Fact>}
        {ratchet && <Fact term={t('protocol.ratchet')}>{words.ratchet(ratchet)}</Fact>}
        <Fact term={t('encryption.sessions.received')}>{toLine(received)}</Fact>
        <Fact term={t('encryption.sessions.sent')}>{toLine(sent)}</Fact>
      </Facts>
    </Side>
  );
};

export type SessionDetailsProps = {
  accountId: string;
  devices: ChatEncryption['theirDevices'];
  now: number;
};

/** What messages told of the session with each device of a contact; asked for when it is opened. */
export const SessionDetails = ({ accountId, devices, now }: SessionDetailsProps) => {
  const t = useT();
  const errorText = useErrorText();
  const nameOf = useDeviceName();
  const { encryption, messages } = useHost();
  const [sessions, setSessions] = useState<readonly Session[]>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let isShown = true;
    const ask = () => {
      encryption.sessions({ accountId }).then(
        (answer) => isShown && setSessions(answer.sessions),
        (reason: unknown) => isShown && setError(reason),
      );
    };
    ask();
    const stop = messages.on('changed', ask);
    return () => {
      isShown = false;
      stop();
    };
  }, [encryption, messages, accountId]);
  if (!sessions)
    return error === undefined ? (
      <Skeleton kind="lines" label={t('encryption.sessions.loading')} />
    ) : (
      <FieldNotes id="sessions" error={errorText(error)} />
    );
  if (sessions.length === 0) return <p>{t('encryption.sessions.none')}</p>;
  return (
    <>
      {sessions.map((session) => {
        const device = devices.find(({ deviceId }) => deviceId === session.deviceId);
        const title = device
          ? nameOf(device, false)
          : t('encryption.devices.number', { number: session.deviceId });
        return <OfDevice key={session.deviceId} title={title} session={session} now={now} />;
      })}
      <p className={styles.text}>{t('encryption.sessions.source')}</p>
    </>
  );
};
