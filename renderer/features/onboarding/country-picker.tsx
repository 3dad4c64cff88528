import { Check, ChevronDown } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import { useLanguage, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import overlay from '../../ui/overlay.module.css';
import { type Country, type CountryCode, findCountries, listCountries } from './countries.ts';
import styles from './country-picker.module.css';

export type CountryPickerProps = {
  value: CountryCode;
  onChange: (country: CountryCode) => void;
};

type ChoicesProps = CountryPickerProps & { countries: readonly Country[] };

const Choices = ({ countries, value, onChange }: ChoicesProps) => {
  const t = useT();
  const [text, setText] = useState('');
  const found = useMemo(() => findCountries(countries, text), [countries, text]);
  const list = useRef<HTMLDivElement>(null);
  // The list is as high as its popover only after that is laid out.
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      list.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label={t('onboarding.number.findCountry')} autoFocus>
        <Input className={styles.search} placeholder={t('onboarding.number.findCountry')} />
      </SearchField>
      <ListBox
        ref={list}
        aria-label={t('onboarding.number.country')}
        items={found}
        selectionMode="single"
        selectedKeys={[value]}
        className={styles.list}
        renderEmptyState={() => <p className={styles.none}>{t('onboarding.number.noCountry')}</p>}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : keys;
          onChange(countries.find((country) => country.code === key)?.code ?? value);
        }}
      >
        {(country) => (
          <ListBoxItem
            id={country.code}
            textValue={`${country.name} ${country.callingCode}`}
            className={overlay.item}
          >
            <span aria-hidden>{country.flag}</span>
            <span className={overlay.grow}>{country.name}</span>
            <span className={overlay.hint} dir="ltr">
              {country.callingCode}
            </span>
            <span className={styles.check}>
              {country.code === value && <Icon of={Check} size={16} />}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
};

export const CountryPicker = ({ value, onChange }: CountryPickerProps) => {
  const t = useT();
  const language = useLanguage();
  const countries = useMemo(() => listCountries(language), [language]);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const current = countries.find((country) => country.code === value);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`${t('onboarding.number.country')}: ${t('onboarding.number.countryValue', {
          name: current?.name ?? value,
          code: current?.callingCode ?? '',
        })}`}
        onClick={() => setOpen(true)}
      >
        <span aria-hidden>{current?.flag}</span>
        <span dir="ltr">{current?.callingCode}</span>
        <Icon of={ChevronDown} size={16} />
      </button>
      <Popover
        isOpen={open}
        onOpenChange={setOpen}
        triggerRef={button}
        placement="bottom start"
        className={overlay.popover}
      >
        <Dialog aria-label={t('onboarding.number.country')} className={styles.dialog}>
          <Choices
            countries={countries}
            value={value}
            onChange={(code) => {
              onChange(code);
              setOpen(false);
            }}
          />
        </Dialog>
      </Popover>
    </>
  );
};
