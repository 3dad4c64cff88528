import { CircleAlert, Cpu, History, Shield, ShieldCheck } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { MessageInfo as Info } from '../../../contract/ipc/encryption/message.ts';
import type { Message, Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useProtocolWords } from '../../i18n/use-protocol-words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { inFours } from '../../ui/hex-groups.ts';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './message-info.module.css';

type Origin = NonNullable<Info['origin']>;
type Recipients = NonNullable<Info['recipients']>;

const Times = ({ info }: { info: Info }) => {
  const t = useT();
  const formats = useFormats();
  const { writtenAt, acceptedAt, state } = info;
  return (
    <Facts>
      <Fact term={t('chat.info.written')} help={t('chat.info.writtenHelp')}>
        <time dateTime={new Date(writtenAt).toISOString()}>{formats.full(writtenAt)}</time>
      </Fact>
      <Fact term={t('chat.info.accepted')}>
        {acceptedAt === null ? (
          t('chat.info.notAccepted')
        ) : (
          <time dateTime={new Date(acceptedAt).toISOString()}>{formats.full(acceptedAt)}</time>
        )}
      </Fact>
      {state && (
        <Fact
          term={t('chat.info.state')}
          help={(state === 'delivered' || state === 'read') && t('chat.info.stateHelp')}
        >
          {t(`chat.state.${state}`)}
        </Fact>
      )}
    </Facts>
  );
};

const useDevice = () => {
  const t = useT();
  return ({ deviceId, name, thisDevice }: Origin, outgoing: boolean, other: string): string => {
    if (!outgoing) return t('chat.info.fromOther', { name: other, number: deviceId });
    if (thisDevice) return t('chat.info.fromThis');
    return name === null
      ? t('chat.info.fromOwnNumber', { number: deviceId })
      : t('chat.info.fromOwn', { device: name });
  };
};

const Then = ({ verified, outgoing = false }: { verified: boolean; outgoing?: boolean }) => {
  const t = useT();
  const words = outgoing
    ? t(verified ? 'chat.info.toThenYes' : 'chat.info.toThenNo')
    : t(verified ? 'chat.info.thenYes' : 'chat.info.thenNo');
  return (
    <span className={styles.then} data-verified={verified || undefined}>
      <Icon of={verified ? ShieldCheck : Shield} size={18} />
      {words}
    </span>
  );
};

const From = ({ origin, outgoing, name }: { origin: Origin; outgoing: boolean; name: string }) => {
  const t = useT();
  const toDevice = useDevice();
  const { keyHash, isPresent, verified } = origin;
  return (
    <Facts>
      <Fact term={t('chat.info.from')}>
        <bdi>{toDevice(origin, outgoing, name)}</bdi>
      </Fact>
      {keyHash !== null && (
        <Fact
          term={t('chat.info.key')}
          code
          help={t(isPresent ? 'chat.info.keyPresent' : 'chat.info.keyFormer')}
        >
          {inFours(keyHash)}
        </Fact>
      )}
      {verified !== null && (
        <Fact term={t('chat.info.then')}>
          <Then verified={verified} />
        </Fact>
      )}
    </Facts>
  );
};

const To = ({ recipients, name }: { recipients: Recipients; name: string }) => {
  const t = useT();
  const formats = useFormats();
  const { deviceIds, keyHash, isPresent, verified } = recipients;
  const numbers = formats.list(deviceIds.map((deviceId) => formats.number(deviceId)));
  return (
    <Facts>
      <Fact term={t('chat.info.to')} help={t('chat.info.toHelp')}>
        <bdi>{t('chat.info.toDevices', { name, count: deviceIds.length, numbers })}</bdi>
      </Fact>
      <Fact
        term={t('chat.info.toKey')}
        code
        help={t(isPresent ? 'chat.info.keyPresent' : 'chat.info.keyFormer')}
      >
        {inFours(keyHash)}
      </Fact>
      <Fact term={t('chat.info.then')}>
        <Then verified={verified} outgoing />
      </Fact>
    </Facts>
  );
};

const Technical = ({ envelope }: { envelope: NonNullable<Origin['envelope']> }) => {
  const t = useT();
  const formats = useFormats();
  const words = useProtocolWords();
  return (
    <section className={styles.technical} aria-label={t('chat.info.technical')}>
      <h3 className={styles.heading}>{t('chat.info.technical')}</h3>
      <Facts>
        <Fact term={t('protocol.format')}>{words.format(envelope)}</Fact>
        <Fact term={t('protocol.ratchet')}>{words.ratchet(envelope)}</Fact>
        <Fact term={t('protocol.counter')}>
          {envelope.counter === null
            ? t('protocol.counterFirst')
            : formats.number(envelope.counter)}
        </Fact>
      </Facts>
    </section>
  );
};

const Recorded = ({ info, peer }: { info: Info; peer: MessageInfoProps['peer'] }) => {
  const t = useT();
  const { origin, outgoing, recipients } = info;
  const isOfPerson = peer.kind === 'person';
  let from: ReactNode;
  if (peer.kind === 'local_program') from = <Banner icon={Cpu}>{t('chat.info.local')}</Banner>;
  else if (origin) from = <From origin={origin} outgoing={outgoing} name={peer.name} />;
  else
    from = (
      <Banner icon={History} title={t('chat.info.notRecorded')}>
        {t('chat.info.notRecordedWhy')}
      </Banner>
    );
  return (
    <div className={styles.parts}>
      <Times info={info} />
      {from}
      {outgoing && isOfPerson && recipients && <To recipients={recipients} name={peer.name} />}
      {outgoing && isOfPerson && !recipients && <p>{t('chat.info.toNotRecorded')}</p>}
      {origin?.envelope && isOfPerson && <Technical envelope={origin.envelope} />}
    </div>
  );
};

export type MessageInfoProps = {
  message: Pick<Message, 'chatId' | 'order' | 'state'>;
  peer: Pick<Peer, 'name' | 'kind'>;
  onClose: () => void;
};

/** When a message went where, which device and key it came from, and what was known of that key then. */
export const MessageInfo = ({ message, peer, onClose }: MessageInfoProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { encryption } = useHost();
  const { chatId, order } = message;
  const [answer, setAnswer] = useState<{ info?: Info; error?: unknown }>({});
  useEffect(() => {
    let isShown = true;
    const take = (one: typeof answer) => isShown && setAnswer(one);
    encryption.message({ chatId, order }).then(
      (info) => take({ info }),
      (error: unknown) => take({ error }),
    );
    return () => {
      isShown = false;
    };
  }, [encryption, chatId, order]);
  return (
    <Dialog grows heading={t('chat.info.title')} closeLabel={t('common.close')} onClose={onClose}>
      {answer.info ? (
        <Recorded info={answer.info} peer={peer} />
      ) : answer.error === undefined ? (
        <Skeleton kind="lines" label={t('chat.info.loading')} />
      ) : (
        <Banner icon={CircleAlert} tone="danger" title={t('chat.info.failed')} live="assertive">
          {errorText(answer.error)}
        </Banner>
      )}
    </Dialog>
  );
};
