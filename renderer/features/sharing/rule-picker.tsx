import { useRef } from 'react';
import { isLooser } from '../../../contract/consent/regime.ts';
import { type Regime, regimes } from '../../../contract/policy/document.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Panel, PanelPart } from '../../ui/panel.tsx';
import { RadioGroup, type RadioOption } from '../../ui/radio-group.tsx';
import styles from './sharing.module.css';
import { useDecide } from './use-decide.ts';

const policysOwn = 'policy';

/** Those that a person may have instead of the one that holds without a pick: the stricter ones. */
export const toPickable = (own: Regime): readonly Regime[] =>
  regimes.filter((one) => isLooser(own, one));

/** The rule that holds, and the stricter ones that a person may pick. */
export const RulePicker = ({ state }: { state: TimedSharing }) => {
  const t = useT();
  const errorText = useErrorText();
  const part = useRef<HTMLDivElement>(null);
  const { regime, namedRegime, ownRegime, pickedRegime, shares } = state;
  const pick = useDecide(
    state,
    part,
    shares.filter((share) => share.chosen),
    (host, shown, next: Regime | null) => host.sharing.pickRegime({ regime: next, shown }),
  );
  if (regime === null) return null;
  const whose = namedRegime === null ? t('sharing.rule.policyHelp') : t('sharing.rule.named');
  const own = ownRegime ?? regime;
  const pickable = toPickable(own);
  const about = `${whose} ${t(`regime.${own}.about`)}`;
  const options: RadioOption<Regime | typeof policysOwn>[] = [
    {
      value: policysOwn,
      label: t(`regime.${own}`),
      help: pickedRegime === null ? about : `${about} ${t('sharing.rule.back')}`,
    },
    ...pickable.map((one) => ({
      value: one,
      label: t(`regime.${one}`),
      help: t(`regime.${one}.about`),
    })),
  ];
  return (
    <Panel title={t('sharing.rule')}>
      <PanelPart tight>
        <div ref={part} className={styles.all}>
          {pickable.length === 0 ? (
            <>
              <p className={styles.name}>{t(`regime.${regime}`)}</p>
              <p className={styles.note}>
                {whose} {t(`regime.${regime}.about`)} {t('sharing.rule.strictest')}
              </p>
            </>
          ) : (
            <RadioGroup
              label={t('sharing.rule.pick')}
              options={options}
              value={pickedRegime ?? policysOwn}
              onChange={(next) => pick.run(next === policysOwn ? null : next)}
            />
          )}
        </div>
        <div role="alert">
          {pick.error && <p className={styles.failed}>{errorText(pick.error)}</p>}
        </div>
      </PanelPart>
    </Panel>
  );
};
