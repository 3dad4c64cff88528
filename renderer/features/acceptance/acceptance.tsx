import { ArrowDown } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import type { TimedSharing } from '../../host/sharing.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useLanguage, useT } from '../../i18n/intl.tsx';
import { bringIntoView } from '../../ui/bring-into-view.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { readTexts } from '../../ui/read-texts.ts';
import { Tag } from '../../ui/tag.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './acceptance.module.css';
import { ChangesList } from './changes-list.tsx';
import { PolicyText } from './policy-text.tsx';
import { Rule } from './rule.tsx';
import { toAnswer } from './to-answer.ts';
import { type ChangedRow, countChanges, toMinutes, toRows } from './to-rows.ts';
import { useVersion, type Version } from './use-version.ts';

type Asking = NonNullable<TimedSharing['ask']>;

export type AcceptanceProps = {
  state: TimedSharing;
  asking: Asking;
  /** Answered, either way. */
  onDone: () => void;
};

const keyOf = ({ purpose, recipient }: ChangedRow) => `${purpose} ${recipient}`;

const Question = ({ state, asking, onDone, version }: AcceptanceProps & { version: Version }) => {
  const t = useT();
  const formats = useFormats();
  const language = useLanguage();
  const errorText = useErrorText();
  const { host, sharing } = useSession();
  const [now] = useState(() => Date.now() + state.aheadMs);
  const [touched, setTouched] = useState<Readonly<Record<string, boolean>>>({});
  const [reading, setReading] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const notNow = useRef<HTMLButtonElement>(null);
  const requiredTitle = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const { policy, before } = version;
  const rows = toRows(version);
  const isTicked = (row: ChangedRow) => touched[keyOf(row)] ?? row.ticked ?? false;
  const hadOn = ({ purpose, recipient }: ChangedRow) =>
    state.accepted !== null &&
    state.shares.some(
      (share) =>
        share.chosen && share.on && share.purpose === purpose && share.recipient === recipient,
    );
  const tick = (row: ChangedRow, ticked: boolean) =>
    setTouched((last) => ({ ...last, [keyOf(row)]: ticked }));

  const answer = useAction(async (yes: boolean) => {
    const dialog = body.current?.closest('[role="dialog"]') ?? null;
    const { shown, choices } = toAnswer(rows, isTicked, {
      language,
      policyHash: asking.policyHash,
      texts: readTexts(dialog),
    });
    const { policyHash } = asking;
    sharing.take(
      yes
        ? await host.sharing.accept({ policyHash, shown, choices })
        : await host.sharing.notNow({ policyHash, shown }),
    );
    onDone();
  });

  const toRequired = () => {
    requiredTitle.current?.focus({ preventScroll: true });
    bringIntoView(requiredTitle.current, 'start');
  };
  const chosen = rows.some((row) => row.chosen);
  const required = rows.filter((row) => !row.chosen);
  const coming = required.filter(({ change }) => change !== 'removed').length;
  const date = formats.date(policy.effectiveAt);
  const list = (ofChoice: boolean) => (
    <ChangesList
      rows={rows.filter((row) => row.chosen === ofChoice)}
      policy={policy}
      before={before}
      isTicked={isTicked}
      hadOn={hadOn}
      onTick={tick}
    />
  );
  return (
    <Dialog
      wide
      above={
        <p>
          <Tag tone="attention">
            {policy.effectiveAt > now
              ? t('acceptance.chip.future', { id: policy.id, date })
              : t('acceptance.chip.now', { id: policy.id, date })}
          </Tag>
        </p>
      }
      heading={t(`acceptance.title.${asking.why}`, { count: countChanges(rows) })}
      onClose={() => undefined}
      onEscape={() => notNow.current?.focus()}
      foot={
        <div className={styles.foot}>
          <div className={styles.buttons}>
            <Button className={styles.answer} busy={answer.busy} onClick={() => answer.run(true)}>
              {t('acceptance.accept')}
            </Button>
            <Button
              ref={notNow}
              className={styles.answer}
              busy={answer.busy}
              onClick={() => answer.run(false)}
            >
              {t('acceptance.notNow')}
            </Button>
            <Button
              kind="link"
              className={styles.read}
              aria-expanded={reading}
              aria-controls={reading ? `${id}-text` : undefined}
              onClick={() => setReading(!reading)}
            >
              {reading
                ? t('acceptance.hide')
                : t('acceptance.read', { minutes: toMinutes(policy.text[language].body) })}
            </Button>
          </div>
          <div>
            <p className={styles.help}>{t(`acceptance.notNowHelp.${asking.why}`)}</p>
            <FieldNotes id={`${id}-error`} error={answer.error && errorText(answer.error)} />
          </div>
        </div>
      }
    >
      <div ref={body} className={styles.body}>
        <div className={styles.rule}>
          <p className={styles.summary}>{policy.text[language].summary}</p>
          {Object.entries(policy.recipients).map(([recipient, { name, about }]) => (
            <p key={recipient}>
              {t('acceptance.who', { recipient: name, about: about[language] })}
            </p>
          ))}
          {chosen && coming > 0 && (
            <Button
              kind="link"
              className={styles.more}
              icon={<Icon of={ArrowDown} size={16} />}
              onClick={toRequired}
            >
              {t('acceptance.requiredSee', { count: coming })}
            </Button>
          )}
        </div>
        {asking.why === 'damaged' && <p>{t('acceptance.damaged')}</p>}
        {chosen && (
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{t('acceptance.chosen')}</legend>
            <Rule regime={state.regime ?? 'opt-in'} policy={policy} now={now} />
            {list(true)}
          </fieldset>
        )}
        {required.length > 0 && (
          <section className={styles.group}>
            <h3
              ref={requiredTitle}
              tabIndex={-1}
              className={classNames(styles.legend, styles.requiredTitle)}
            >
              {t('acceptance.required')}
            </h3>
            <p className={styles.rule}>{t(`acceptance.requiredHelp.${asking.why}`)}</p>
            {list(false)}
          </section>
        )}
        {reading && <PolicyText id={`${id}-text`} policy={policy} />}
      </div>
    </Dialog>
  );
};

/** What a policy changes, and the person's answer to it; nothing until the policy is read. */
export const Acceptance = (props: AcceptanceProps) => {
  const { state, asking } = props;
  const version = useVersion(asking.policyHash, state.accepted?.hash ?? null);
  return version ? <Question {...props} version={version} /> : null;
};
