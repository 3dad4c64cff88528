import { X } from 'lucide-react';
import { useState } from 'react';
import { type Audience, maxExceptions } from '../../../contract/settings/audience.ts';
import { usePeople } from '../../host/use-people.ts';
import { useT } from '../../i18n/intl.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import styles from './audience.module.css';

const lists = ['always', 'never'] as const;
type List = (typeof lists)[number];

export type AudienceExceptionsProps = {
  label: string;
  value: Audience;
  onChange: (value: Audience) => void;
  onClose: () => void;
};

/** Who is let at it whatever the audience, and who is not; *never* rules over *always*. */
export const AudienceExceptions = ({
  label,
  value,
  onChange,
  onClose,
}: AudienceExceptionsProps) => {
  const t = useT();
  const [adding, setAdding] = useState<List>();
  const [text, setText] = useState('');
  const everybody = usePeople('');
  const found = usePeople(text);
  const without = (list: List, id: string) => value[list].filter((one) => one !== id);
  const add = (list: List, id: string) => {
    const other = list === 'always' ? 'never' : 'always';
    onChange({ ...value, [other]: without(other, id), [list]: [...without(list, id), id] });
    setAdding(undefined);
    setText('');
  };
  if (adding) {
    return (
      <Dialog
        heading={t(`settings.exceptions.${adding}`)}
        onClose={() => setAdding(undefined)}
        closeLabel={t('common.back')}
        grows
      >
        <PeoplePicker
          label={t('people.pick.search')}
          clearLabel={t('common.clear')}
          none={
            text.trim() === ''
              ? t('people.pick.empty')
              : t('people.pick.none', { text: text.trim() })
          }
          text={text}
          onText={setText}
          people={found.filter(({ accountId }) => !value[adding].includes(accountId))}
          onPick={(id) => add(adding, id)}
        />
      </Dialog>
    );
  }
  return (
    <Dialog heading={label} onClose={onClose} closeLabel={t('common.close')} grows>
      <p className={styles.about}>{t('settings.exceptions.about')}</p>
      {lists.map((list) => (
        <section key={list} className={styles.list} aria-label={t(`settings.exceptions.${list}`)}>
          <h3 className={styles.listTitle}>{t(`settings.exceptions.${list}`)}</h3>
          {value[list].length === 0 ? (
            <p className={styles.nobody}>{t('settings.exceptions.nobody')}</p>
          ) : (
            <ul>
              {value[list].map((id) => {
                const peer = everybody.find(({ accountId }) => accountId === id);
                const name = peer?.name ?? t('settings.exceptions.unknown');
                return (
                  <li key={id} className={styles.person}>
                    <Avatar id={id} name={name} size={28} {...(peer && { hue: peer.hue })} />
                    <bdi className={styles.personName}>{name}</bdi>
                    <IconButton
                      icon={X}
                      size={16}
                      label={t('settings.exceptions.remove', { name })}
                      onClick={() => onChange({ ...value, [list]: without(list, id) })}
                    />
                  </li>
                );
              })}
            </ul>
          )}
          <Button
            small
            disabled={value[list].length >= maxExceptions}
            aria-label={t('settings.exceptions.addTo', { list: t(`settings.exceptions.${list}`) })}
            onClick={() => setAdding(list)}
          >
            {t('settings.exceptions.add')}
          </Button>
        </section>
      ))}
    </Dialog>
  );
};
