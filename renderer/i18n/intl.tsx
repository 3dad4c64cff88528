import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createIntl, createIntlCache, type IntlShape } from 'react-intl';
import { createFormats, type Formats } from './formats.ts';
import { type Language, toLocale } from './languages.ts';
import type { MessageId, Messages } from './load-messages.ts';

export type Values = Record<string, string | number | Date>;
type RichValue = ReactNode | Date | ((chunks: ReactNode[]) => ReactNode);

export type Translate = {
  (id: MessageId, values?: Values): string;
  /** The same with elements as values, or functions for `<tags>` in the text. */
  rich: (id: MessageId, values: Record<string, RichValue>) => ReactNode;
  /** For ids that come from a table of the contract; the tables' tests hold that they exist. */
  dynamic: (id: string, values?: Values) => string;
};

export type Intl18n = { t: Translate; formats: Formats; language: Language };

const IntlContext = createContext<Intl18n | undefined>(undefined);

const toTranslate = (intl: IntlShape): Translate => {
  const dynamic = (id: string, values?: Values) => intl.formatMessage({ id }, values);
  const t = (id: MessageId, values?: Values) => dynamic(id, values);
  return Object.assign(t, {
    dynamic,
    rich: (id: MessageId, values: Record<string, RichValue>) =>
      intl.formatMessage({ id }, values as Record<string, ReactNode>) as ReactNode,
  });
};

/** Texts and formats of one language, for code outside of React too. Throws on a missing message. */
export const createI18n = (
  language: Language,
  messages: Messages,
  preferred: readonly string[] = [],
): Intl18n => {
  const locale = toLocale(language, preferred);
  const intl = createIntl(
    {
      locale,
      messages: messages as Record<string, string>,
      onError: (error) => {
        throw error;
      },
    },
    createIntlCache(),
  );
  return { t: toTranslate(intl), formats: createFormats(locale), language };
};

export type IntlProviderProps = {
  language: Language;
  messages: Messages;
  preferred?: readonly string[];
  children: ReactNode;
};

const none: readonly string[] = [];

export const IntlProvider = ({
  language,
  messages,
  preferred = none,
  children,
}: IntlProviderProps) => {
  const value = useMemo(
    () => createI18n(language, messages, preferred),
    [language, messages, preferred],
  );
  return <IntlContext value={value}>{children}</IntlContext>;
};

const useI18n = (): Intl18n => {
  const value = useContext(IntlContext);
  if (!value) throw new Error('no IntlProvider above');
  return value;
};

export const useT = (): Translate => useI18n().t;
export const useFormats = (): Formats => useI18n().formats;
export const useLanguage = (): Language => useI18n().language;
