import { Building2 } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useLocalAffiliate } from '../../host/use-local-server.ts';
import { useLanguage, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** Where a program on this computer stands for the recipient: the way to its page. Nothing anywhere else. */
export const OtherSide = ({ name }: { name: string | undefined }) => {
  const t = useT();
  const language = useLanguage();
  const { host, account } = useSession();
  const local = useLocalAffiliate(useRemote(account).value?.server?.url);
  const open = useAction(async (url: string) => void (await host.shell.openExternal({ url })));
  if (local === null || local.name !== name) return null;
  return (
    <Banner
      icon={Building2}
      title={t('sharing.otherSide.title', { name: local.name })}
      actions={
        <Button
          small
          busy={open.busy}
          onClick={() => open.run(`${local.url}/?language=${language}`)}
        >
          {t('sharing.otherSide.open')}
        </Button>
      }
    >
      <p>{t('sharing.otherSide.text')}</p>
      {open.error !== undefined && <p role="alert">{t('link.failed')}</p>}
    </Banner>
  );
};
