import { Check, ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import texts from './choice-texts.module.css';
import { Icon } from './icon.tsx';
import overlay from './overlay.module.css';
import styles from './select.module.css';

export type SelectOption<T extends string> = { value: T; label: string };

export type SelectProps<T extends string> = {
  label: string;
  help?: string | undefined;
  options: readonly SelectOption<T>[];
  value: T;
  onChange: (value: T) => void;
  disabled?: boolean;
  /** Under which end of its button the list opens. */
  align?: 'start' | 'end';
};

export const Select = <T extends string>({
  label,
  help,
  options,
  value,
  onChange,
  disabled = false,
  align = 'end',
}: SelectProps<T>) => (
  <AriaSelect
    className={styles.row}
    value={value}
    isDisabled={disabled}
    onChange={(key) => {
      const chosen = options.find((option) => option.value === key);
      if (chosen) onChange(chosen.value);
    }}
  >
    <div className={styles.texts}>
      <Label className={texts.label}>{label}</Label>
      {help && (
        <Text slot="description" elementType="p" className={texts.help}>
          {help}
        </Text>
      )}
    </div>
    <Button className={styles.button}>
      <SelectValue />
      <Icon of={ChevronDown} size={16} />
    </Button>
    <Popover className={overlay.popover} placement={`bottom ${align}`}>
      <ListBox className={overlay.menu} items={options}>
        {(option) => (
          <ListBoxItem id={option.value} textValue={option.label} className={overlay.item}>
            {({ isSelected }) => (
              <>
                <span className={overlay.grow}>{option.label}</span>
                {isSelected && <Icon of={Check} size={16} />}
              </>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </AriaSelect>
);
