import type { SettingRowState } from '../../../contract/ipc/account-settings.ts';
import { audienceSchema } from '../../../contract/settings/audience.ts';
import type { Formats } from '../../i18n/formats.ts';
import type { Translate } from '../../i18n/intl.tsx';
import { spanWords } from '../../i18n/span-words.ts';

/** A value of a row in words: On, My contacts and 2 more, After 1 day. */
export const valueWords = (t: Translate, value: unknown): string => {
  if (typeof value === 'boolean') return t(value ? 'settings.value.on' : 'settings.value.off');
  if (typeof value === 'number') {
    return value === 0
      ? t('settings.disappear.never')
      : t('settings.disappear.after', { span: spanWords(t, value) });
  }
  const { success, data } = audienceSchema.safeParse(value);
  if (!success) return t('settings.value.unknown');
  const audience = t(`settings.audience.${data.audience}`);
  const count = data.always.length + data.never.length;
  return count === 0 ? audience : t('settings.value.exceptions', { audience, count });
};

/** “set on Laptop, today 14:02” */
export const setByWords = (
  t: Translate,
  formats: Formats,
  { device, thisDevice, at }: { device: string; thisDevice: boolean; at: number },
  now: number,
): string =>
  t(thisDevice ? 'settings.set.here' : 'settings.set.there', { device, at: formats.at(at, now) });

const placeWords = (t: Translate, formats: Formats, row: SettingRowState, now: number): string => {
  if (row.conflict) return t('settings.state.conflict');
  if (row.ofAccount) {
    return t('settings.state.device', { value: valueWords(t, row.ofAccount.value) });
  }
  if (row.until) {
    return t('settings.state.until', {
      at: formats.at(row.until.at, now),
      back: valueWords(t, row.until.back),
    });
  }
  if (row.place === 'waiting') return t('settings.state.waiting');
  return t(row.set ? 'settings.state.synced' : 'settings.state.default');
};

/** Where a row stands, and who set it. */
export const stateWords = (
  t: Translate,
  formats: Formats,
  row: SettingRowState,
  now: number,
): string => {
  const place = placeWords(t, formats, row, now);
  return row.set && !row.conflict ? `${place} · ${setByWords(t, formats, row.set, now)}` : place;
};

/** What is left of a row of an account that is here no more. */
export const lastKnownWords = (
  t: Translate,
  formats: Formats,
  { set }: SettingRowState,
  now: number,
): string =>
  set
    ? `${t('settings.state.lastKnown')} · ${setByWords(t, formats, set, now)}`
    : t('settings.state.notKept');
