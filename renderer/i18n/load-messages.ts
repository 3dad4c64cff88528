import type { MessageFormatElement } from 'react-intl';
import type { Language } from './languages.ts';
import type en from './messages/en.json';

export type MessageId = keyof typeof en;

/** Parsed by the build; plain text where no build ran (tests). */
export type Messages = Record<string, string> | Record<string, MessageFormatElement[]>;

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('./messages/en.json'),
  ms: () => import('./messages/ms.json'),
};

/** One language's texts; only the one in use is read. */
export const loadMessages = async (language: Language): Promise<Messages> =>
  (await loaders[language]()).default;
