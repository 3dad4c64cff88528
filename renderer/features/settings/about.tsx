import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { shellDomain } from '../../../contract/ipc/shell.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import styles from './settings.module.css';

type AboutInfo = CallOutput<typeof shellDomain.calls.about>;

export const About = () => {
  const t = useT();
  const host = useHost();
  const [info, setInfo] = useState<AboutInfo>();
  const [licences, setLicences] = useState<string>();
  useEffect(() => {
    let current = true;
    host.shell.about({}).then(
      (answer) => current && setInfo(answer),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [host]);
  const show = useAction(async () => setLicences((await host.shell.licences({})).text));
  return (
    <>
      {info?.developmentRuntime && <Banner tone="attention">{t('about.development')}</Banner>}
      <Facts>
        <Fact term={t('about.version')}>
          {t('app.name')} {info?.version}
          <br />
          {info &&
            t('about.runtime', {
              electron: info.electron,
              chromium: info.chromium,
              node: info.node,
            })}
        </Fact>
      </Facts>
      <p className={styles.text}>{t('about.licence')}</p>
      {licences === undefined ? (
        <div>
          <Button busy={show.busy} onClick={() => show.run()}>
            {t('about.licencesShow')}
          </Button>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard
        <section className={styles.licences} tabIndex={0} aria-label={t('about.licences')}>
          {licences}
        </section>
      )}
    </>
  );
};
