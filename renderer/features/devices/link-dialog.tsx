import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { ReadCode } from '../../scan/read-code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ApproveLink, type ReadLink } from './approve-link.tsx';
import { AwaitLink } from './await-link.tsx';
import styles from './link-dialog.module.css';

/** Links another device: reads its code, asks, and waits for the person to compare there. */
export const LinkDialog = ({ onClose }: { onClose: () => void }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const [link, setLink] = useState<ReadLink>();
  const [before, setBefore] = useState<ReadonlySet<number>>();
  const read = useAction(async (code: string) =>
    setLink({ ...(await host.devices.readCode({ code })), code }),
  );
  const approve = useAction(async (code: string, withHistory: boolean) => {
    const had = new Set(devices.read().value?.devices?.map(({ deviceId }) => deviceId));
    devices.put(await host.devices.approve({ code, withHistory }));
    setBefore(had);
  });
  const list = useRemote(devices).value?.devices;
  const added = before && list?.find(({ deviceId }) => !before.has(deviceId));
  const stage = before ? 'await' : link ? 'approve' : 'read';
  const part = useRef<HTMLDivElement>(null);
  const shown = useRef(stage);
  useEffect(() => {
    if (shown.current === stage) return;
    shown.current = stage;
    // What had the keyboard is gone; the dialog reads out its new question.
    part.current?.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]')?.focus();
  }, [stage]);
  return (
    <Dialog
      wide
      grows
      alert={stage === 'approve'}
      heading={t(added ? 'linking.done.title' : `linking.${stage}.title`)}
      closeLabel={t('common.close')}
      onClose={onClose}
    >
      <div ref={part} className={styles.stage}>
        {link && before ? (
          <AwaitLink link={link} added={added} onClose={onClose} />
        ) : link ? (
          <ApproveLink
            link={link}
            busy={approve.busy}
            error={approve.error}
            onApprove={(withHistory) => approve.run(link.code, withHistory)}
            onClose={onClose}
          />
        ) : (
          <ReadCode
            words={{
              where: t('linking.where'),
              file: t('linking.picture.file'),
              missing: t('linking.text.missing'),
            }}
            onCode={read.run}
            busy={read.busy}
            error={read.error && errorText(read.error)}
            onChange={read.clear}
          />
        )}
      </div>
    </Dialog>
  );
};
