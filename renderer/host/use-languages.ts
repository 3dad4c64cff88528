import { useLanguage, useT } from '../i18n/intl.tsx';
import { languageNames, languages } from '../i18n/languages.ts';
import type { LanguageSwitchProps } from '../ui/language-switch.tsx';
import { useSession } from './context.tsx';

const named = languages.map((value) => ({ value, name: languageNames[value] }));

/** What a `LanguageSwitch` shows, and the setting behind it. */
export const useLanguages = (): LanguageSwitchProps<(typeof languages)[number]> => {
  const t = useT();
  const current = useLanguage();
  const { settings } = useSession();
  return {
    label: t('welcome.language'),
    languages: named,
    current,
    onChoose: (language) =>
      void settings.set('appearance.language', language).catch(() => undefined),
  };
};
