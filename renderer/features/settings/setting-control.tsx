import type { SettingKey, SettingValue } from '../../../contract/settings/registry.ts';
import { useT } from '../../i18n/intl.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { AudienceControl } from './audience-control.tsx';
import { toOption, toOptions, toOptionText, withOption } from './setting-options.ts';
import { SpanSelect } from './span-select.tsx';

export type SettingControlProps = {
  id: SettingKey;
  value: SettingValue<SettingKey>;
  disabled: boolean;
  onChange: (value: SettingValue<SettingKey>) => void;
};

/** What changes a value: a switch, a choice of several, or an audience. */
export const SettingControl = ({ id, value, disabled, onChange }: SettingControlProps) => {
  const t = useT();
  const label = t.dynamic(`settings.${id}.label`);
  const help = t.dynamic(`settings.${id}.help`);
  if (typeof value === 'object') {
    return (
      <AudienceControl
        label={label}
        help={help}
        value={value}
        disabled={disabled}
        onChange={onChange}
      />
    );
  }
  if (typeof value === 'number') {
    return (
      <SpanSelect
        label={label}
        help={help}
        seconds={value}
        disabled={disabled}
        onChange={onChange}
      />
    );
  }
  const options = toOptions(id);
  return options ? (
    <Select
      label={label}
      help={help}
      options={options.map((option) => ({
        value: option,
        label: t.dynamic(toOptionText(id, option)),
      }))}
      value={toOption(value)}
      disabled={disabled}
      onChange={(option) => onChange(withOption(value, option))}
    />
  ) : (
    <Switch label={label} help={help} on={value === true} disabled={disabled} onChange={onChange} />
  );
};
