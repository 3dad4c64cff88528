import { CircleCheck } from 'lucide-react';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './checkup.module.css';

/** In the order of the walk. */
const checkupSteps = [
  'reach',
  'receipts',
  'profile',
  'devices',
  'sharing',
  'disappearing',
] as const;
export type CheckupStep = (typeof checkupSteps)[number];

export type CheckupProps = {
  /** What is changed in place in a step. */
  bodies: Readonly<Record<CheckupStep, ReactNode>>;
  /** Its present value in a line or two, for the end. */
  values: Readonly<Record<CheckupStep, ReactNode>>;
  /** The person is through. */
  onDone: () => void;
};

/** The choices that matter, one after the other, each as it stands; at the end what there is now. */
export const Checkup = ({ bodies, values, onDone }: CheckupProps) => {
  const t = useT();
  const { settings } = useSession();
  const [place, setPlace] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  const step = checkupSteps[place];
  // Who walks with the keyboard goes on at the step that came.
  useEffect(() => {
    if (moved.current && place >= 0) heading.current?.focus();
  }, [place]);
  const go = (to: number) => {
    moved.current = true;
    setPlace(to);
    // Nobody who went through it needs to be asked to.
    if (to >= checkupSteps.length)
      settings.set('notifications.suggestCheckup', false).catch(() => undefined);
  };
  if (!step) {
    return (
      <div className={styles.walk}>
        <header className={styles.head}>
          <Icon of={CircleCheck} size={26} className={styles.done} />
          <h3 ref={heading} tabIndex={-1} className={styles.title}>
            {t('checkup.end.title')}
          </h3>
        </header>
        <p className={styles.text}>{t('checkup.end.text')}</p>
        <ul className={styles.summary} aria-label={t('checkup.end.summary')}>
          {checkupSteps.map((id, index) => (
            <li key={id} className={styles.line}>
              <div className={styles.lineTexts}>
                <p className={styles.lineTitle}>{t(`checkup.${id}.title`)}</p>
                <div className={styles.lineValue}>{values[id]}</div>
              </div>
              <Button
                small
                aria-label={t('checkup.changeOf', { step: t(`checkup.${id}.title`) })}
                onClick={() => go(index)}
              >
                {t('checkup.change')}
              </Button>
            </li>
          ))}
        </ul>
        <div className={styles.actions}>
          <Button kind="primary" onClick={onDone}>
            {t('checkup.end.close')}
          </Button>
        </div>
      </div>
    );
  }
  const last = place === checkupSteps.length - 1;
  return (
    <div className={styles.walk}>
      <header className={styles.head}>
        <p className={styles.count}>
          {t('checkup.count', { step: place + 1, steps: checkupSteps.length })}
        </p>
        <div className={styles.dots} aria-hidden>
          {checkupSteps.map((id, index) => (
            <span key={id} className={styles.dot} data-past={index <= place || undefined} />
          ))}
        </div>
      </header>
      <h3 ref={heading} tabIndex={-1} className={styles.title}>
        {t(`checkup.${step}.title`)}
      </h3>
      <p className={styles.text}>{t(`checkup.${step}.text`)}</p>
      <Suspense>
        <div key={step} className={styles.body}>
          {bodies[step]}
        </div>
      </Suspense>
      <div className={styles.actions}>
        <Button kind="primary" onClick={() => go(place + 1)}>
          {t(last ? 'checkup.finish' : 'checkup.next')}
        </Button>
        {place > 0 && <Button onClick={() => go(place - 1)}>{t('common.back')}</Button>}
      </div>
    </div>
  );
};
