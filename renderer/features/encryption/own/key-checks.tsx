import {
  CircleDashed,
  CloudOff,
  type LucideIcon,
  ShieldCheck,
  ShieldX,
  TriangleAlert,
} from 'lucide-react';
import { useState } from 'react';
import type {
  KeyChecks as Checks,
  OwnEncryption,
} from '../../../../contract/ipc/encryption/own.ts';
import { useHost } from '../../../host/context.tsx';
import { useAction } from '../../../host/use-action.ts';
import { useErrorText } from '../../../host/use-error-text.ts';
import { useSave } from '../../../host/use-save.ts';
import { useFormats, useT } from '../../../i18n/intl.tsx';
import { Button } from '../../../ui/button.tsx';
import { Fact, Facts } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { FieldNotes } from '../../../ui/text-field.tsx';
import styles from './own.module.css';
import { Part } from './part.tsx';

type State = NonNullable<Checks['own']['state']> | 'waiting';

const signs: Readonly<Record<State, LucideIcon>> = {
  agrees: ShieldCheck,
  unavailable: CloudOff,
  contradicts: TriangleAlert,
  waiting: CircleDashed,
};
const tones: Readonly<Partial<Record<State, string>>> = {
  agrees: styles.good,
  unavailable: styles.attention,
  contradicts: styles.danger,
};

const Own = ({ own, now }: { own: Checks['own']; now: number }) => {
  const t = useT();
  const formats = useFormats();
  const state = own.state ?? 'waiting';
  const { version, agreedAt } = own;
  const help = agreedAt !== null && {
    help: t('encryption.checks.version', { version, at: formats.at(agreedAt, now) }),
  };
  return (
    <Fact term={t('encryption.checks.own')} {...help}>
      <span className={tones[state] ?? styles.plain}>
        <Icon of={signs[state]} size={18} />
        {t(`encryption.checks.own.${state}`)}
      </span>
    </Fact>
  );
};

/** What does not agree comes first. */
const order = ['contradicts', 'agrees', 'unavailable', 'waiting'] as const;

const Others = ({ others }: Pick<Checks, 'others'>) => {
  const t = useT();
  const told = order.filter((state) => others[state] > 0);
  return (
    <Fact term={t('encryption.checks.others')}>
      {told.length === 0
        ? t('encryption.checks.nobody')
        : told.map((state) => (
            <span key={state} className={tones[state] ?? styles.plain}>
              <Icon of={signs[state]} size={18} />
              {t(`encryption.checks.${state}`, { count: others[state] })}
            </span>
          ))}
    </Fact>
  );
};

const cameWords = {
  read: 'encryption.checks.read',
  unavailable: 'encryption.checks.notRead',
  contradicts: 'encryption.checks.broken',
} as const;

const Log = ({ log, now }: { log: NonNullable<Checks['log']>; now: number }) => {
  const t = useT();
  const formats = useFormats();
  return (
    <>
      <Fact term={t('encryption.checks.size')}>
        {t('encryption.checks.entries', { count: log.size, at: formats.at(log.at, now) })}
      </Fact>
      <Fact term={t('encryption.checks.witness')}>
        {log.witnesses.length === 0
          ? t('encryption.checks.noWitness')
          : log.witnesses.map(({ name, operator, cosignedAt }) => (
              <span key={name} className={styles.plain}>
                {cosignedAt === null
                  ? t('encryption.checks.notCosigned', { operator })
                  : t('encryption.checks.cosigned', { operator, at: formats.at(cosignedAt, now) })}
              </span>
            ))}
      </Fact>
    </>
  );
};

export type KeyChecksProps = {
  checks: Checks;
  now: number;
  onChecked: (answer: OwnEncryption) => void;
};

/** Whether keys are those that the server says to everybody: what the last looks came to. */
export const KeyChecks = ({ checks, now, onChecked }: KeyChecksProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { encryption } = useHost();
  const [done, setDone] = useState(false);
  const check = useAction(async () => {
    setDone(false);
    onChecked(await encryption.checkNow({}));
    setDone(true);
  });
  // What was found stays to be shown to others when it is over.
  const evidence = useSave((host) => host.encryption.exportEvidence({ accountId: null }));
  const { last, log, own, others, running, withheld, foundAt } = checks;
  const error = check.error ?? evidence.error;
  const busy = check.busy || running;
  return (
    <Part title={t('encryption.checks.title')} text={t('encryption.checks.text')}>
      <Facts>
        {withheld && (
          <Fact term={t('encryption.checks.sending')} help={t('encryption.checks.withheldHelp')}>
            <span className={styles.danger}>
              <Icon of={ShieldX} size={18} />
              {t(`encryption.checks.withheld.${withheld}`)}
            </span>
          </Fact>
        )}
        <Own own={own} now={now} />
        <Others others={others} />
        <Fact term={t('encryption.checks.last')}>
          {last
            ? t(cameWords[last.came], { at: formats.full(last.at) })
            : t('encryption.checks.never')}
        </Fact>
        {log && <Log log={log} now={now} />}
        {foundAt !== null && (
          <Fact term={t('encryption.checks.found')}>
            {t('encryption.checks.foundAt', { at: formats.full(foundAt) })}
          </Fact>
        )}
      </Facts>
      <div className={styles.way}>
        <Button busy={busy} onClick={check.run}>
          {t('encryption.checks.now')}
        </Button>
        {foundAt !== null && (
          <Button
            busy={evidence.busy}
            onClick={() => {
              setDone(false);
              evidence.run();
            }}
          >
            {t('alarm.log.save')}
          </Button>
        )}
        <p role="status" className={styles.text}>
          {busy
            ? t('encryption.checks.running')
            : done
              ? last?.came === 'read' && t('encryption.checks.done')
              : evidence.saved && t('alarm.log.saved')}
        </p>
      </div>
      {error && <FieldNotes id="checks" error={errorText(error)} />}
    </Part>
  );
};
