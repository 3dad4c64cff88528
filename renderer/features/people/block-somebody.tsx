import { useState } from 'react';
import type { Peer } from '../../../contract/ipc/model.ts';
import { usePeople } from '../../host/use-people.ts';
import { useT } from '../../i18n/intl.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { BlockDialog } from './block-dialog.tsx';

/** Picks the other one of a chat, then says what a block does. */
export const BlockSomebody = ({ onClose }: { onClose: () => void }) => {
  const t = useT();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<Peer>();
  const people = usePeople(text).filter(({ blocked }) => !blocked);
  if (picked) return <BlockDialog peer={picked} onDone={onClose} onClose={onClose} />;
  return (
    <Dialog heading={t('block.list.add')} onClose={onClose} closeLabel={t('common.close')} grows>
      <PeoplePicker
        label={t('people.pick.search')}
        clearLabel={t('common.clear')}
        none={
          text.trim() === '' ? t('people.pick.empty') : t('people.pick.none', { text: text.trim() })
        }
        text={text}
        onText={setText}
        people={people}
        onPick={(id) => setPicked(people.find(({ accountId }) => accountId === id))}
      />
    </Dialog>
  );
};
