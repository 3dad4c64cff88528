import type { SettingKey } from '../../../contract/settings/registry.ts';
import type { Translate } from '../../i18n/intl.tsx';
import type { MessageId } from '../../i18n/load-messages.ts';
import { allSections, type Section } from './sections.ts';
import { toOptions, toOptionText } from './setting-options.ts';

export type Hit = {
  readonly section: Section;
  readonly keys: readonly SettingKey[];
  readonly also: readonly MessageId[];
};

/** Hyphens that hold a word together on one line are typed as plain ones. */
const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\u2010/g, '-')
    .toLowerCase();

/** Settings whose label, help, options or section hold every word typed; `absent` are texts of what does not stand here. */
export const findSettings = (
  t: Translate,
  text: string,
  absent: readonly MessageId[] = [],
): Hit[] => {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (...texts: string[]) => {
    const all = fold(texts.join(' '));
    return words.every((word) => all.includes(word));
  };
  return allSections.flatMap((section) => {
    const name = t(section.label);
    const keys = section.keys.filter((key) =>
      holds(
        name,
        t.dynamic(`settings.${key}.label`),
        t.dynamic(`settings.${key}.help`),
        ...(toOptions(key) ?? []).map((option) => t.dynamic(toOptionText(key, option))),
      ),
    );
    const also = section.also.filter((id) => !absent.includes(id) && holds(name, t(id)));
    return keys.length > 0 || also.length > 0 || holds(name) ? [{ section, keys, also }] : [];
  });
};
