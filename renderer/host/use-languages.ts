import { useLanguage, useT } from '../i18n/intl.tsx';
import { languageNames, languages } from '../i18n/languages.ts';
import { useSession } from './context.tsx';

const named = languages.map((value) => ({ value, name: languageNames[value] }));

/** The languages of the app, and the setting behind them. */
export const useLanguages = () => {
  const t = useT();
  const current = useLanguage();
  const { settings } = useSession();
  return {
    label: t('welcome.language'),
    languages: named,
    current,
    onChoose: (language: (typeof languages)[number]) =>
      void settings.set('appearance.language', language).catch(() => undefined),
  };
};
