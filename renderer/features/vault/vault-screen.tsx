import type { ReactNode } from 'react';
import { useLanguages } from '../../host/use-languages.ts';
import { useT } from '../../i18n/intl.tsx';
import { CardScreen } from '../../ui/card-screen.tsx';
import { LanguageSwitch } from '../../ui/language-switch.tsx';

/** A card that may be the first thing ever seen of Bisik. */
export const VaultScreen = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <CardScreen
    name={useT()('app.name')}
    heading={heading}
    foot={<LanguageSwitch {...useLanguages()} />}
  >
    {children}
  </CardScreen>
);
