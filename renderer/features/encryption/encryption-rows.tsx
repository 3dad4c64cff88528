import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { Sending } from '../../../contract/encryption/sending.ts';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { Peer } from '../../../contract/ipc/model.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Points } from '../../ui/steps.tsx';
import { DeviceLists } from './device-lists.tsx';
import styles from './encryption-rows.module.css';
import { KeyEvents } from './key-events.tsx';
import { SessionDetails } from './session-details.tsx';
import { type EncryptionDevice, useDeviceName } from './use-device-name.ts';

/** A heading that opens what it is about. */
const Row = ({ title, text, children }: { title: string; text: string; children: ReactNode }) => {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.row}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <span className={styles.title}>{title}</span>
          <Icon of={ChevronDown} size={18} className={styles.sign} />
        </button>
      </h3>
      <p className={styles.text}>{text}</p>
      {open && (
        <div id={id} className={styles.part}>
          {children}
        </div>
      )}
    </section>
  );
};

const hidden = ['whom', 'numbers', 'connected', 'sizes', 'devices', 'not'] as const;
/** Nothing of it leaves with the person’s name. */
const nameless: readonly Sending[] = ['sealed', 'waits'];

export type EncryptionRowsProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  encryption: ChatEncryption;
  now: number;
};

/** The devices of both sides, what happened to the keys, and what encryption leaves in sight. */
export const EncryptionRows = ({ peer, encryption, now }: EncryptionRowsProps) => {
  const t = useT();
  const formats = useFormats();
  const nameOf = useDeviceName();
  const { accountId, name } = peer;
  const { ownDevices, theirDevices, events, sending } = encryption;
  const own = ownDevices.length;
  const theirs = theirDevices.length;
  const latest = [...ownDevices, ...theirDevices]
    .map((device) => ({ device, since: device.seenAt ?? device.addedAt }))
    .reduce<{ device: EncryptionDevice; since: number } | null>(
      (newest, { device, since }) =>
        since === null || (newest && newest.since >= since) ? newest : { device, since },
      null,
    );
  const isOwn = latest !== null && ownDevices.includes(latest.device);
  const [newest] = events;
  return (
    <div className={styles.rows}>
      <Row
        title={t('encryption.devices.title', { count: own + theirs })}
        text={
          latest
            ? t(`encryption.devices.latest.${isOwn ? 'own' : 'theirs'}`, {
                name,
                own,
                theirs,
                device: nameOf(latest.device, isOwn),
                date: formats.date(latest.since),
              })
            : t('encryption.devices.sides', { name, own, theirs })
        }
      >
        <DeviceLists name={name} own={ownDevices} theirs={theirDevices} />
      </Row>
      <Row
        title={t('encryption.events.title')}
        text={
          newest
            ? t('encryption.events.newest', {
                what: t(`encryption.events.${newest.what}`, { name }),
                at: formats.at(newest.at, now),
              })
            : t('encryption.events.none')
        }
      >
        <KeyEvents name={name} events={events} />
      </Row>
      <Row title={t('encryption.sessions.title')} text={t('encryption.sessions.short')}>
        <SessionDetails accountId={accountId} devices={theirDevices} now={now} />
      </Row>
      <Row
        title={t('encryption.hides.title')}
        text={
          nameless.includes(sending)
            ? t('encryption.hides.short.nameless')
            : t('encryption.hides.short.named', { name })
        }
      >
        <Points
          points={[
            t(`encryption.sending.${sending}`, { name }),
            ...hidden.map((one) => t(`encryption.hides.${one}`, { name })),
          ]}
        />
      </Row>
    </div>
  );
};
